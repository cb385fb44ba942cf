import { readFileSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { openDatabase } from '../database.ts';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { restoreContent, type ContentRestored } from '../recovery/restore-content.ts';
import { restore, type Restored } from '../recovery/restore.ts';
import { lockWorker } from '../worker-lock.ts';
import { command, flag, word } from './command.ts';
import { fine, WrongUsage, type Io } from './io.ts';
import { settingsOf } from './settings.ts';
import { progress } from './open-recovery.ts';
import { openTargets } from '../recovery/open-targets.ts';
import { readPublished } from './read-content.ts';
import { restoredLines } from './restored-lines.ts';
import { unannouncedSince, type Unannounced } from '../recovery/unannounced.ts';

const help = `Usage: npm run noroshi -- restore [TARGET] [options]

Brings DATA_DIR back from the newest copy that passes every check, over all BACKUP_n or from TARGET
(file:/path or restic:<repository>), and replays what happened since. The notices come back only
where there are none. Alerts stay paused until: npm run noroshi -- mail release

  --at TIME           the newest copy from before TIME (2026-03-01T09:00+09:00); who left since
                      stays gone, who came since is there, who was deleted by mistake comes back
  --until TIME        replay only what happened before TIME
  --installation ID   whose copies, where a target holds those of several
  --force             DATA_DIR is not empty: it is put aside under another name, not deleted
  --dry-run           everything but the last step
  --json              for programs

Exit code: 0 restored, 1 nothing could be restored (and nothing was changed), 2 wrong usage.
`;

/** `restore`. */
export const run = command(
  { help, flags: { json: flag, force: flag, 'dry-run': flag, at: word, until: word, installation: word }, words: 1 },
  async ({ flags, words }, io) => {
    const times = { at: readTime(flags.at), until: readTime(flags.until) };
    const [target] = words;
    const config = settingsOf(target === undefined ? io : { env: { ...withoutBackups(io.env), BACKUP_1: target } });
    if (config.backups.length === 0) {
      throw new UserError(
        'invalid',
        'From where? Set BACKUP_1, or name the place: npm run noroshi -- restore file:/path',
      );
    }
    const onStep = progress(io, flags.json === true);
    if (flags.force === true) expectNobodyRuns(config);
    const began = io.now();
    const restored = await restore({
      dataDir: config.DATA_DIR,
      targets: openTargets(config.backups, io.env),
      now: io.now,
      ...times,
      installation: flags.installation ?? null,
      key: config.SECRET_KEY_FILE === undefined ? null : ownKey(config.SECRET_KEY_FILE),
      force: flags.force === true,
      dryRun: flags['dry-run'] === true,
      onStep,
    });
    const content = await bringNotices(config, io, restored);
    const unannounced = content === null ? [] : await findUnannounced(config, io);
    const seconds = (io.now() - began) / 1000;
    if (flags.json === true) io.out(`${JSON.stringify(summary({ restored, content, unannounced, seconds }))}\n`);
    else io.out(restoredLines({ restored, content, unannounced, seconds, dryRun: flags['dry-run'] === true }));
    return fine;
  },
);

/** What a restore gave, for the terminal and for programs. */
export interface RestoreResult {
  readonly restored: Restored;
  /** Null in a dry run, and when the copy has no notices. */
  readonly content: ContentRestored | null;
  readonly unannounced: readonly Unannounced[];
  readonly seconds: number;
}

function summary({ restored, content, unannounced, seconds }: RestoreResult): object {
  const { manifest, target, people, unknown, replayed, refused, aside } = restored;
  const { name, commit } = manifest;
  return { name, target, commit, people, unknown, replayed, refused, aside, content, unannounced, seconds };
}

async function bringNotices(config: Config, io: Io, { manifest, bundle }: Restored): Promise<ContentRestored | null> {
  return bundle === null ? null : restoreContent(config, io.env, { manifest, bundle });
}

/** Updates of the last day that the database knows nothing of: perhaps told, perhaps not. */
async function findUnannounced(config: Config, io: Io): Promise<Unannounced[]> {
  const snapshot = await readPublished(config, io);
  const database = openDatabase({ file: join(config.DATA_DIR, 'noroshi.db') });
  try {
    return await unannouncedSince(database, snapshot, io.now());
  } finally {
    await database.close();
  }
}

/** A running program would go on writing into what was put aside. */
function expectNobodyRuns({ DATA_DIR }: Config): void {
  try {
    lockWorker(DATA_DIR)();
  } catch (error) {
    if (error instanceof UserError)
      throw new UserError('conflict', `Noroshi is running on ${DATA_DIR}. Stop it first.`);
    if ((error as { code?: unknown }).code !== 'SQLITE_CANTOPEN') throw error; // there is no such folder yet
  }
}

function readTime(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  const time = /T.*(Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new WrongUsage(`"${text}" is no time such as 2026-03-01T09:00+09:00`);
  return time;
}

function ownKey(file: string): Buffer {
  try {
    return Buffer.from(readFileSync(file, 'utf8').trim());
  } catch {
    throw new UserError('unavailable', `SECRET_KEY_FILE: ${file} cannot be read. Put the key there from paper, or unset it: the copy has it too.`); // prettier-ignore
  }
}

function withoutBackups(env: Io['env']): Io['env'] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^BACKUP_\d+(_FILE)?$/.test(name)));
}
