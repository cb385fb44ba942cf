import { cpSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { chromium as engine } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { builtPage } from '../support/built-page.ts';
import { temporaryFolder } from '../support/folder.ts';
import { programPath } from '../support/programs.ts';
import { startSite } from '../support/site.ts';
import { tokyo } from '../support/snapshot.ts';

const chromium = programPath('chromium');
const minute = 60_000;
const now = tokyo('2026-11-27 20:30');

/** `2012-06-20 17:10` in Japan. */
const inJapan = (at: number) => new Date(at + 9 * 60 * minute).toISOString().slice(0, 16).replace('T', ' ');

/** The sample company in an outage: a title of 40 and a text of 200 characters, and all there is to say of the time. */
function outage(at: number): string {
  const folder = temporaryFolder();
  cpSync('incidents', folder, { recursive: true });
  const name = 'website-and-mail';
  const reports = [
    [
      `${inJapan(at - 200 * minute)} 調査中`,
      `見込み: ${inJapan(at + 30 * minute)}`,
      'つながりません。原因を調べています。',
    ],
    [
      `${inJapan(at - 25 * minute)} 復旧作業中`,
      `見込み: ${inJapan(at + 120 * minute)}`,
      '予備の設備へ切り替えています。'.repeat(14).slice(0, 200),
    ],
  ] as const;
  const text = reports.map(
    ([heading, expected, body]) => `## ${heading}\n${expected}\n次回: ${inJapan(at + 30 * minute)}\n\n${body}\n`,
  );
  const title = 'ウェブサイトに接続できず、連絡メールの配信にも遅れが出ています（復旧作業中）';
  writeFileSync(
    join(folder, `${name}.md`),
    `---\ntitle: ${title.padEnd(40, '。')}\ncomponents: web 停止, mail 遅延\n---\n\n${text.join('\n')}`,
  );
  const english = [
    'It cannot be reached. We look for the cause.',
    'We are moving over to the spare machines. '.repeat(5).slice(0, 200),
  ];
  const translated = reports.map(([heading], index) => `## ${heading.slice(0, 16)}\n\n${english[index]}\n`);
  writeFileSync(
    join(folder, `${name}.en.md`),
    `---\ntitle: Website down, mail from schools delayed\n---\n\n${translated.join('\n')}`,
  );
  return folder;
}

describe.skipIf(chromium === null)('in Chromium', () => {
  test('the first screen of an old phone says what, since when, until when and whom to call', async () => {
    const browser = await engine.launch({ executablePath: chromium ?? '', args: ['--no-sandbox', '--disable-gpu'] });
    onTestFinished(() => browser.close());
    const folder = outage(now);
    const current = { state: 'current', asOf: now } as const;
    const unknown = { state: 'unknown', since: now - 20 * minute } as const;
    for (const [path, freshness] of ['/', '/en'].flatMap((at) => [[at, current] as const, [at, unknown] as const])) {
      const page = await (
        await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 568 } })
      ).newPage();
      await page.setContent(await builtPage(folder, path, now, freshness));
      const panel = page.locator('.panel');
      const facts = panel.locator('.facts > div');
      expect(await facts.count()).toBe(4);
      const boxes = [
        panel.locator('h1'),
        panel.locator('h2'),
        ...(await facts.all()),
        panel.locator('a[href^="tel:"]'),
      ];
      for (const one of boxes) {
        const box = await one.boundingBox();
        expect(
          (box?.y ?? Infinity) + (box?.height ?? 0),
          `${path} ${freshness.state}: ${await one.innerText()}`,
        ).toBeLessThanOrEqual(568);
      }
      const bottoms = await panel
        .locator('.prose p')
        .first()
        .evaluate((text) => {
          const range = document.createRange();
          range.selectNodeContents(text);
          return [...range.getClientRects()].map(({ bottom }) => Math.round(bottom));
        });
      expect([...new Set(bottoms)].toSorted((a, b) => a - b)[2], `${path} ${freshness.state}`).toBeLessThanOrEqual(568);
      // The state is said by a word and a shape too, not by colour alone.
      const look = freshness.state === 'current' ? 'major_outage' : 'unknown';
      expect(await panel.locator(`h1 .icon.is-${look}`).count()).toBe(1);
    }
  });

  test('the front page weighs at most 14 kB in all, and one request makes it readable', async () => {
    const site = await startSite({ incidentsDir: outage(Date.now()) });
    const browser = await openBrowser(site, chromium ?? '');
    for (const path of ['/', '/en']) {
      const page = await (await browser.newContext()).newPage();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      await page.goto(site.siteUrl + path, { waitUntil: 'networkidle' });
      const icon = await page.locator('link[rel=icon]').getAttribute('href');
      const all = new Set([...asked, icon ?? '']);
      const sizes = await Promise.all([...all].map((one) => weigh(site.base + one)));
      const sum = sizes.reduce((total, size) => total + size, 0);
      expect(sum, [...all].map((one, index) => `${one} ${sizes[index]}`).join(', ')).toBeLessThanOrEqual(14_000);
      const waitedFor = await page.locator('link[rel=stylesheet], script:not([defer], [type=module])').count();
      expect(waitedFor, 'what must come before the page can be read').toBe(0);
    }
  });
});

/** What an answer weighs on the wire: its head and its body, brotli where there is one. */
function weigh(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'br' }, agent: false }, (response) => {
      const head = response.rawHeaders.reduce((sum, text) => sum + text.length + 2, 'HTTP/1.1 200 OK\r\n\r\n'.length);
      let body = 0;
      response.on('data', (chunk: Buffer) => (body += chunk.length));
      response.on('end', () => resolve(head + body));
    }).on('error', reject);
  });
}
