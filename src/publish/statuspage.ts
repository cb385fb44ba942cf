import type { Notice } from '../incidents/notice.ts';
import { isClosed, isOpen, isUpcoming, startedAt } from '../incidents/state.ts';
import type { Scene } from './pages.ts';
import { openWriting, pageObject, statusObject } from './statuspage-basics.ts';
import { componentObjects, type ComponentObject } from './statuspage-component.ts';
import { noticeObject, type NoticeObject } from './statuspage-notice.ts';

const mostNotices = 50;

/** The public documents in Statuspage's shape, without language prefix. Exercises have no part in them. */
export function statuspageDocuments(scene: Scene, language: string): { path: string; write: () => object }[] {
  const { snapshot, now } = scene;
  const writing = openWriting(scene, language);
  const page = () => pageObject(writing);
  let known: ComponentObject[] | undefined;
  const components = () => (known ??= componentObjects(writing));
  // A notice stands in several documents; it is written once.
  const written = new Map<Notice, NoticeObject>();
  const write = (notice: Notice) => {
    const object = written.get(notice) ?? noticeObject(writing, notice, components());
    written.set(notice, object);
    return object;
  };
  const list = (type: Notice['type'], among: readonly Notice[], wanted: (notice: Notice) => boolean) => {
    const chosen = among.filter((notice) => notice.type === type && wanted(notice));
    return newestFirst(chosen, now).map(write);
  };
  const open = (notice: Notice) => isOpen(notice, now);
  const upcoming = (notice: Notice) => isUpcoming(notice, now);
  const unfinished = (notice: Notice) => !isClosed(notice, now);
  const { notices, unsettled } = snapshot;
  const incidents = (name: string, among: readonly Notice[], wanted: (notice: Notice) => boolean) => ({
    path: `/api/v2/incidents${name}.json`,
    write: () => ({ page: page(), incidents: list('incident', among, wanted) }),
  });
  const maintenances = (name: string, among: readonly Notice[], wanted: (notice: Notice) => boolean) => ({
    path: `/api/v2/scheduled-maintenances${name}.json`,
    write: () => ({ page: page(), scheduled_maintenances: list('maintenance', among, wanted) }),
  });
  return [
    {
      path: '/api/v2/summary.json',
      write: () => ({
        page: page(),
        status: statusObject(writing),
        components: components(),
        incidents: list('incident', unsettled, open),
        scheduled_maintenances: list('maintenance', unsettled, unfinished),
      }),
    },
    { path: '/api/v2/status.json', write: () => ({ page: page(), status: statusObject(writing) }) },
    { path: '/api/v2/components.json', write: () => ({ page: page(), components: components() }) },
    incidents('', notices, () => true),
    incidents('/unresolved', unsettled, open),
    incidents('/resolved', notices, (notice) => isClosed(notice, now)),
    maintenances('', notices, () => true),
    maintenances('/upcoming', unsettled, upcoming),
    maintenances('/active', unsettled, open),
  ];
}

/** The notices that began last; their beginnings are looked up once. */
function newestFirst(notices: readonly Notice[], now: number): Notice[] {
  const begun = notices.map((notice) => ({ notice, at: startedAt(notice) ?? now }));
  return begun
    .toSorted((a, b) => b.at - a.at)
    .slice(0, mostNotices)
    .map(({ notice }) => notice);
}
