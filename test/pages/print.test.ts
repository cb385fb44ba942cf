import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { chromium as playwright } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { serveEverything } from '../support/pages.ts';
import { programPath } from '../support/programs.ts';

const chromium = programPath('chromium');
const zbarimg = programPath('zbarimg');

describe.skipIf(chromium === null || zbarimg === null)('on paper, by Chromium and zbarimg', () => {
  test('a notice is one sheet with its address, as a code that a phone reads, and the time of printing', async () => {
    const { base } = await serveEverything();
    const browser = await playwright.launch({
      executablePath: chromium ?? '',
      args: ['--no-sandbox', '--disable-gpu'],
    });
    onTestFinished(() => browser.close());
    const page = await (await browser.newContext({ colorScheme: 'dark', timezoneId: 'Asia/Tokyo' })).newPage();
    await page.goto(`${base}/incidents/open`);
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    expect([...pdf.matchAll(/\/Type\s*\/Page\b/g)]).toHaveLength(1);
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(await page.locator('[data-printed]').innerText()).toMatch(/^\d{4}年\d+月\d+日 \d+:\d\d に印刷$/);
    const sheet = join(temporaryFolder(), 'sheet.png');
    await page.screenshot({ path: sheet, fullPage: true, scale: 'css' });
    const read = execFileSync(zbarimg ?? '', ['--quiet', '--raw', sheet], { encoding: 'utf8' });
    expect(read.trim()).toBe(`${base}/incidents/open`);
    expect(await page.locator('.printed').innerText()).toContain(`${base}/incidents/open`);
  });
});
