import { test } from 'vitest';
import { blackout } from '../support/blackout.ts';
import { makeLoopback } from '../support/loopback.ts';
import { programPath } from '../support/programs.ts';

test.skipIf(programPath('openssl') === null)(
  'a blackout on separate loopback addresses, where nothing more is allowed',
  { timeout: 240_000 },
  async () => console.log((await blackout(makeLoopback())).join('\n')),
);
