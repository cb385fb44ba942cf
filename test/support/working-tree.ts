import { onTestFinished } from 'vitest';
import { createFolderSource } from '../../src/incidents/folder-source.ts';
import { openSource } from '../../src/incidents/open-source.ts';
import { createWorkingTree, type WorkingTree } from '../../src/incidents/working-tree.ts';
import type { Notice } from '../../src/incidents/notice.ts';
import { tokyo } from './snapshot.ts';

export const maxAge = 86_400_000;

/** The working tree of a folder, with the repository around it if there is one, as the preview reads it. */
export async function openWorkingTree(incidentsDir: string, now = tokyo('2026-11-22 09:00')) {
  const source = await openSource({ incidentsDir, environment: process.env as Record<string, string | undefined> });
  onTestFinished(() => source.close());
  const git = source.kind === 'git' ? source : null;
  return createWorkingTree({ folder: createFolderSource(incidentsDir), git, maxAge, now: () => now });
}

/** A notice of the tree; throws when there is none. */
export function noticeIn({ snapshot }: WorkingTree, id: string): Notice {
  const found = snapshot.notices.find((notice) => notice.id === id);
  if (found === undefined) throw new Error(`no notice ${id}; findings: ${JSON.stringify(snapshot.findings)}`);
  return found;
}
