import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readState } from '../../src/alerts/state.ts';
import { openInstalledDatabase } from '../../src/installation.ts';
import { suppressedPeople } from '../support/bounces.ts';
import { now } from '../support/forge.ts';
import { freePort } from '../support/free-port.ts';
import { temporaryFolder } from '../support/folder.ts';
import { readInMutt } from '../support/mutt.ts';
import { addPerson } from '../support/people.ts';
import { startPostfix } from '../support/postfix.ts';
import { programPath } from '../support/programs.ts';
import { readableCheckout } from '../support/readable-checkout.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite } from '../support/site.ts';
import { mailThrough } from '../support/subscribing.ts';
import { eventually } from '../support/wait.ts';

const [postfix, mutt] = [programPath('postfix'), programPath('mutt')];
const isRoot = process.getuid?.() === 0;
const host = 'status.example.test';

test.skipIf(postfix === null || mutt === null || !isRoot)(
  'the first provider is down: Postfix delivers to a Maildir, mutt reads it; what bounces comes back and counts',
  async () => {
    const folder = temporaryFolder();
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir);
    chmodSync(folder, 0o755);
    const env = { BOUNCE_ADDRESS: `bounce@${host}` };
    const { node, main } = readableCheckout();
    const settings = `DATA_DIR=${dataDir} BOUNCE_ADDRESS=${env.BOUNCE_ADDRESS}`;
    // As docs/operating.md has it.
    const command = `cd / && ${settings} ${node} ${main} mail bounce; test $? -ne 75 || exit 75`;
    const server = await startPostfix(postfix ?? '', host, command);
    const repository = makeRepository();
    const providers = mailThrough(await freePort(), server.port);
    const site = await startSite({ incidentsDir: repository.incidentsDir, dataDir, env: { ...env, ...providers } });
    await eventually('it to be well', async () => (await site.get('/health')).status === 200);
    const database = openInstalledDatabase(dataDir);
    await eventually('what is there to count as announced', () => database.read((db) => readState(db, 'time_zone')));
    for (const name of ['mori', 'gone']) await addPerson(database, `${name}@readers.example.test`);
    execFileSync('chown', ['-R', 'nobody:nogroup', dataDir]);

    repository.write('line.md', '# 回線の障害\n## 調査中\n次回: 23:59\n\n原因を**調べて**います。\n');
    repository.commit('第1報', { date: now() });
    await eventually('the mail in the Maildir', () => server.mails()[0]);
    const { list, mail } = readInMutt(mutt ?? '', server.maildir);
    expect(list).toContain('【障害】第1報・調査中');
    expect(mail).toMatch(/^Subject: 【障害】第1報・調査中 回線の障害$/m);
    expect(mail).toMatch(/\n状況：調査中・第1報\n回線の障害\n/);
    expect(mail).toContain('\n原因を調べています。\n');

    const left = await eventually('the bounce to count', async () => {
      const people = await suppressedPeople(database);
      return people.length > 0 && people;
    });
    expect(left).toEqual(['gone@readers.example.test bounce']);
    const sent = /to=<bounce\+[^>]+@status\.example\.test>.* relay=local.* status=sent/;
    await eventually('Postfix to be content with the command', () => sent.test(server.log()));
    const used = await database.read((db) => db.selectFrom('deliveries').select('provider').distinct().execute());
    expect(used).toEqual([{ provider: 'provider-2' }]);
    await database.close();
    expect(await site.stop()).toBe(0);
  },
);
