import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import { chromium as playwright, type Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serveEverything } from '../support/pages.ts';
import { programPath } from '../support/programs.ts';

const chromium = programPath('chromium');
const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds on the page as it stands, contrast by the rule of AAA. */
async function faultsOf(page: Page, only: RunOptions): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const { violations } = (await page.evaluate(`axe.run(document, ${JSON.stringify(only)})`)) as AxeResults;
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${page.url()} ${id}: ${html.slice(0, 160)}`));
}

/** What can be pressed and is no word within a sentence must be hit 44 px high: 21 px above and below its middle. */
const smallTargets = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('a, button, select, summary, input:not([type=hidden])')]
      .filter((element) => element.checkVisibility() && element.tabIndex >= 0 && !element.matches('.skip, .prose a'))
      .filter((element) => {
        const around = element.closest('p, dd, li, td, th, h2, h3, .report-head');
        return around === null || around.textContent.trim() === element.textContent.trim();
      })
      .filter((element) => {
        const target = element.closest('label') ?? element;
        target.scrollIntoView({ block: 'center', behavior: 'instant' });
        const { left, width, top, height } = target.getBoundingClientRect();
        const hits = (y: number) => target.contains(document.elementFromPoint(left + width / 2, top + height / 2 + y));
        return !hits(-21) || !hits(21);
      })
      .map((element) => `${location.pathname} is hard to hit: ${element.outerHTML.slice(0, 120)}`),
  );

/** Texts that stand in a column hardly wider than a letter. */
const squeezed = (page: Page) =>
  page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(text);
      const { width, height } = range.getBoundingClientRect();
      if (height > width * 2 && height > 100) found.push(`${location.pathname} is squeezed: ${text.nodeValue ?? ''}`);
    }
    return found;
  });

describe.skipIf(chromium === null)('for everybody, in Chromium', () => {
  test('axe finds nothing on any page, light and dark; nothing is wider than 320 px; no request leaves for another host', async () => {
    const { base, pages } = await serveEverything();
    expect(pages.length).toBeGreaterThan(80);
    const browser = await playwright.launch({
      executablePath: chromium ?? '',
      args: ['--no-sandbox', '--disable-gpu'],
    });
    onTestFinished(() => browser.close());
    // 400 % of a screen of 1280 px.
    const page = await (await browser.newContext({ viewport: { width: 320, height: 568 } })).newPage();
    const faults: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(base)) faults.push(`asks for ${request.url()}`);
    });
    for (const path of pages) {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(base + path);
      const everything: RunOptions = {
        resultTypes: ['violations'],
        runOnly: wcag,
        rules: { 'color-contrast-enhanced': { enabled: true } },
      };
      faults.push(...(await faultsOf(page, everything)));
      await page.emulateMedia({ colorScheme: 'dark' });
      faults.push(...(await faultsOf(page, { resultTypes: ['violations'], runOnly: ['color-contrast-enhanced'] })));
      faults.push(...(await smallTargets(page)), ...(await squeezed(page)));
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > 320) faults.push(`${path} is ${width} px wide`);
    }
    expect(faults).toEqual([]);
  });
});
