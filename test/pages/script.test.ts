import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { programPath } from '../support/programs.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite } from '../support/site.ts';

const chromium = programPath('chromium');
const soon = { timeout: 20_000 };

/** The front page with an open incident, as somebody sees it whose device stands in `timezoneId`. */
async function openFront(timezoneId: string) {
  const repository = makeRepository();
  const write = (...reports: string[]) => repository.write('2025-11-20-web.md', ['---', 'title: 接続障害', '対象: web 停止', '---', '', ...reports].join('\n')); // prettier-ignore
  const paragraphs = Array.from({ length: 30 }, (_, number) => `${number + 1} 番目の段落です。`).join('\n\n');
  write('## 2025-11-20 09:00 調査中', '', paragraphs);
  repository.commit('第1報', { date: '2025-11-20 09:00' });
  const site = await startSite({ incidentsDir: repository.incidentsDir });
  const browser = await openBrowser(site, chromium ?? '');
  const context = await browser.newContext({ timezoneId, locale: 'en-US', viewport: { width: 390, height: 600 } });
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(`${site.siteUrl}/`);
  const second = () => {
    write('## 2025-11-20 09:00 調査中', '', paragraphs, '', '## 2025-11-20 10:00 調査中', '', '二つ目の報告です。');
    repository.commit('第2報', { date: '2025-11-20 10:00' });
  };
  return { site, context, page, second };
}

const nextMinute = (page: Page) => page.clock.runFor(80_000);

describe.skipIf(chromium === null)('the script of the pages, in Chromium', () => {
  test('adds the visitor’s own time where it is another, and only there', async () => {
    const abroad = await openFront('America/New_York');
    const report = abroad.page.locator('.report-head time').first();
    expect(await report.innerText()).toContain('09:00');
    expect(await abroad.page.locator('.report-head .own-time').first().innerText()).toMatch(/^\(11月19日.*19:00.*\)$/);
  });

  test('brings a new report without moving what is read or what has the focus, and says so', async () => {
    const { site, page, second } = await openFront('Asia/Tokyo');
    const link = page.locator('footer a').first();
    await link.focus();
    const invitation = page.locator('.invitation h2');
    await invitation.scrollIntoViewIfNeeded();
    const before = (await invitation.boundingBox())?.y;
    second();
    await expect.poll(async () => (await (await site.get('/')).text()).includes('二つ目'), soon).toBe(true);
    await nextMinute(page);
    await expect.poll(() => page.locator('main').innerText(), soon).toContain('二つ目の報告です。');
    expect((await invitation.boundingBox())?.y).toBeCloseTo(before ?? 0, 0);
    expect(await link.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await page.locator('[role=status]').innerText()).toBe('新しい内容になりました。');
    await nextMinute(page);
    await expect.poll(() => page.locator('[role=status]').innerText(), soon).toBe('');
  });

  test('says since when the connection is lost, ends that when it is back, and leaves a page with a form alone', async () => {
    const { site, page, context } = await openFront('Asia/Tokyo');
    expect(await page.locator('.own-time').count()).toBe(0);
    await context.setOffline(true);
    await nextMinute(page);
    await expect
      .poll(() => page.locator('[role=status]').innerText(), soon)
      .toMatch(/^\d\d:\d\d から更新できていません。/);
    await context.setOffline(false);
    await nextMinute(page);
    await expect.poll(() => page.locator('[role=status]').innerText(), soon).toBe('');

    await page.goto(`${site.siteUrl}/subscribe`);
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/subscribe')) asked.push(request.url());
    });
    await nextMinute(page);
    expect(asked).toEqual([]);
  });
});
