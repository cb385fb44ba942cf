import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openZone } from '../../src/incidents/zone.ts';
import { openInstalledDatabase, secretKey } from '../../src/installation.ts';
import { leavingJournal } from '../../src/subscribers/leaving.ts';
import type { Form } from '../../src/channel.ts';
import { temporaryFolder } from './folder.ts';

/** A data folder with a real database, and a clock that the test turns by `clock.now`. */
export function formNeeds() {
  const folder = temporaryFolder();
  const clock = { now: Date.parse('2012-06-20T08:10:00Z') };
  const db = openInstalledDatabase(folder);
  onTestFinished(() => db.close());
  return {
    folder,
    clock,
    file: join(folder, 'noroshi.db'),
    db,
    key: secretKey({ DATA_DIR: folder }),
    now: () => clock.now,
    siteUrl: 'https://status.example.org',
    mailFrom: 'Notices, Inc. <notices@status.example.org>',
    formOpen: true,
    journal: leavingJournal(folder),
    page: {
      language: 'ja',
      languages: ['ja', 'en'],
      componentIds: ['web', 'mail'],
      mainDomains: ['example.co.jp'],
      clock: openZone('Asia/Tokyo'),
      privacy: (language: string) => (language === 'ja' ? 'お知らせだけに使います。' : 'For notices only.'),
      name: (language: string) => (language === 'ja' ? 'まなび連絡網' : 'Manabi Contact Network'),
      operator: (language: string) => (language === 'ja' ? '株式会社まなび\n東京都' : 'Manabi Inc.\nTokyo'),
    },
  };
}

let networks = 0;
/** A form as the web thread hands it over, each from a network of its own unless told. */
export function form(
  action: Form['action'],
  fields: Record<string, string | string[]>,
  rest: Partial<Form> = {},
): Form {
  const listed = Object.entries(fields).map(([name, value]) => [name, Array.isArray(value) ? value : [value]]);
  const network = `192.0.2.${networks++}`;
  return { action, token: '', language: 'en', network, fields: Object.fromEntries(listed) as Form['fields'], ...rest };
}
