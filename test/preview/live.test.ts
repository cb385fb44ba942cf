import { chromium as engine, type Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { noticeText } from '../support/content.ts';
import { startPreview } from '../support/preview.ts';
import { programPath } from '../support/programs.ts';
import { makeRepository } from '../support/repository.ts';

const chromium = programPath('chromium');
const reports = Array.from({ length: 30 }, (_, minute) => {
  const heading = `2026-11-21 17:${String(minute + 10).padStart(2, '0')} 調査中`;
  return [heading, `${minute}番目の報告の本文です。`] as const;
});

async function open(width: number, colorScheme: 'light' | 'dark' = 'light') {
  const browser = await engine.launch({ executablePath: chromium ?? '', args: ['--no-sandbox', '--disable-gpu'] });
  onTestFinished(() => browser.close());
  const page = await (await browser.newContext({ colorScheme, viewport: { width, height: 700 } })).newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints };
}

describe.skipIf(chromium === null)('in Chromium', () => {
  test('a saved file is shown without losing the place, or what is folded out', async () => {
    const repository = makeRepository();
    repository.write('a.md', noticeText(...reports));
    const preview = await startPreview(repository.incidentsDir);
    const { page, complaints } = await open(1280);
    await page.goto(`${preview.base}/incidents/a`);
    await page.locator('.preview-mail').nth(20).locator('summary').first().click();
    await page.evaluate(() => scrollTo({ top: 900, behavior: 'instant' }));
    const before = await places(page);
    expect(before.page).toBe(900);
    expect(before.mails).toBeGreaterThan(0);

    const edited = reports.map(
      ([heading, text], index) => [heading, index === 0 ? '保存したばかりです。' : text] as const,
    );
    repository.write('a.md', noticeText(...edited));
    await page.getByText('保存したばかりです。').first().waitFor({ state: 'attached' });
    expect(await places(page)).toEqual(before);
    expect(complaints).toEqual([]);
  });

  test('each report leads to its mail', async () => {
    const repository = makeRepository();
    repository.write('a.md', noticeText(...reports.slice(0, 3)));
    const preview = await startPreview(repository.incidentsDir);
    const { page } = await open(320);
    await page.goto(`${preview.base}/en/incidents/a`);
    await page.locator('.report .preview-to-mail').last().click();
    expect(await page.locator('.preview-mail:target pre').first().innerText()).toContain('0番目の報告の本文です。');
  });

  test('no page is too wide for its screen, and its own policy refuses nothing', async () => {
    const repository = makeRepository();
    const long = 'a'.repeat(90);
    repository.write('a.md', noticeText(['2026-11-21 17:10 調査中', `https://www.example.jp/${long}${long}`]));
    repository.write(`${long}.md`, '# 壊れた件\n## 2026-11-21 25:99 調査中\n\n読めない時刻です。\n');
    const preview = await startPreview(repository.incidentsDir);
    for (const [width, colorScheme] of [
      [320, 'light'],
      [768, 'dark'],
      [1280, 'light'],
    ] as const) {
      const { page, complaints } = await open(width, colorScheme);
      for (const path of ['/', '/en', '/incidents/a', '/en/incidents/a', `/incidents/${long}`]) {
        await page.goto(preview.base + path);
        await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
        const drawn = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(drawn, `${path} at ${width}`).toBeLessThanOrEqual(width);
      }
      expect(complaints).toEqual([]);
    }
  });
});

function places(page: Page) {
  return page.evaluate(() => ({
    page: scrollY,
    mails: document.querySelector('.preview-mails')?.scrollTop,
    open: document.querySelectorAll('details[open]').length,
  }));
}
