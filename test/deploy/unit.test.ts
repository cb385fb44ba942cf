import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { programPath } from '../support/programs.ts';

const analyze = programPath('systemd-analyze');
const written = readFileSync(join(import.meta.dirname, '../../deploy/noroshi.service'), 'utf8');

/** The unit in a file of its own; its program is one that is there, since systemd looks for it. */
function unitOf(text: string): string {
  const file = join(temporaryFolder(), 'noroshi.service');
  writeFileSync(file, text.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`));
  return file;
}

test.skipIf(analyze === null)('systemd understands every line of the unit', () => {
  const look = (text: string) => spawnSync(analyze ?? '', ['verify', unitOf(text)], { encoding: 'utf8' });
  expect([look(written).status, look(written).stderr]).toEqual([0, '']);
  expect(look(written.replace('ProtectSystem', 'ProtectSytem')).stderr).toContain('ProtectSytem');
});

test.skipIf(analyze === null)('under the unit the program can reach little beyond its folders and the network', () => {
  const exposure = (text: string) => {
    const said = execFileSync(analyze ?? '', ['security', '--offline=true', '--no-pager', unitOf(text)], {
      encoding: 'utf8',
    });
    return Number(/Overall exposure level for \S+: ([\d.]+)/.exec(said)?.[1]);
  };
  // systemd's own scale: 10 is a program that may do anything, below 2 is "OK".
  expect(exposure(written)).toBeLessThan(2);
  expect(exposure(written.replace(/^(Restrict|Protect|SystemCallFilter).*\n/gm, ''))).toBeGreaterThan(4);
});

test('the unit allows what the program does at its start', () => {
  // Found by a real start: without it the worker, and all mail, was not there; and a folder that is not there stopped it.
  expect(written).toMatch(/^SystemCallFilter=setpriority$/m);
  expect(written).toMatch(/^ReadWritePaths=.* -\/srv\/noroshi\/copy$/m);
});
