import { chromium, type Browser } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { Site } from './site.ts';

/** Debian's Chromium; it finds `site.siteUrl` at the port where the site really listens, and nothing else. */
export async function openBrowser(site: Site, executablePath: string): Promise<Browser> {
  const port = new URL(site.base).port;
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      `--host-resolver-rules=MAP ${new URL(site.siteUrl).hostname}:80 127.0.0.1:${port}`,
    ],
  });
  onTestFinished(() => browser.close());
  return browser;
}
