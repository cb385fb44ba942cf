import { onTestFinished } from 'vitest';
import { createContent } from '../../src/incidents/content.ts';
import type { Reading } from '../../src/incidents/reading.ts';
import type { Notice } from '../../src/incidents/notice.ts';
import { openSource } from '../../src/incidents/open-source.ts';
import { tokyo } from './snapshot.ts';

export interface OpenContent {
  read(): Promise<Reading>;
  /** A shown notice; throws when there is none. */
  notice(id: string): Promise<Notice>;
}

/** The content of a folder as the publisher reads it; each call is a cold start. */
export async function openContent(
  incidentsDir: string,
  { now = tokyo('2026-11-22 09:00'), environment = process.env as Record<string, string | undefined> } = {},
): Promise<OpenContent> {
  const source = await openSource({ incidentsDir, environment });
  onTestFinished(() => source.close());
  const content = createContent({ source, now: () => now });
  return {
    read: () => content.read(),
    async notice(id) {
      const { snapshot } = await content.read();
      const found = snapshot.notices.find((notice) => notice.id === id);
      if (found === undefined) throw new Error(`no notice ${id}; findings: ${JSON.stringify(snapshot.findings)}`);
      return found;
    },
  };
}

/** A notice's text: a title, and per report `[heading, text]`. */
export function noticeText(...reports: readonly (readonly [heading: string, text: string])[]): string {
  return ['# 障害のお知らせ', ...reports.map(([heading, text]) => `\n## ${heading}\n\n${text}`)].join('\n') + '\n';
}
