import type { Notice } from '../incidents/notice.ts';
import { isClosed, isOpen, isUpcoming, startedAt } from '../incidents/state.ts';
import type { Scene } from './pages.ts';
import { pageObject, statusObject } from './statuspage-basics.ts';
import { componentObjects } from './statuspage-component.ts';
import { noticeObject } from './statuspage-notice.ts';

const mostNotices = 50;

/** The public documents in Statuspage's shape, without language prefix. Exercises have no part in them. */
export function statuspageDocuments(scene: Scene, language: string): { path: string; write: () => object }[] {
  const { snapshot, now } = scene;
  const page = () => pageObject(scene, language);
  const components = () => componentObjects(scene, language);
  const list = (type: Notice['type'], wanted: (notice: Notice) => boolean) => {
    const chosen = snapshot.notices.filter((notice) => notice.type === type && wanted(notice));
    const newest = chosen.toSorted((a, b) => (startedAt(b) ?? now) - (startedAt(a) ?? now)).slice(0, mostNotices);
    const known = components();
    return newest.map((notice) => noticeObject(scene, notice, known, language));
  };
  const open = (notice: Notice) => isOpen(notice, now);
  const upcoming = (notice: Notice) => isUpcoming(notice, now);
  const unfinished = (notice: Notice) => !isClosed(notice, now);
  const incidents = (name: string, wanted: (notice: Notice) => boolean) => ({
    path: `/api/v2/incidents${name}.json`,
    write: () => ({ page: page(), incidents: list('incident', wanted) }),
  });
  const maintenances = (name: string, wanted: (notice: Notice) => boolean) => ({
    path: `/api/v2/scheduled-maintenances${name}.json`,
    write: () => ({ page: page(), scheduled_maintenances: list('maintenance', wanted) }),
  });
  return [
    {
      path: '/api/v2/summary.json',
      write: () => ({
        page: page(),
        status: statusObject(scene),
        components: components(),
        incidents: list('incident', open),
        scheduled_maintenances: list('maintenance', unfinished),
      }),
    },
    { path: '/api/v2/status.json', write: () => ({ page: page(), status: statusObject(scene) }) },
    { path: '/api/v2/components.json', write: () => ({ page: page(), components: components() }) },
    incidents('', () => true),
    incidents('/unresolved', open),
    incidents('/resolved', (notice) => isClosed(notice, now)),
    maintenances('', () => true),
    maintenances('/upcoming', upcoming),
    maintenances('/active', open),
  ];
}
