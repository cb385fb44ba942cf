import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { noticeText } from '../support/content.ts';
import { startPreview } from '../support/preview.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite } from '../support/site.ts';
import { eventually } from '../support/wait.ts';

const first = ['2026-11-21 17:10 調査中', '原因を調べています。'] as const;

test('what is saved is shown, drafts are marked, findings stand on the page; nothing is written', async () => {
  const repository = makeRepository();
  repository.write('a.md', noticeText(first));
  repository.commit('第1報');
  const preview = await startPreview(repository.incidentsDir);
  expect(await preview.text('/incidents/a')).not.toContain('保存したばかり');

  repository.write('a.md', noticeText(first, ['2026-11-21 18:00 復旧', '保存したばかりの本文です。']));
  await eventually('the text', async () => (await preview.text('/incidents/a')).includes('保存したばかりの本文です。'));

  repository.write('b.md', '---\ntitle: 準備中の件\ndraft: true\n---\n\n## 調査中\n\n書きかけです。\n');
  const page = await eventually('the draft', async () => {
    const text = await preview.text('/en/incidents/b');
    return text.includes('書きかけです。') ? text : null;
  });
  expect(page).toContain('<span class="mark">[Draft] </span>');
  expect(await preview.text('/')).toMatch(/【下書き】[^]*準備中の件/);

  repository.write('b.md', '# 準備中の件\n\n## 2026-11-21 25:99 調査中\n\n読めない時刻です。\n');
  await eventually('the finding', async () => /b\.md:3:4/.test(await preview.text('/incidents/b')));
  expect(await preview.text('/')).toMatch(/b\.md:3:4[^]*There is no time[^]*Write it as/);
  expect(await preview.text('/feed.rss')).toContain('保存したばかり');
  expect(readdirSync(preview.cwd)).toEqual([]);
});

test('beside a notice stands the mail of each report', async () => {
  const repository = makeRepository();
  repository.write('a.md', noticeText(first));
  const preview = await startPreview(repository.incidentsDir, { ALERT_MAX_AGE: '36500d' });
  const page = await preview.text('/incidents/a');
  expect(page).toContain('【障害】第1報・調査中 障害のお知らせ');
  expect(page).toContain('公開すると送信されます。');
  expect(page).toContain('メールを登録した全員');
  expect(await preview.text('/en/incidents/a')).toContain('[Incident] Report 1 · Investigating: 障害のお知らせ');
});

test('it is for this machine only, and forms do nothing', async () => {
  const repository = makeRepository();
  const preview = await startPreview(repository.incidentsDir, { HOST: '0.0.0.0' });
  expect(preview.base).toMatch(/^http:\/\/127\.0\.0\.1:/);
  const posted = await fetch(`${preview.base}/subscribe`, { method: 'POST', body: 'address=mori@example.org' });
  expect([posted.status, await posted.text()]).toEqual([503, expect.stringContaining('プレビュー')]);
  expect(await statusFor(preview.base, 'rebound.example.org')).toBe(403);
  expect(await statusFor(preview.base, 'localhost:4321')).toBe(200);
  expect(readdirSync(preview.cwd)).toEqual([]);
});

test('readers get none of it', async () => {
  const repository = makeRepository();
  repository.write('a.md', noticeText(first));
  repository.write('b.md', '---\ntitle: 準備中の件\ndraft: true\n---\n\n## 調査中\n\n書きかけです。\n');
  repository.commit('第1報と下書き');
  const site = await startSite({ incidentsDir: repository.incidentsDir });
  for (const path of ['/', '/incidents/a', '/history', '/subscribe']) {
    const response = await site.get(path);
    expect(await response.text(), path).not.toMatch(/preview|プレビュー|下書き|準備中の件/i);
  }
  for (const path of ['/preview/bar', '/preview/mails', '/preview/live.js', '/preview/changes', '/incidents/b'])
    expect((await site.get(path)).status, path).toBe(404);
});

/** `fetch` would not let us say another host. */
function statusFor(base: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(base, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
