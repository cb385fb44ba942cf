import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { updateMessage } from '../../src/alerts/update-message.ts';
import { openBrowser } from '../support/browser.ts';
import { openContent } from '../support/content.ts';
import { programPath } from '../support/programs.ts';
import { makeRepository, smallPage } from '../support/repository.ts';
import { startSite } from '../support/site.ts';
import { tokyo } from '../support/snapshot.ts';
import { xssVectors } from '../support/xss-vectors.ts';

const chromium = programPath('chromium');
const perNotice = 12;

/** Every vector in the title and in the text of a report; each notice is open, so that the front page has them all. */
function notices(): [name: string, text: string][] {
  const groups = Array.from({ length: Math.ceil(xssVectors.length / perNotice) }, (_, index) =>
    xssVectors.slice(index * perNotice, (index + 1) * perNotice),
  );
  return groups.map((vectors, index) => {
    const line = vectors.map((vector) => vector.replace(/\s+/g, ' ')).join(' ');
    const reports = vectors.map(
      (vector, minute) => `## 2012-06-20 17:${String(minute + 10)} 調査中\n対象: web 停止\n\n${vector}\n`,
    );
    return [
      `2012-06-20-${String(index)}.md`,
      `---\ntitle: ${line}\ncontacts: { telephone: '${(vectors[0] ?? '').replace(/['\s]+/g, ' ')}' }\n---\n\n${reports.join('\n')}`,
    ];
  });
}

/** Moves over, focuses and opens whatever there is; then says what could still run or load. */
function provoke(): string[] {
  const found: string[] = [];
  for (const element of document.querySelectorAll<HTMLElement>('*')) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on')) found.push(`${element.tagName} ${name}`);
      const isAddress = [
        'href',
        'src',
        'action',
        'formaction',
        'data',
        'xlink:href',
        'srcset',
        'poster',
        'srcdoc',
      ].includes(name);
      if (
        isAddress &&
        !/^(https?:|mailto:|tel:|webcal:\/\/status\.localhost\/|\{(?:subscription|unsubscribe)\}$|\/(?!\/)|#|\?|data:image\/svg|$)/.test(
          value,
        )
      )
        found.push(`${element.tagName} ${name}=${value}`);
    }
    for (const type of ['mouseover', 'pointerenter', 'focus', 'toggle', 'animationstart', 'error', 'load', 'close'])
      element.dispatchEvent(new Event(type, { bubbles: true }));
  }
  const active =
    'iframe, object, embed, base[href], meta[http-equiv], script:not([src^="/"]), template, portal, animate';
  found.push(...[...document.querySelectorAll(active)].map(({ outerHTML }) => outerHTML.slice(0, 100)));
  return found;
}

test.skipIf(chromium === null)(
  'of hundreds of attacks in every field none runs in page, feed, mail or API, even without our policy',
  async () => {
    expect(xssVectors.length).toBeGreaterThanOrEqual(200);
    const page = smallPage
      .replace('ウェブサイト', `<img src=x onerror=alert(1000)>`)
      .replace('name: 試験の会社', `name: '"><script>alert(1001)</script>'`);
    const repository = makeRepository({ page: false });
    repository.write('page.yaml', page);
    const files = notices();
    for (const [name, text] of files) repository.write(name, text);
    repository.commit('攻撃');
    const site = await startSite({ incidentsDir: repository.incidentsDir });
    const browser = await openBrowser(site, chromium ?? '');
    const context = await browser.newContext({ bypassCSP: true });
    const ran: string[] = [];
    await context.exposeBinding('ran', (_, what: string) => void ran.push(what));
    await context.addInitScript(() => {
      const tell = (window as unknown as { ran: (what: string) => void }).ran;
      window.alert = (what) => tell(`${location.href}: ${String(what)}`);
    });
    const elsewhere: string[] = [];
    context.on('request', (request) => {
      if (!/^(http:\/\/status\.localhost\/|data:image\/svg|about:)/.test(request.url())) elsewhere.push(request.url());
    });
    const tab = await context.newPage();
    const harm: string[] = [];
    const look = async (what: string) =>
      harm.push(...(await tab.evaluate(provoke)).map((found) => `${what}: ${found}`));

    // The trap itself works: with nothing between, it springs.
    await tab.setContent('<img src=x onerror=alert(9999)>');
    await expect.poll(() => ran.length).toBe(1);
    ran.length = 0;
    elsewhere.length = 0;

    const ids = files.map(([name]) => name.replace('.md', ''));
    const paths = ['/', '/en', '/history/2012-06', '/embed', '/subscribe', '/api/v2/summary.json', '/status.txt', '/badge.svg', '/components/web/badge.svg',
    `/nothing/${encodeURIComponent('"><script>alert(1002)</script>')}`, '/?q="><script>alert(1003)</script>',
    ...ids.map((id) => `/incidents/${id}`), `/incidents/${ids[0] ?? ''}.txt`]; // prettier-ignore
    for (const path of paths) {
      await tab.goto(site.siteUrl + path);
      await look(path);
    }
    expect(await readers(tab, site)).toBeGreaterThan(xssVectors.length / 2);
    await look('feeds');
    for (const [what, html] of await mails(repository.incidentsDir)) {
      await tab.setContent(html);
      await look(what);
    }
    // A last word from the page, so that what was to run has run.
    await tab.goto(`${site.siteUrl}/`);
    expect(ran).toEqual([]);
    expect(elsewhere).toEqual([]);
    expect(harm).toEqual([]);
  },
);

/** Puts what all feeds and the API hold as HTML into one page, as a careless reader would; gives how many texts. */
async function readers(tab: Page, site: { siteUrl: string }): Promise<number> {
  await tab.goto(`${site.siteUrl}/`);
  return tab.evaluate(async () => {
    const text = async (path: string) => (await fetch(path)).text();
    const feed = JSON.parse(await text('/feed.json')) as { items: { content_html: string; title: string }[] };
    const parsed = await Promise.all(
      ['/feed.rss', '/feed.atom'].map(async (path) => new DOMParser().parseFromString(await text(path), 'text/xml')),
    );
    const broken = parsed.flatMap((xml) => [...xml.querySelectorAll('parsererror')]);
    if (broken.length > 0) throw new Error(broken[0]?.textContent ?? '');
    const contents = [
      ...feed.items.map(({ content_html }) => content_html),
      ...parsed.flatMap((xml) =>
        [...xml.querySelectorAll('description, content, encoded')].map((one) => one.textContent),
      ),
    ];
    document.body.innerHTML = contents.map((html) => `<section>${html}</section>`).join('');
    return contents.length;
  });
}

/** Every report as the mail that tells of it. */
async function mails(incidentsDir: string): Promise<[string, string][]> {
  const { snapshot } = await (await openContent(incidentsDir)).read();
  return snapshot.notices.map((notice) => {
    const sections = notice.updates.map((update) => {
      const occasion = { snapshot, notice, update, now: tokyo('2012-06-20 18:00') };
      const { intro, section, outro } = updateMessage({ siteUrl: 'https://status.example.org' }, occasion, 'ja');
      return [intro, section, outro].map(({ html }) => html).join('\n');
    });
    return [`mail of ${notice.id}`, sections.join('<hr>')];
  });
}
