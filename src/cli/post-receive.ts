import { z } from 'zod';
import { runGit } from '../incidents/git.ts';
import type { Push } from '../incidents/judge-push.ts';
import { readHookCall } from './hook-call.ts';
import { fine, type Io } from './io.ts';
import { changedFiles, liveLine, noticesOf } from './pushed-notices.ts';

/** What the running program says of itself, as far as it matters to whoever pushed. */
const Health = z.object({
  commit: z.string().nullable(),
  problems: z.array(z.string()).default([]),
  threads: z
    .object({
      publisher: z.object({ findings: z.array(z.string()).default([]) }).optional(),
      worker: z
        .object({
          deliveries: z.record(z.string(), z.number()).nullish(),
          providers: z
            .array(
              z.object({
                name: z.string(),
                rate: z.number().nullable().default(null),
                daily: z.number().nullable().default(null),
                used: z.number().default(0),
              }),
            )
            .default([]),
          answers: z
            .array(
              z.object({
                commit: z.string().nullable(),
                told: z.array(z.object({ notice: z.string(), number: z.number(), people: z.number() })),
                not_mailed: z.array(z.object({ notice: z.string(), number: z.number(), reason: z.string() })),
                moved: z.array(z.object({ notice: z.string(), from: z.number(), to: z.number() })),
                withdrawn: z.number(),
                retracted: z
                  .array(z.object({ notice: z.string(), number: z.number(), people: z.number() }))
                  .default([]),
                held: z.array(z.object({ notice: z.string(), number: z.number(), reason: z.string() })).default([]),
                taken_away: z.object({
                  notices: z.array(z.string()),
                  reports: z.array(z.object({ notice: z.string(), number: z.number() })),
                }),
              }),
            )
            .optional(),
        })
        .optional(),
    })
    .default({}),
});
export type Health = z.infer<typeof Health>;

const patience = 10_000;
const askEvery = 50;

/** `hook post-receive`: what became of the push, as soon as the running program knows; within 10 s. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const { push, site, siteUrl } = await readHookCall(args, io);
  if (push === null || push.to === null) return fine;
  const wanted: Push = { ...push, to: push.to };
  const say = (line: string) => io.err(`${line}\n`);
  // Since this program began, which is when git had moved the branch.
  const seconds = () => (performance.now() / 1000).toFixed(2);
  const notices = changedFiles(wanted).then(noticesOf);
  let health: Health | null = null;
  let liveAs: string | null = null;
  while (performance.now() < patience) {
    health = await askHealth(site);
    if (health === null) break;
    if (liveAs === null && health.commit !== null && (await holds(wanted, health.commit))) {
      liveAs = health.commit;
      const after = seconds();
      say(liveLine(after, siteUrl, await notices));
    }
    const answers = health.threads.worker?.answers;
    const answer = answers?.findLast(({ commit }) => commit === wanted.to || (liveAs !== null && commit === liveAs));
    if (liveAs !== null && (answers === undefined || answer !== undefined)) {
      // What reads notices and settings is loaded only now, when the first answer is out.
      const { linesOf } = await import('./push-lines.ts');
      for (const line of await linesOf(wanted, health, answer)) say(line);
      return fine;
    }
    await new Promise((resolve) => setTimeout(resolve, askEvery));
  }
  if (health === null) say(`Stored. It goes live when the program starts: nothing answers at ${site}.`);
  else if (liveAs === null) say(['Stored, and not live after 10 s. /health says:', ...health.problems].join('\n  '));
  else say('Whom it is mailed to is not known yet; STAFF_EMAIL hears of it.');
  return fine;
}

/** Two pushes, or one that was joined with the remote's, may be shown at once. */
async function holds({ git, from, to }: Push, commit: string): Promise<boolean> {
  if (commit === to) return true;
  if (commit === from) return false;
  const base = await runGit(git, ['merge-base', to, commit], { mayBeNothing: true }).catch(() => '');
  return base.trim() === to;
}

async function askHealth(site: string): Promise<Health | null> {
  try {
    const response = await fetch(`${site}/health`, { signal: AbortSignal.timeout(2000) });
    return Health.parse(await response.json());
  } catch {
    return null;
  }
}
