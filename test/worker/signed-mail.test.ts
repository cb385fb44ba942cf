import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { hasVerifier, makeSigner, verify } from '../support/dkim.ts';
import { temporaryFolder } from '../support/folder.ts';
import { readMail } from '../support/inbox.ts';
import { acceptingServer } from '../support/smtp.ts';
import { makeNotice, makeSnapshot, makeUpdate } from '../support/snapshot.ts';
import { eventually } from '../support/wait.ts';
import { startWorker } from '../support/worker-thread.ts';

vi.setConfig({ testTimeout: 40_000 });

const began = Date.now();

/** The page with so many reports, a second apart, ending now. */
function reports(count: number) {
  const updates = Array.from({ length: count }, (_, index) =>
    makeUpdate('2012-06-20 17:10', 'investigating', {
      at: began - 60_000 + index * 1000,
      body: { ja: `${index + 1}番目の報告。` },
    }),
  );
  return makeSnapshot(count === 0 ? [] : [makeNotice('lost', updates)]);
}

test.skipIf(!hasVerifier)(
  'what the worker sends is signed for MAIL_FROM’s domain, and one who comes late reads what was before',
  async () => {
    const signer = { ...makeSigner('rsa'), domain: 'status.example.org' };
    const folder = temporaryFolder();
    const key = join(folder, 'dkim.pem');
    writeFileSync(key, signer.key.export({ type: 'pkcs8', format: 'pem' }));
    const inbox = await acceptingServer();
    const worker = startWorker({
      DATA_DIR: join(folder, 'data'),
      MAIL_1: `smtp://127.0.0.1:${inbox.port}?ignoreTLS=true`,
      DKIM_KEY_FILE: key,
      DKIM_SELECTOR: signer.selector,
    });
    worker.publish(reports(0));
    await eventually('a well worker', () => worker.health()?.problems.length === 0);
    const subscribe = async (address: string) => {
      const before = inbox.received.length;
      await worker.ask({ action: 'subscribe', fields: { address: [address] } });
      const mail = await readMail(await eventually('the confirmation', () => inbox.received[before]));
      const token = mail.link('/subscribe/confirm/').split('/').at(-1) ?? '';
      expect(await worker.ask({ action: 'confirm', token })).toEqual({ status: 200, page: 'confirmed' });
    };
    const textOf = async (to: string, part: string) =>
      eventually(`${part} at ${to}`, async () => {
        const mails = await Promise.all(inbox.received.filter((one) => one.to === to).map(readMail));
        return mails.find(({ text }) => text.includes(part))?.text;
      });
    await subscribe('early@example.jp');
    worker.publish(reports(1));
    expect(await textOf('early@example.jp', '1番目の報告。')).not.toContain('これまでの経過');
    await subscribe('late@example.jp');
    worker.publish(reports(2));
    expect(await textOf('late@example.jp', '2番目の報告。')).toMatch(
      /■ これまでの経過\r?\n- .*第1報・調査中　1番目の報告。/,
    );
    expect(await textOf('early@example.jp', '2番目の報告。')).not.toContain('これまでの経過');
    const mails = inbox.received.map(({ content }) => Buffer.from(content, 'latin1'));
    expect(mails.length).toBe(5);
    expect(verify(signer, mails)).toEqual(mails.map(() => true));
  },
);
