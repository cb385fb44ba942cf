import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { goodPageText } from '../support/notice.ts';

// Each command is a process of its own, which takes long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const good = '# 題\n## 2012-06-20 17:10 復旧\n\n文です。\n';

/** A working folder with `incidents/` in it. */
function workplace(files: Record<string, string | Uint8Array>): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'incidents'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'incidents', name), text);
  return folder;
}

test('a good folder: exit 0', async () => {
  const cwd = workplace({ 'page.yaml': goodPageText, '2012-06-20-x.md': good });
  expect(await runCommand(['check'], cwd)).toEqual({
    code: 0,
    out: '2 files checked: 0 errors, 0 warnings.\n',
    err: '',
  });
});

test('the sample content passes', async () => {
  const incidents = fileURLToPath(new URL('../../incidents', import.meta.url));
  const { code, out } = await runCommand(['check', incidents], temporaryFolder());
  expect(out).toMatch(/: 0 errors/);
  expect(code).toBe(0);
});

test('a bad notice: file, line, column, what and cure; the others are checked all the same', async () => {
  const cwd = workplace({
    'page.yaml': goodPageText,
    'a.md': '# 題\n## 2012-06-31 17:10 復旧\n\n文\n',
    'b.md': Uint8Array.from([0x23, 0x20, 0x83, 0x54]),
    'c.md': good,
  });
  const { code, out } = await runCommand(['check'], cwd);
  expect(code).toBe(1);
  expect(out).toContain('a.md:2:4: error: There is no time "2012-06-31 17:10". Write it as YYYY-MM-DD HH:MM');
  expect(out).toContain(
    'b.md:1:3: error: The bytes 83 54 are not UTF-8; the file looks like Shift_JIS. Save the file as UTF-8.',
  );
  expect(out).toContain('    2 | ## 2012-06-31 17:10 復旧\n      |    ^\n');
  expect(out).not.toContain('c.md');
});

test('names, links and languages that cannot be', async () => {
  const cwd = workplace({
    'page.yaml': goodPageText,
    'Größe.md': good,
    'x.md': good,
    'X.md': good,
    'y.en.md': good,
    'x.fr.md': '# T\n',
  });
  symlinkSync(join(cwd, 'incidents', 'x.md'), join(cwd, 'incidents', 'link.md'));
  const { code, out } = await runCommand(['check'], cwd);
  expect(code).toBe(1);
  expect(out).toMatch(/^Größe\.md:1:1: error: This name cannot be/m);
  expect(out).toMatch(/^x\.md:1:1: error: This name differs from X\.md only in capitals/m);
  expect(out).toMatch(/^y\.en\.md:1:1: error: This is a translation of y\.md, which is not there/m);
  expect(out).toMatch(/^x\.fr\.md:1:1: error: page\.yaml has no language "fr"/m);
  expect(out).toMatch(/^link\.md:1:1: error: A symbolic link/m);
});

test('no page.yaml is an error', async () => {
  const { code, out } = await runCommand(['check'], workplace({ 'x.md': good }));
  expect([code, out.split('\n')[0]]).toEqual([
    1,
    'page.yaml:1:1: error: There is no page.yaml. Add it: it names the page, its time zone and components.',
  ]);
});

test('for a program: JSON; for a workflow: annotations; the folder from INCIDENTS_DIR', async () => {
  const cwd = workplace({ 'page.yaml': goodPageText, 'a.md': '# 題\n## 2012-06-20 17:10 exploded\n\n文\n' });
  const json = await runCommand(['check', '--json'], temporaryFolder(), { INCIDENTS_DIR: join(cwd, 'incidents') });
  expect(JSON.parse(json.out)).toMatchObject({
    files: 2,
    findings: expect.arrayContaining([
      expect.objectContaining({
        severity: 'error',
        file: 'a.md',
        line: 2,
        column: 21,
        what: '"exploded" is no status.',
      }),
    ]) as unknown,
  });
  const github = await runCommand(['check', '--format', 'github'], cwd);
  expect(github.out).toContain('::error file=incidents/a.md,line=2,col=21::"exploded" is no status.');
  expect([json.code, github.code]).toEqual([1, 1]);
});

test('two reports without a time are fine once the first is committed', async () => {
  const text = '# 題\n## 調査中\n次回: 18:00\n\n文\n';
  const cwd = workplace({ 'page.yaml': goodPageText, 'x.md': text });
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', cwd, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args]);
  const both = `${text}## 復旧\n\n文\n`;
  writeFileSync(join(cwd, 'incidents', 'x.md'), both);
  expect((await runCommand(['check'], cwd)).out).toMatch(/same time/);
  writeFileSync(join(cwd, 'incidents', 'x.md'), text);
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'x');
  writeFileSync(join(cwd, 'incidents', 'x.md'), both);
  expect(await runCommand(['check'], cwd)).toMatchObject({ code: 0 });
});

test('wrong usage: exit 2, and help that names the commands', async () => {
  const cwd = temporaryFolder();
  const wrong = await runCommand(['chek'], cwd);
  expect([wrong.code, wrong.out]).toEqual([2, '']);
  expect(wrong.err).toMatch(/no command "chek"\. Did you mean "check"\?/);
  expect((await runCommand(['check', '--nonsense'], cwd)).code).toBe(2);
  expect((await runCommand(['check', '--format', 'xml'], cwd)).code).toBe(2);
  expect((await runCommand([], cwd)).code).toBe(2);
  for (const args of [['--help'], ['check', '--help'], ['new', '--help']]) {
    const help = await runCommand(args, cwd);
    expect([help.code, help.err]).toEqual([0, '']);
    expect(help.out).toMatch(/^Usage: npm run noroshi -- /);
  }
});

test('no folder, or a file in its place: the message names it', async () => {
  const cwd = workplace({ 'page.yaml': goodPageText });
  const missing = await runCommand(['check', 'nowhere'], cwd);
  expect([missing.code, missing.err]).toEqual([1, expect.stringContaining(`${join(cwd, 'nowhere')} is not there.`)]);
  const file = await runCommand(['check', 'incidents/page.yaml'], cwd);
  expect([file.code, file.err]).toEqual([1, expect.stringContaining('page.yaml is not a folder.')]);
});
