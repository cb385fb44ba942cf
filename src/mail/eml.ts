import { createHash } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Provider } from './provider.ts';

/**
 * Where mail goes with no `MAIL_1`: each one a file `.eml` in a folder, so that the demo works on a machine with nothing. A
 * file is there whole or not at all, and a second copy of the same mail has the same end of its name.
 */
export function emlFolder(needs: { readonly folder: string; readonly now: () => number }): Provider {
  const { folder, now } = needs;
  return {
    name: 'folder',
    connections: 1,
    rate: null,
    daily: null,
    share: 0,
    send: async (mail, mark) => {
      try {
        const bytes = mail.compose();
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await mark();
        const time = new Date(now()).toISOString().replace(/[:.]/g, '-');
        const name = `${time}-${createHash('sha256').update(mail.messageId).digest('hex').slice(0, 16)}.eml`;
        await writeWhole(folder, name, bytes);
        return { class: 'accepted', phase: 'body', reply: `body: written to ${name}` };
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        const reason = code === undefined ? message : `the folder cannot be written, ${code}`;
        return { class: 'retry', phase: 'data', reply: `data: no file was made (${reason})` };
      }
    },
    close: () => {},
  };
}

async function writeWhole(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(folder, `.${name}.tmp`);
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, name));
  const directory = await open(folder, 'r');
  await directory.sync().finally(() => directory.close());
}
