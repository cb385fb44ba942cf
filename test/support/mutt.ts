import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './folder.ts';

/** Opens a mailbox, a file or a Maildir, in mutt: what its list shows, and its first mail as mutt decodes it. */
export function readInMutt(mutt: string, mailbox: string): { readonly list: string; readonly mail: string } {
  const folder = temporaryFolder();
  const [settings, shown] = [join(folder, 'muttrc'), join(folder, 'shown')];
  const keys = `push "<pipe-message>cat > ${shown}<enter><exit>"`;
  // Without a folder of its own mutt asks first whether to make ~/Mail, and takes the keys for the answer.
  writeFileSync(settings, `set folder=${folder}\nset charset=utf-8\nset pipe_decode\nset wait_key=no\n${keys}\n`);
  const command = `${mutt} -n -R -F ${settings} -f ${mailbox}`;
  // It wants a terminal: script makes one.
  const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
    encoding: 'utf8',
    timeout: 30_000,
    killSignal: 'SIGKILL',
    env: { ...process.env, LC_ALL: 'C.UTF-8', TERM: 'xterm', COLUMNS: '120', LINES: '40' },
  });
  return { list: stdout, mail: readFileSync(shown, 'utf8') };
}
