import BetterSqlite from 'better-sqlite3';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { secretKey } from '../../src/installation.ts';
import { subscriptionUrl } from '../../src/subscribers/links.ts';
import { openBrowser } from '../support/browser.ts';
import { readMail } from '../support/inbox.ts';
import { programPath } from '../support/programs.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite, type Site } from '../support/site.ts';
import { acceptingServer, scriptedServer } from '../support/smtp.ts';
import { mailThrough, subscribe } from '../support/subscribing.ts';
import { eventually } from '../support/wait.ts';

const chromium = programPath('chromium');
const nowInTokyo = () => new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

/** A site on which mori is subscribed and was told of one outage. */
async function begin() {
  const server = await acceptingServer();
  const repository = makeRepository();
  const site = await startSite({ incidentsDir: repository.incidentsDir, env: mailThrough(server.port) });
  await subscribe(site, server, 'mori@example.org');
  repository.write('2026-11-22-web.md', '# 接続障害\n対象: web 停止\n## 調査中\n\n原因を調べています。\n');
  repository.commit('第1報', { date: nowInTokyo() });
  const alert = await readMail(await eventually('the alert', () => server.received.at(1)));
  return { server, repository, site, alert, link: (language = 'ja') => linkOf(site, language) };
}

function linkOf(site: Site, language: string): string {
  const database = new BetterSqlite(join(site.dataDir, 'noroshi.db'), { readonly: true });
  const row = database.prepare('SELECT id, link_version AS linkVersion FROM subscribers').get();
  database.close();
  const key = secretKey({ DATA_DIR: site.dataDir });
  const person = { ...(row as { id: number; linkVersion: number }), language };
  return subscriptionUrl({ siteUrl: site.siteUrl, pageLanguage: 'ja', key }, person);
}

const open = async (browser: Browser, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> =>
  (await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 800 }, ...options })).newPage();

describe.skipIf(chromium === null)('behind the links of a mail, in Chromium', () => {
  test('preferences by keyboard alone, without a script; one notice left, all left, and back', async () => {
    const { site, link, server, repository } = await begin();
    const browser = await openBrowser(site, chromium ?? '');
    const page = await open(browser);
    await page.goto(link());
    expect(await page.locator('main').innerText()).toContain('m***@example.org');

    await page.getByRole('radio', { name: '障害だけ' }).focus();
    await page.getByRole('radio', { name: 'すべての報告' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('checkbox', { name: '訓練のメールも受け取る' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'この内容に変更する' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForLoadState();
    expect(await page.getByRole('status').innerText()).toContain('変更しました');
    expect(await page.getByRole('radio', { name: '最初の報告と、終わりの報告だけ' }).isChecked()).toBe(true);
    expect(await page.getByRole('checkbox', { name: '訓練のメールも受け取る' }).isChecked()).toBe(true);

    await page.getByRole('button', { name: /この続報を止める.*接続障害/ }).click();
    expect(await page.getByRole('status').innerText()).toContain('続報は、お送りしません');
    repository.write('2026-11-22-web.md', `# 接続障害\n対象: web 停止\n## 調査中\n\n原因を調べています。\n## 復旧\n\n戻りました。\n`); // prettier-ignore
    repository.write('2026-11-23-mail.md', '# メール遅延\n対象: mail 遅延\n## 調査中\n\n調べています。\n');
    repository.commit('第2報', { date: nowInTokyo() });
    const next = await readMail(await eventually('the other notice', () => server.received.at(2)));
    expect(next.subject).toContain('メール遅延');

    await page.goto(next.link('/unsubscribe/'));
    await page.getByRole('button', { name: '配信を停止する' }).click();
    await page.getByRole('button', { name: '配信を再開する' }).click();
    expect(await page.getByRole('status').innerText()).toContain('再開しました');
    await page.getByRole('link', { name: '設定を変える' }).click();
    expect(await page.locator('h1').innerText()).toBe('お知らせメールの設定');

    await page.getByLabel('新しいメールアドレス').fill('mori@phone.example.org');
    await page.getByRole('button', { name: '確認のメールを送る' }).click();
    const asked = await readMail(await eventually('the mail there', () => server.received.at(3)));
    expect(asked.to).toBe('mori@phone.example.org');
    await page.getByLabel('番号').fill(/^\d{6}$/m.exec(asked.text)?.[0] ?? '');
    const folder = process.env['SCREENSHOTS'];
    if (folder !== undefined) await page.screenshot({ path: join(folder, 'new-address.png'), fullPage: true });
    await page.getByRole('button', { name: '送り先を変える' }).click();
    expect(await page.locator('h1').innerText()).toBe('送り先を変更しました');
    expect((await readMail(await eventually('the note', () => server.received.at(4)))).to).toBe('mori@example.org');

    await page.goto(link());
    await page.getByRole('checkbox', { name: '消してよいことを確かめました' }).check();
    await page.getByRole('button', { name: 'すべて消す' }).click();
    expect(await page.locator('h1').innerText()).toBe('登録の情報を消しました');
  });

  test('no page behind a link is wider than 320 px, and none asks anything of another host', async () => {
    const { site, link, alert } = await begin();
    const browser = await openBrowser(site, chromium ?? '');
    const folder = process.env['SCREENSHOTS'];
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await open(browser, { colorScheme });
      const foreign: string[] = [];
      page.on('request', (request) => {
        if (!request.url().startsWith(site.siteUrl)) foreign.push(request.url());
      });
      const unsubscribe = alert.link('/unsubscribe/');
      const pages = {
        ja: link(),
        en: link('en'),
        'ja-leave': unsubscribe,
        'en-leave': unsubscribe.replace('/unsubscribe/', '/en/unsubscribe/'),
      };
      for (const [name, address] of Object.entries(pages)) {
        const answer = await page.goto(address);
        expect(answer?.headers()).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
        expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(320);
        if (folder !== undefined)
          await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), fullPage: true });
      }
      expect(foreign).toEqual([]);
    }
  });
});

test('the same bytes for every address, and what is known as a file', async () => {
  const { site, link } = await begin();
  const bodies = new Set<string>();
  const statuses = new Set<number>();
  for (const address of ['mori@example.org', 'new@example.org', 'new@example.org']) {
    const answer = await site.post('/subscribe', { address, language: 'ja' });
    statuses.add(answer.status);
    bodies.add(await answer.text());
  }
  expect([...statuses]).toEqual([200]);
  expect(bodies.size).toBe(1);
  const file = await site.get(`${link()}/data.json`);
  expect(file.headers.get('content-disposition')).toBe('attachment; filename="subscription.json"');
  expect(await file.json()).toMatchObject({ subscription: { address: 'm***@example.org' } });
});

test('an old address of a carrier, and a domain in Japanese, are sent to as mail servers want them', async () => {
  // The usual server of the tests refuses every quoted name.
  const server = await scriptedServer({});
  const { incidentsDir } = makeRepository();
  const site = await startSite({ incidentsDir, env: mailThrough(server.port) });
  const asked = ['docomo..ab.@docomo.ne.jp', 'hana@例え.jp'];
  for (const address of asked) {
    await eventually('the form to be taken', async () => {
      const { status } = await site.post('/subscribe', { address, language: 'ja' });
      return status === 503 ? null : status;
    });
  }
  await eventually('both mails', () => server.bodies.length >= 2);
  expect(server.commands.filter((line) => line.startsWith('RCPT')).sort()).toEqual([
    'RCPT TO:<"docomo..ab."@docomo.ne.jp>',
    'RCPT TO:<hana@xn--r8jz45g.jp>',
  ]);
  expect(server.bodies.map((body) => /^To: (.*)$/m.exec(body)?.[1]?.trim()).sort()).toEqual([
    '<"docomo..ab."@docomo.ne.jp>',
    'hana@xn--r8jz45g.jp',
  ]);
});
