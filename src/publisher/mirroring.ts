import type { Instant } from '../incidents/notice.ts';
import type { Log } from '../log.ts';
import type { MirrorSettings } from '../mirror-settings.ts';
import { openCopyFolder, type CopyFolder } from '../publish/copy/copy-folder.ts';
import type { Written } from '../publish/copy/write-copy.ts';
import { sceneOfCopy, writeSite, type SiteNeeds, type SiteState } from '../publish/copy/write-site.ts';
import { createMirror, type MirrorHealth, type Put } from './mirror.ts';
import { createRemoteMirrors } from './remote-mirrors.ts';

interface Needs {
  readonly mirrors: readonly MirrorSettings[];
  /** Where the files lie that remotes are brought to. */
  readonly staging: string;
  readonly site: SiteNeeds;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => Instant;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Resolves when nothing has to be published: readers come before copies. */
  readonly idle: () => Promise<void>;
}

/** The copies of this page elsewhere, kept up to date. */
export interface Mirroring {
  /** What is shown now: copies are renewed when they would say something else, and every five minutes. */
  note(state: SiteState): void;
  health(): readonly MirrorHealth[];
  /** Plain sentences. */
  problems(): readonly string[];
  stop(): Promise<void>;
}

const renewEvery = 5 * 60_000;
/** The clock of editions ticks by the minute. */
const slack = 5_000;
/** An older copy says itself that it cannot be trusted. */
const trustedFor = 15 * 60_000;

export function createMirroring(needs: Needs): Mirroring {
  const { mirrors, site, environment, now, log } = needs;
  const stopping = new AbortController();
  const startedAt = now();
  let state: SiteState | null = null;
  let content: string | null = null;
  let renewedAt = 0;

  /** Writes into one folder; what lies there is known from one time to the next unless something went wrong. */
  function folderWriter(path: string): () => Promise<Written & Put> {
    let folder: CopyFolder | null = null;
    return async () => {
      if (state === null) throw new Error('there is nothing to write down yet');
      const { snapshot, freshness } = state;
      const known = folder ?? (await openCopyFolder(path));
      folder = null;
      const turn = async () => {
        await needs.idle();
        stopping.signal.throwIfAborted();
      };
      const written = await writeSite(site, state, known, { atATime: 2, turn });
      folder = written.folder;
      const asOf = freshness.state === 'current' ? freshness.asOf : freshness.since;
      return { ...written, asOf, commit: snapshot.commit };
    };
  }

  const folders = mirrors
    .filter(({ kind }) => kind === 'folder')
    .map(({ name, target }) => createMirror({ name, put: folderWriter(target), now, log }));
  const { staging } = needs;
  const remotes = createRemoteMirrors(
    { staging, write: folderWriter(staging), environment, signal: stopping.signal, now, log },
    mirrors.filter(({ kind }) => kind === 'rclone'),
  );
  const all = [...folders, ...remotes];
  return {
    note(next) {
      if (all.length === 0) return;
      state = next;
      const wanted = sceneOfCopy(site, next).prints.content;
      if (wanted === content && now() - renewedAt < renewEvery - slack) return;
      [content, renewedAt] = [wanted, now()];
      for (const mirror of all) mirror.renew();
    },
    health: () => all.map((mirror) => mirror.health()),
    problems: () =>
      all.flatMap((mirror) => {
        const { name, asOf, fault } = mirror.health();
        if (fault !== null && asOf === null) return [`${name}: no copy could be put there (${fault}).`];
        if (now() - (asOf ?? startedAt) < trustedFor) return [];
        return [`${name}: the copy there is older than 15 minutes${fault === null ? '' : ` (${fault})`}.`];
      }),
    async stop() {
      stopping.abort();
      await Promise.all(all.map((mirror) => mirror.stop()));
    },
  };
}
