import { parseArgs } from 'node:util';
import { fine, wrongUsage, type Io } from './io.ts';

const help = `Usage: npm run noroshi -- hook install [REPOSITORY]

Puts two hooks into a repository to which notices are pushed. pre-receive checks the
files that a push changes, and refuses what is wrong: file:line:column, what, what to do.
post-receive says what became of it: live in 0.2 s, where, how many are being told.
A push with "git push -o anyway" goes through all the same, and what is good is published.

REPOSITORY defaults to the one that holds INCIDENTS_DIR. With CONTENT_GIT_URL the program
puts them into its own repository (DATA_DIR/content.git) by itself, at every start.
The hooks hold this program's path, its port and SITE_URL: install them again when one changes.

git calls: hook pre-receive, hook post-receive. Exit code of those: 0 fine, 3 refused.
`;

/** `hook install`, and what the hooks themselves call. */
export async function run(args: string[], io: Io): Promise<number> {
  const [name, ...rest] = args;
  if (name === 'pre-receive') return (await import('./pre-receive.ts')).run(rest, io);
  if (name === 'post-receive') return (await import('./post-receive.ts')).run(rest, io);
  if (name === 'install' && !rest.includes('--help') && !rest.includes('-h'))
    return (await import('./hook-install.ts')).run(rest, io);
  const { values } = parseArgs({
    args,
    options: { help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  (values.help === true ? io.out : io.err)(help);
  return values.help === true ? fine : wrongUsage;
}
