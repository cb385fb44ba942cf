import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { readMail } from '../support/inbox.ts';
import { programPath } from '../support/programs.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite } from '../support/site.ts';
import { acceptingServer } from '../support/smtp.ts';
import { mailThrough } from '../support/subscribing.ts';
import { eventually } from '../support/wait.ts';

const chromium = programPath('chromium');

describe.skipIf(chromium === null)('in Chromium', () => {
  test('subscribe, confirm and leave without a script; nothing is refused by our own policy', async () => {
    const server = await acceptingServer();
    const repository = makeRepository();
    const site = await startSite({ incidentsDir: repository.incidentsDir, env: mailThrough(server.port) });
    const browser = await openBrowser(site, chromium ?? '');
    const page = await (
      await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 568 } })
    ).newPage();
    const complaints = listen(page);

    await page.goto(`${site.siteUrl}/`);
    await page
      .getByRole('link', { name: /メール/ })
      .first()
      .click();
    await page
      .locator('form[action$="/subscribe"]')
      .getByLabel(/メールアドレス/)
      .fill('mori@example.org');
    await page.getByLabel('ウェブサイト').check();
    await page.locator('form[action$="/subscribe"] button').click();
    await page.waitForLoadState();
    expect(await page.locator('h1').innerText()).toMatch(/確認|お送り/);

    const mail = await eventually('the confirmation', () => server.received.at(0));
    const { text, link } = await readMail(mail);
    const [, form = '', code = ''] = /^(https?:\S+\/subscribe)\s+(\d{6})$/m.exec(text) ?? [];
    await page.goto(form);
    await page.getByText('番号で確認する').click();
    const byCode = page.locator('form[action$="/subscribe/confirm"]');
    await byCode.getByLabel('メールアドレス').fill('mori@example.org');
    await byCode.getByLabel('6桁の番号').fill(code);
    await byCode.getByRole('button').click();
    expect(await page.locator('h1').innerText()).toBe('登録が終わりました');
    await page.goto(link('/subscribe/confirm/'));
    await page.locator('main form button').click();
    expect(await page.locator('h1').innerText()).toBe('登録が終わりました');

    repository.write('2026-11-22-web.md', '# 接続障害\n対象: web 停止\n## 調査中\n\n原因を調べています。\n');
    repository.commit('第1報', {
      date: new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' '),
    });
    const alert = await readMail(await eventually('the alert', () => server.received.at(1)));
    await page.goto(alert.link('/unsubscribe/'));
    await page.getByRole('button', { name: '配信を停止する' }).click();
    expect(await page.locator('h1').innerText()).toBe('配信を停止しました');
    expect(complaints()).toEqual([]);
  });

  test.each([320, 768, 1280])('no page is wider than %i px, in light and dark, ja and en', async (width) => {
    const repository = makeRepository();
    repository.write(
      '2026-11-21-long.md',
      `# ${'とても長い題名'.repeat(8)}\n対象: web 停止\n## 2026-11-21 09:00 調査中\n\nhttps://www.example.jp/${'a'.repeat(200)}\n`,
    );
    repository.commit('長い題名');
    const site = await startSite({ incidentsDir: repository.incidentsDir });
    const browser = await openBrowser(site, chromium ?? '');
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await (await browser.newContext({ colorScheme, viewport: { width, height: 800 } })).newPage();
      const complaints = listen(page);
      for (const path of [
        '/',
        '/en',
        '/history',
        '/en/history',
        '/subscribe',
        '/en/subscribe',
        '/incidents/2026-11-21-long',
        '/components/web',
        '/en/history/web',
        '/en/about',
        '/search?q=%E9%95%B7%E3%81%84',
      ]) {
        await page.goto(site.siteUrl + path);
        const inner = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(inner, path).toBeLessThanOrEqual(width);
      }
      expect(complaints()).toEqual([]);
    }
  });
});

/** What the browser complained of: broken policy, failed requests, requests to another host. */
function listen(page: Page): () => string[] {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('requestfailed', (request) => {
    // What the next page's coming cut off is no fault.
    const reason = request.failure()?.errorText;
    if (reason !== 'net::ERR_ABORTED') complaints.push(`${reason}: ${request.url()}`);
  });
  page.on('request', (request) => {
    if (new URL(request.url()).hostname !== 'status.localhost') complaints.push(`foreign: ${request.url()}`);
  });
  return () => complaints;
}
