import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { composeSingle } from '../../src/mail/envelope.ts';
import { smtpProvider } from '../../src/mail/provider.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { readMail } from '../support/inbox.ts';
import { programPath } from '../support/programs.ts';
import { localProvider } from '../support/smtp-provider.ts';
import { eventually } from '../support/wait.ts';

const smtpSink = programPath('smtp-sink');

/** Postfix's own test server, which writes each message to a file: a second opinion on how we speak SMTP. */
async function startSink(program: string): Promise<{ port: number; messages: () => string[] }> {
  const folder = join(temporaryFolder(), 'sink');
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  const port = await freePort();
  // The folder above it belongs to us alone, so the server opens its files from inside.
  const account = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn(program, [...account, '-d', '%M.', `127.0.0.1:${port}`, '100'], { cwd: folder });
  onTestFinished(() => void child.kill('SIGKILL'));
  await eventually('smtp-sink to listen', () => {
    return new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.once('connect', () => socket.end('QUIT\r\n'));
    });
  });
  return { port, messages: () => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1')) };
}

describe.skipIf(smtpSink === null)('through Postfix’s smtp-sink', () => {
  test('a Japanese mail to an old carrier address arrives whole, the address quoted', async () => {
    const sink = await startSink(smtpSink ?? '');
    const text = `${'原因を調べています。'.repeat(40)}\n.\n最後の行。`;
    const settings = localProvider(sink.port);
    const provider = smtpProvider({ settings, ehlo: 'status.example.org', sender: 'status@example.org' });
    const content = composeSingle(
      {
        to: 'mori..haru@docomo.ne.jp',
        subject: '【障害】第1報・調査中 サーバーに接続できません',
        text,
        html: `<p>${text}</p>`,
        language: 'ja',
        messageId: '<a@example.org>',
      },
      {
        from: 'お知らせ <status@example.org>',
        replyTo: null,
        listId: 'alerts.example.org',
        archiveUrl: 'https://status.example.org/history',
        domain: 'example.org',
        now: () => Date.UTC(2026, 10, 22),
      },
    );
    const to = 'mori..haru@docomo.ne.jp';
    const outcome = await provider.send({ to, messageId: '<a@example.org>', compose: () => content }, async () => {});
    provider.close();
    expect(outcome.class).toBe('accepted');
    const received = await eventually('the message', () => sink.messages().find((text) => text.includes('Message-ID')));
    expect(received).toMatch(/^X-Rcpt-Args: <"mori\.\.haru"@docomo\.ne\.jp>$/m);
    const mail = await readMail({ from: '', to, content: received });
    expect(mail.subject).toBe('【障害】第1報・調査中 サーバーに接続できません');
    expect(mail.text.replaceAll('\r\n', '\n')).toContain(text);
  });
});
