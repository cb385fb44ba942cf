import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { fullContent } from '../support/pages.ts';
import { programPath } from '../support/programs.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite } from '../support/site.ts';

const chromium = programPath('chromium');

/** A server on this machine that is somebody else's: another port is another origin. */
async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The main site with the line of docs/embedding.md in it, or with an iframe. */
const mainSite = (body: string, policy = '') =>
  listen((request, response) => {
    if (request.url !== '/') return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'text/html', ...(policy && { 'content-security-policy': policy }) });
    response.end(`<!doctype html><title>Shop</title><body><h1>Shop</h1>${body}</body>`);
  });
const line = (status: string) =>
  `<script>addEventListener("load",function(){import("${status}/embed.js").catch(function(){})})</script>`;

describe.skipIf(chromium === null)('inside the main site, in Chromium', () => {
  test('the banner stands there while something is open, once; /embed stands in an iframe, and no other page', async () => {
    const site = await startSite({ incidentsDir: fullContent() });
    const page = await (await openBrowser(site, chromium ?? '')).newPage();
    const policy = `default-src 'none'; script-src 'unsafe-inline' ${site.base}`;
    await page.goto(await mainSite(line(site.base) + `<script async src="${site.base}/embed.js"></script>`, policy));
    const banner = page.locator('body > aside');
    await banner.waitFor();
    expect(await banner.count()).toBe(1);
    expect(await banner.evaluate((element) => element === document.body.firstElementChild)).toBe(true);
    expect(await banner.locator('a').getAttribute('href')).toBe(`${site.siteUrl}/`);
    expect(await banner.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe('rgb(140, 25, 17)');

    const frames = ['/en/embed', '/en'].map((path) => `<iframe src="${site.base}${path}"></iframe>`);
    await page.goto(await mainSite(frames.join('')));
    const inside = page.frameLocator('iframe').first();
    expect(await inside.locator('h1').innerText()).toMatch(/down/);
    const [opened] = await Promise.all([page.waitForEvent('popup'), inside.locator('a').last().click()]);
    expect(new URL(opened.url()).pathname).toBe('/en');
    expect(page.frames().map((frame) => frame.url())).not.toContain(`${site.base}/en`);
  });

  test('with nothing open nothing is seen, nor with the status host down or silent', async () => {
    const site = await startSite({ incidentsDir: makeRepository().incidentsDir });
    const browser = await openBrowser(site, chromium ?? '');
    const page = await browser.newPage();
    const done = page.waitForEvent('requestfinished', (request) => request.url().endsWith('/embed.js'));
    await page.goto(await mainSite(line(site.base)));
    await done;
    expect(await page.locator('body').innerHTML()).not.toContain('aside');
    await aHostThatIsAway(browser);
  });

  /** Delays nothing and breaks nothing. */
  async function aHostThatIsAway(browser: Browser): Promise<void> {
    const silent = await listen(() => {});
    for (const host of ['http://127.0.0.1:9', silent]) {
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on('pageerror', ({ message }) => errors.push(message));
      const asked = page.waitForRequest((request) => request.url().endsWith('/embed.js'));
      // Comes back when the page and all that it waits for is loaded: the silent host would hold it up for ever.
      await page.goto(await mainSite(line(host)), { waitUntil: 'load' });
      await asked;
      expect(await page.evaluate(() => document.readyState)).toBe('complete');
      expect(await page.locator('h1').innerText()).toBe('Shop');
      expect(errors).toEqual([]);
    }
  }
});
