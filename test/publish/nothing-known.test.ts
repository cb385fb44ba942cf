import { expect, test } from 'vitest';
import { nothingRead } from '../../src/incidents/reading.ts';
import { componentGroups } from '../../src/publish/component-list.ts';
import { makeRepository } from '../support/repository.ts';
import { startSite } from '../support/site.ts';

test('where no page.yaml was ever good, no component is claimed to be fine', async () => {
  const { snapshot } = nothingRead(Date.UTC(2026, 10, 22), []);
  expect(componentGroups(snapshot, 'ja', Date.UTC(2026, 10, 22))).toEqual([]);

  const repository = makeRepository({ page: false });
  repository.write('page.yaml', 'name: [broken\n');
  repository.commit('A page that cannot be read');
  const site = await startSite({ incidentsDir: repository.incidentsDir });
  const page = await (await site.get('/')).text();
  expect(page).toContain('確認できていません');
  expect(page).not.toContain('通常どおり');
  const summary = (await (await site.get('/api/v2/summary.json')).json()) as {
    status: { indicator: string };
    components: unknown[];
  };
  expect([summary.status.indicator, summary.components]).toEqual(['minor', []]);
});
