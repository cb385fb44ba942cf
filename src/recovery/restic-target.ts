import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { timeOfCopy } from './manifest.ts';
import { runRestic, type Restic } from './restic.ts';
import type { Target } from './target.ts';

const Snapshot = z.object({
  id: z.string(),
  hostname: z.string(),
  tags: z.array(z.string()).default([]),
  paths: z.array(z.string()),
});
type Snapshot = z.infer<typeof Snapshot>;

const copyTag = 'noroshi-copy';
const segmentTag = 'noroshi-segment';

/** `restic:<repository>`: encrypted by restic, kept by whoever runs the repository, where we can only add. */
export function resticTarget(restic: Restic): Target {
  const label = `restic:${restic.repository.replace(/\/\/[^/@]*@/, '//')}`;

  async function snapshots(tag: string): Promise<Snapshot[]> {
    const out = await runRestic(restic, ['snapshots', '--json', '--no-lock', '--tag', tag]);
    return z.array(Snapshot).parse(JSON.parse(out.toString('utf8')) ?? []);
  }
  const nameOf = ({ tags }: Snapshot) => tags.find((tag) => tag.startsWith('name='))?.slice(5) ?? '';
  async function named(tag: string, name: string): Promise<Snapshot> {
    const found = (await snapshots(tag)).find((one) => nameOf(one) === name);
    if (found === undefined) throw new UserError('unavailable', `${label} has no ${name} any more.`);
    return found;
  }
  const owners = async () => new Set((await snapshots(copyTag)).map(({ hostname }) => hostname));
  let installation = '';
  const add = (tag: string, name: string, args: readonly string[], input?: Uint8Array) => {
    const tags = ['--tag', `${tag},name=${name}`, '--host', installation];
    return runRestic(restic, ['backup', '--quiet', ...tags, ...args], input);
  };

  return {
    label,
    piled: true,
    owner: async () => [...(await owners())][0] ?? null,
    async claim(own) {
      const other = [...(await owners())].find((hostname) => hostname !== own);
      if (other !== undefined) {
        throw new UserError('unavailable', `${label} holds the backups of another installation (${other}). Name another repository in BACKUP_n.`); // prettier-ignore
      }
      installation = own;
    },
    copies: async () =>
      (await snapshots(copyTag))
        .map(nameOf)
        .filter((name) => timeOfCopy(name) !== null)
        .sort()
        .reverse(),
    addCopy: async (name, folder) => void (await add(copyTag, name, [folder])),
    async fetchCopy(name, into) {
      const { id, paths } = await named(copyTag, name);
      // restic makes the whole path anew below its target.
      const work = await mkdtemp(join(dirname(into), 'fetching-'));
      try {
        await runRestic(restic, ['restore', '--quiet', '--no-lock', id, '--target', work]);
        const place = join(work, paths[0] ?? '');
        for (const file of await readdir(place)) await rename(join(place, file), join(into, file));
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    },
    segments: async () => (await snapshots(segmentTag)).map(nameOf),
    addSegment: async (name, content) => void (await add(segmentTag, name, ['--stdin', '--stdin-filename', name], content)), // prettier-ignore
    async fetchSegment(name) {
      const { id } = await named(segmentTag, name);
      return runRestic(restic, ['dump', '--no-lock', id, `/${name}`]);
    },
  };
}
