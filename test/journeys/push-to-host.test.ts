import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { clone, makeForge, now, tryPush } from '../support/forge.ts';
import { freePort } from '../support/free-port.ts';
import { readMail } from '../support/inbox.ts';
import { startSite } from '../support/site.ts';
import { acceptingServer } from '../support/smtp.ts';
import { mailThrough, subscribe } from '../support/subscribing.ts';
import { eventually } from '../support/wait.ts';

/** Today in Japan, `YYYY-MM-DD HH:MM`. */
const minutesAgo = (minutes: number) =>
  new Date(Date.parse(`${now().replace(' ', 'T')}:00Z`) - minutes * 60_000)
    .toISOString()
    .slice(0, 16)
    .replace('T', ' ');

test('whoever pushes to the host hears at once what became of it', async () => {
  const server = await acceptingServer();
  const forge = makeForge();
  const env = { ...mailThrough(server.port), PORT: String(await freePort()), CONTENT_GIT_URL: forge.url };
  const site = await startSite({ incidentsDir: '/nowhere', env });
  await subscribe(site, server, 'mori@example.org');
  const gitDir = join(site.dataDir, 'content.git');
  const staff = clone(gitDir);
  const push = (name: string, text: string, ...flags: string[]) => {
    staff.write(name, text);
    staff.commit('Push', { date: now() });
    return tryPush(staff, gitDir, ...flags);
  };
  const [early, late, corrected] = [30, 20, 18].map(minutesAgo) as [string, string, string];
  const outage = (second: string, more = '') =>
    `# 障害\n## ${early} 調査中\nnext: 23:59\n\n調査中です。\n\n## ${second} 復旧作業中\nnext: 23:59\n\n直しています。\n${more}`;

  const phone = push('phone.md', '# サーバーに接続できません\n## 調査中\n次回: 23:59\n\n原因を調べています。\n');
  expect(phone.said).toMatch(/^live in \d+\.\d\d s: http:\/\/status\.localhost\/incidents\/phone$/m);
  expect(phone.said).toMatch(/^new report 1, one person is being told$/m);

  const refused = push('2026-web.md', outage('2026-13-40 25:00'));
  expect(refused).toMatchObject({ ok: false });
  expect(refused.said).toMatch(/^incidents\/2026-web\.md:7:\d+: error: .*\n.*One error: nothing is published/m);
  const mended = push('2026-web.md', outage(late));
  expect(mended.said).toMatch(/^new report 1, one person is being told\nnew report 2, one person is being told$/m);

  const moved = push('2026-web.md', outage(corrected));
  expect(moved.said).toMatch(new RegExp(`${late.slice(11)} → .*${corrected.slice(11)}, nobody is mailed$`, 'm'));
  const quiet = push('2026-web.md', outage(corrected, `\n## ${minutesAgo(1)} 復旧\nnotify: false\n\n直りました。\n`));
  expect(quiet.said).toMatch(
    /^report 3 is mailed to nobody: it says notify: false; to mail it all the same: npm run noroshi -- mail announce 2026-web 3$/m,
  );
  const before = server.received.length;
  const noroshi = (...args: string[]) => runCommand(args, site.dataDir, { ...env, DATA_DIR: site.dataDir });
  expect(await noroshi('mail', 'announce', '2026-web', '3')).toEqual({
    code: 0,
    out: '2026-web, report 3: one person is being told.\n',
    err: '',
  });
  const mail = await eventually('its mail', async () => {
    const mails = await Promise.all(server.received.slice(before).map(readMail));
    return mails.find(({ text }) => text.includes('直りました。'));
  });
  expect(mail.subject).toContain('【復旧】第3報');

  const anyway = push('phone.md', '# 壊れた\n## 25時 調査中\n', '-o', 'anyway');
  expect(anyway.said).toMatch(
    /^refused: incidents\/phone\.md:2:\d+: error: .*\nUntil it is corrected its last good version is shown/m,
  );
  expect(await (await site.get('/incidents/phone')).text()).toContain('原因を調べています');

  const gone = push('2026-web.md', `# 障害\n## ${early} 調査中\nnext: 23:59\n\n調査中です。\n`, '-o', 'anyway');
  expect(gone.said).toMatch(/^2026-web: report 2 is no longer on the page, nobody is told\n2026-web: report 3 is /m);
  const good = staff.git('show', 'HEAD:incidents/page.yaml');
  const settings = push('page.yaml', `${good}\nnmae: x\n`, '-o', 'anyway');
  expect(settings.said).toMatch(/^refused: incidents\/page\.yaml:\d+:\d+: error: "nmae"/m);
  push('page.yaml', good);
  staff.remove('2026-web.md');
  staff.commit('Push', { date: now() });
  expect(tryPush(staff, gitDir, '-o', 'anyway').said).toMatch(/^2026-web is no longer on the page, nobody is told$/m);

  expect(await site.stop()).toBe(0);
  const stored = push('page.yaml', `${staff.git('show', 'HEAD:incidents/page.yaml')}\n# the end\n`);
  expect(stored).toMatchObject({ ok: true });
  expect(stored.said).toMatch(
    /^Stored\. It goes live when the program starts: nothing answers at http:\/\/127\.0\.0\.1:\d+\.$/m,
  );
}, 180_000);
