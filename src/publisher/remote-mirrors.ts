import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MirrorSettings } from '../mirror-settings.ts';
import { shownName } from '../publish/copy/copy-folder.ts';
import { filesName } from '../publish/copy/manifest.ts';
import type { Written } from '../publish/copy/write-copy.ts';
import { createMirror, type Mirror, type MirrorNeeds, type Put } from './mirror.ts';
import { sendToRemote, type Cargo } from './rclone.ts';

interface Needs extends Pick<MirrorNeeds, 'now' | 'log'> {
  /** Where the files lie that remotes are brought to. */
  readonly staging: string;
  /** Writes them there. */
  readonly write: () => Promise<Written & Put>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** The files are written once, into a folder of our own, which is renewed first; each remote follows at its own speed. */
export function createRemoteMirrors(needs: Needs, settings: readonly MirrorSettings[]): readonly Mirror[] {
  const { staging, write, environment, signal, now, log } = needs;
  if (settings.length === 0) return [];
  const files = join(staging, shownName, filesName);
  let staged: Put | null = null;
  const remotes = settings.map(({ name, target }) => {
    const cargo = createCargo();
    const put = async () => {
      if (staged === null) throw new Error('there is nothing to send yet');
      const sent = staged;
      const lists = join(staging, `.${name}`);
      await mkdir(lists, { recursive: true });
      try {
        await sendToRemote({ target, environment, signal }, files, lists, cargo.take());
      } catch (error) {
        cargo.lose();
        throw error;
      }
      return sent;
    };
    return { cargo, mirror: createMirror({ name, put, now, log }) };
  });
  const put = async () => {
    const written = await write();
    staged = written;
    for (const { cargo, mirror } of remotes) {
      cargo.add(written);
      mirror.renew();
    }
    return written;
  };
  return [
    createMirror({ name: 'files for remotes', put, now, log }),
    ...remotes.map(({ mirror }) => ({ ...mirror, renew: () => {} })),
  ];
}

/** What a remote has not got yet. At first, and after a failure, that is not known. */
function createCargo() {
  let waiting: Cargo = null;
  return {
    add({ changed, gone }: Pick<Written, 'changed' | 'gone'>): void {
      if (waiting === null) return;
      const [there, left] = [new Set(changed), new Set(gone)];
      waiting = {
        changed: new Set([...waiting.changed, ...there].filter((name) => !left.has(name))),
        gone: new Set([...waiting.gone, ...left].filter((name) => !there.has(name))),
      };
    },
    take(): Cargo {
      const taken = waiting;
      waiting = { changed: new Set(), gone: new Set() };
      return taken;
    },
    lose(): void {
      waiting = null;
    },
  };
}
