import { test } from 'vitest';
import { blackout } from '../support/blackout.ts';
import { makeLoopback } from '../support/loopback.ts';
import { programPath } from '../support/programs.ts';
import { makeNetwork } from '../support/worlds.ts';

test.skipIf(programPath('openssl') === null)(
  'the company goes dark, then our own host is lost, and people hear from us all the same',
  { timeout: 240_000 },
  async () => console.log((await blackout(makeNetwork() ?? makeLoopback())).join('\n')),
);
