import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { marked } from 'marked';
import { chromium } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { programPath } from '../support/programs.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const docs = join(root, 'docs');
const textOf = (name: string) => readFileSync(join(docs, name), 'utf8');
const pages = readdirSync(docs).filter((name) => name.endsWith('.md') && name !== 'api.md');
/** What somebody may have to follow on paper. */
const runbooks = [
  'backups.md', 'copies.md', 'failing-over.md', 'first-deployment.md', 'on-paper.md', 'publishing-by-ssh.md', 'restoring.md',
  'rotating-keys.md', 'standing-apart.md', 'standing-in.md',
]; // prettier-ignore

test.each(pages)('%s leads to files that there are', (name) => {
  const text = textOf(name);
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, to = '']) => join(docs, to));
  const ours = [...text.matchAll(/\b((?:deploy|docs|src|incidents)\/[\w.-]+)/g)].map(([, to = '']) => join(root, to.replace(/\.$/, ''))); // prettier-ignore
  expect([...links, ...ours].filter((path) => !existsSync(path))).toEqual([]);
});

test('the commands and flags in the runbooks are there', async () => {
  const said = new Map<string, Set<string>>();
  const lines = [...pages.map(textOf), readFileSync(join(root, 'README.md'), 'utf8')].join('\n');
  for (const [, rest = ''] of lines.matchAll(/(?:npm run noroshi -- |(?:^ {4,}|`|&& )noroshi )([^`\n|#]+)/gm)) {
    const [command = '', second = ''] = rest.split(/\s+/);
    if (!/^[a-z]+$/.test(command)) continue;
    const isGroup = ['mail', 'subscribers', 'keys', 'hook'].includes(command) && /^[a-z]+$/.test(second);
    const name = isGroup ? `${command} ${second}` : command;
    const flags = said.get(name) ?? new Set();
    for (const [flag] of rest.matchAll(/--[a-z][a-z-]*/g)) flags.add(flag);
    said.set(name, flags);
  }
  expect([...said.keys()]).toEqual(
    expect.arrayContaining(['restore', 'drill', 'doctor', 'mail release', 'keys print']),
  );
  const cwd = temporaryFolder();
  for (const [name, flags] of said) {
    const { code, out } = await runCommand([...name.split(' '), '--help'], cwd);
    expect({ code, unknown: [...flags].filter((flag) => !out.includes(flag)) }, name).toEqual({ code: 0, unknown: [] });
  }
});

test('the settings in the runbooks are there', () => {
  const known = readFileSync(join(root, '.env.example'), 'utf8');
  const others = /^(RESTIC_PASSWORD_FILE|SSH_ORIGINAL_COMMAND|NOROSHI_\w+)$/;
  const named = pages.flatMap((name) => [...textOf(name).matchAll(/\b[A-Z]{2,}(?:_[A-Z]+)+(?:_\d|_n)?\b/g)].map(([one]) => one)); // prettier-ignore
  const names = new Set(named.map((one) => one.replace(/_(\d|n)$/, '_1')).filter((one) => !others.test(one)));
  expect([...names].filter((one) => !known.includes(one) && !known.includes(one.replace(/_FILE$/, '')))).toEqual([]);
  expect(names.size).toBeGreaterThan(15);
});

const browserPath = programPath('chromium');
test.skipIf(browserPath === null)('each runbook is printed on two pages at most', async () => {
  const browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox', '--disable-gpu'] });
  onTestFinished(() => browser.close());
  const page = await (await browser.newContext()).newPage();
  for (const name of runbooks) {
    await page.setContent(`<style>body{font:10pt/1.4 sans-serif}pre,code{font-size:8.5pt;white-space:pre-wrap}td,th{border:1px solid;padding:2px 4px;text-align:left}table{border-collapse:collapse}</style>${await marked.parse(textOf(name))}`); // prettier-ignore
    const pdf = await page.pdf({ format: 'A4', margin: { top: '15mm', bottom: '15mm', left: '18mm', right: '18mm' } });
    const count = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length;
    expect(count, name).toBeLessThanOrEqual(2);
  }
});
