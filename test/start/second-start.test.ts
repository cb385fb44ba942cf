import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { eventually } from '../support/wait.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** A network namespace of its own has no way out; not every machine lets us make one. */
const isolated = spawnSync('unshare', ['-rn', 'true']).status === 0;

describe.skipIf(!isolated)('without any network', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'npm start comes up from what is there, and %s stops it',
    async (signal) => {
      const env = {
        ...process.env,
        PORT: '0',
        HOST: '0.0.0.0',
        DATA_DIR: temporaryFolder(),
        INCIDENTS_DIR: 'incidents',
      };
      const child = spawn('unshare', ['-rn', 'npm', 'start'], { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
      onTestFinished(() => void child.kill('SIGKILL'));
      let text = '';
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      await eventually(
        'the greeting',
        () => {
          if (child.exitCode !== null) throw new Error(`it stopped with ${child.exitCode}:\n${text}`);
          return text.includes('Noroshi is at ');
        },
        60_000,
      );
      expect(text).not.toMatch(/Installing|Building/);
      const ended = once(child, 'exit');
      child.kill(signal);
      expect(await ended).toEqual([0, null]);
    },
  );
});
