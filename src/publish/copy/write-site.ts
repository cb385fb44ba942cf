import type { Instant } from '../../incidents/notice.ts';
import type { Freshness, Snapshot } from '../../incidents/snapshot.ts';
import type { FinishedResponse } from '../edition.ts';
import type { EditionNeeds } from '../make-edition.ts';
import { openScene } from '../scene.ts';
import type { CopyFolder } from './copy-folder.ts';
import { copyPrintsOf, type NoticeHash } from './copy-prints.ts';
import { copyTasks } from './copy-tasks.ts';
import { writeCopy, type CopyOrder, type Written } from './write-copy.ts';

/** What a site is written down with. */
export interface SiteNeeds extends EditionNeeds {
  readonly hashOf: NoticeHash;
  /** Stands for the program: another one may draw the same otherwise. */
  readonly sign: string;
}

/** What is written down. */
export interface SiteState {
  readonly snapshot: Snapshot;
  readonly freshness: Freshness;
  readonly now: Instant;
  /** Finished bytes of an edition of the same instant. */
  readonly ready?: ReadonlyMap<string, FinishedResponse>;
}

/** The scene of a copy, and what its pages are made from. */
export function sceneOfCopy({ siteUrl, formOpen, mailFrom, texts, hashOf, sign }: SiteNeeds, state: SiteState) {
  const { snapshot, freshness, now } = state;
  const scene = openScene({ snapshot, freshness, now, siteUrl, formOpen, mailFrom, texts, copy: true });
  return { scene, prints: copyPrintsOf(scene, hashOf, sign) };
}

/** Everything public at an instant, into a folder. Throws as `writeCopy` does. */
export function writeSite(
  needs: SiteNeeds,
  state: SiteState,
  folder: CopyFolder,
  course: Pick<CopyOrder, 'atATime' | 'turn' | 'onProgress'>,
): Promise<Written> {
  const { scene, prints } = sceneOfCopy(needs, state);
  const { snapshot, freshness, now, ready } = state;
  return writeCopy({
    ...course,
    folder,
    tasks: copyTasks(needs, scene, prints, ready),
    commit: snapshot.commit,
    siteUrl: needs.siteUrl,
    asOf: freshness.state === 'current' ? freshness.asOf : freshness.since,
    writtenAt: now,
    log: needs.log,
  });
}
