import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { noticeIdOf } from '../../src/publish/statuspage-basics.ts';
import { statuspageSchemas } from '../../src/publish/statuspage-schema.ts';
import { pageYaml } from '../bench/history-notice.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite, type Site } from '../support/site.ts';
import { archivedNotices, fileOf, startOf, type ArchivedNotice } from '../support/statuspage-archive.ts';
import { eventually } from '../support/wait.ts';

/** No more than the API shows at a time: each commit brings so many, and they are read back before the next. */
const atOnce = 50;
const paths = ['/api/v2/incidents.json', '/api/v2/scheduled-maintenances.json'] as const;
type Read =
  | z.infer<(typeof statuspageSchemas)['/api/v2/incidents.json']>['incidents'][number]
  | z.infer<(typeof statuspageSchemas)['/api/v2/scheduled-maintenances.json']>['scheduled_maintenances'][number];

test('the archive of a Statuspage comes back through the API, record by record', { timeout: 300_000 }, async () => {
  const repository = makeRepository({ page: false });
  repository.write('page.yaml', pageYaml);
  repository.commit('Page', { date: '2022-01-01 09:00' });
  const site = await startSite({ incidentsDir: repository.incidentsDir });
  const archive = archivedNotices();
  const misfits: Record<string, string[]> = {};
  for (let from = 0; from < archive.length; from += atOnce) {
    const batch = archive.slice(from, from + atOnce);
    for (const notice of batch) repository.write(`${notice.id}.md`, fileOf(notice));
    repository.commit(`Notices from ${from}`, { date: '2026-11-01 09:00' });
    const read = await readBack(site, batch);
    expect(read.map(({ id }) => id)).toEqual(inOrder(batch).map(apiId));
    for (const notice of batch)
      compare(
        notice,
        read.find(({ id }) => id === apiId(notice)),
        misfits,
      );
  }
  expect(misfits).toEqual({});
});

const apiId = ({ id }: Pick<ArchivedNotice, 'id'>) => noticeIdOf({ id, formerly: [] });

/** The incidents and the maintenances of a batch, once the page shows it. */
async function readBack(site: Site, batch: readonly ArchivedNotice[]): Promise<Read[]> {
  return eventually('the batch to be shown', async () => {
    const answers = await Promise.all(paths.map((path) => site.get(path)));
    if (answers.some(({ ok }) => !ok)) return null;
    const lists = await Promise.all(answers.map((answer) => answer.json()));
    const [{ incidents }, { scheduled_maintenances: planned }] = lists as [
      { incidents: Read[] },
      { scheduled_maintenances: Read[] },
    ];
    const ids = new Set(batch.map(apiId));
    const shown = [...incidents, ...planned].filter(({ id }) => ids.has(id));
    return shown.length === batch.length ? shown : null;
  });
}

/** Incidents before maintenances, what began last first; of two that began at once, the one that was reported on last. */
function inOrder(batch: readonly ArchivedNotice[]): ArchivedNotice[] {
  const latest = ({ reports }: ArchivedNotice) => reports.at(-1)?.at ?? 0;
  const kind = ({ impact }: ArchivedNotice) => (impact === 'maintenance' ? 1 : 0);
  return batch.toSorted(
    (a, b) => kind(a) - kind(b) || begunAt(b) - begunAt(a) || latest(b) - latest(a) || (a.id < b.id ? -1 : 1),
  );
}

/** A maintenance begins when it is in progress. */
function begunAt(notice: ArchivedNotice): number {
  const begun = notice.reports.find(({ status }) => status === 'in_progress')?.at;
  return notice.impact === 'maintenance' && begun !== undefined ? begun : startOf(notice);
}

/** Notes under the name of what differs the notices in which it does. */
function compare(notice: ArchivedNotice, read: Read | undefined, misfits: Record<string, string[]>): void {
  const newestFirst = notice.reports.toReversed();
  const ended = notice.reports.find(({ status }) => status === 'resolved' || status === 'completed')?.at;
  const expected: Record<string, unknown> = {
    name: notice.title,
    impact: notice.impact,
    status: newestFirst[0]?.status,
    statuses: newestFirst.map(({ status }) => status),
    texts: newestFirst.map(({ text }) => text),
    instants: newestFirst.map(({ at }) => minuteOf(at)),
    started: minuteOf(begunAt(notice)),
    resolved: ended === undefined ? null : minuteOf(ended),
    components: notice.components,
  };
  const found: Record<string, unknown> = {
    name: read?.name,
    impact: read?.impact,
    status: read?.status,
    statuses: read?.incident_updates.map(({ status }) => status),
    texts: read?.incident_updates.map(({ body }) => body),
    instants: read?.incident_updates.map(({ created_at }) => minuteOf(Date.parse(created_at))),
    started: minuteOf(Date.parse(read?.started_at ?? '')),
    resolved: read?.resolved_at === null ? null : minuteOf(Date.parse(read?.resolved_at ?? '')),
    components: read?.components.map(({ name }) => name),
  };
  for (const [what, value] of Object.entries(expected)) {
    if (!isDeepStrictEqual(found[what], value)) (misfits[what] ??= []).push(notice.id);
  }
}

const minuteOf = (at: number) => Math.floor(at / 60_000);
