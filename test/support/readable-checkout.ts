import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The program where any account may run it, wherever the checkout lies: mounted a second time, read-only. Its folder is no
 * temporary one of which all is deleted in the end, whatever became of the mount. For root alone.
 */
export function readableCheckout(): { readonly node: string; readonly main: string } {
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-program-'));
  chmodSync(folder, 0o755);
  execFileSync('mount', ['-o', 'bind,ro', root, folder]);
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
    rmdirSync(folder);
  });
  const own = relative(root, process.execPath);
  const node = own.startsWith('..') ? process.execPath : join(folder, own);
  return { node, main: join(folder, 'src/cli/main.ts') };
}
