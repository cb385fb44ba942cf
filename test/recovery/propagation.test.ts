import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isLong } from '../support/long.ts';
import { addPerson } from '../support/people.ts';
import { copiesIn, makeHost, peopleIn } from '../support/recovery.ts';

const backups = isLong ? 100 : 10;
const day = 86_400_000;

test(
  `rows, files and branches are deleted, and ${backups} backups later the old points still restore`,
  { timeout: 600_000 },
  async () => {
    const host = await makeHost();
    const { site } = host;
    site.write('2026-02-01-fire.md', '# 障害\n## 2026-02-01 10:00 調査中\n\n調べています。\n');
    site.git('branch', 'drafts');
    site.commit('Tell of the fire');
    await host.with((db) => addPerson(db, 'ann@example.jp'));
    await host.backup();
    const point = host.clock.now;

    await host.with((db) => db.write((trx) => trx.deleteFrom('subscribers').execute()));
    site.remove('2026-02-01-fire.md');
    site.git('checkout', '--quiet', '--orphan', 'clean');
    site.commit('Begin anew');
    site.git('branch', '-D', 'main', 'drafts');
    site.git('branch', '-m', 'main');
    site.git('reflog', 'expire', '--expire=now', '--all');
    site.git('gc', '--quiet', '--prune=now');
    for (let time = 0; time < backups; time += 1) {
      host.clock.now += day;
      expect((await host.backup())[0]?.failure).toBeNull();
    }
    expect(copiesIn(host.place)).toHaveLength(backups + 1);

    const restored = await host.restore({ at: point });
    expect(await peopleIn(restored.dataDir)).toEqual(['ann@example.jp confirmed']);
    const clone = join(host.folder, 'clone');
    const git = (...args: string[]) =>
      execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    git('clone', '--quiet', '--branch', 'main', restored.bundle ?? '', clone);
    expect(git('-C', clone, 'show', 'main:incidents/2026-02-01-fire.md')).toContain('調べています');
    expect(git('-C', clone, 'branch', '--remotes')).toContain('origin/drafts');
  },
);

const isRoot = process.getuid?.() === 0;

/** A disk of its own, small. */
function mountAt(folder: string, options: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
    onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
    return true;
  } catch {
    return false; // root, but not allowed to mount
  }
}

test.skipIf(!isRoot)(
  'a full disk at the target: nothing is begun, or the copy is not there, and the one before still is',
  async ({ skip }) => {
    const full = await makeHost();
    if (!mountAt(full.place, 'size=560k')) skip('mounting is not allowed here');
    expect((await full.backup())[0]?.failure).toBeNull();
    expect((await full.backup())[0]?.failure).toMatch(/is full: the copy has 0\.\d MB, and 0\.\d MB are free/);
    expect(copiesIn(full.place)).toHaveLength(1);

    // Room, but no names: found out in the middle of writing.
    const nameless = await makeHost();
    mountAt(nameless.place, 'nr_inodes=14');
    await nameless.with((db) => addPerson(db, 'ann@example.jp'));
    expect((await nameless.backup())[0]?.failure).toBeNull();
    expect((await nameless.backup())[0]?.failure).toMatch(/the disk is full/);
    const [first] = copiesIn(nameless.place);
    const restored = await nameless.restore();
    expect(restored.manifest.name).toBe(first);
    expect(restored.refused).toMatchObject([{ reason: 'it was never finished (no manifest.json)' }]);
  },
);
