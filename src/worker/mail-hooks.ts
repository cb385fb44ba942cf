import type { MailHook } from '../channel.ts';
import type { Config } from '../config.ts';
import type { Database } from '../database.ts';
import type { Log } from '../log.ts';
import { hookFormats } from '../mail/hooks/formats.ts';
import type { HookNeeds } from '../mail/hooks/hook.ts';
import { takeBounce } from '../mail/take-bounces.ts';

interface Needs {
  readonly config: Pick<Config, 'mailHookKeys' | 'BOUNCE_ADDRESS'>;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  readonly now: () => number;
  /** Left out: over the network, once for each address. */
  readonly fetchText?: HookNeeds['fetchText'];
}

/** Gives the status to answer with. 503: the provider sends it again. */
export interface MailHooks {
  readonly hear: (hook: MailHook, at: { key: Uint8Array | null; database: Database | null }) => Promise<number>;
}

/** Verifies what a provider says became of our mail, and counts it. */
export function createMailHooks({ config, log, now, fetchText = createFetch() }: Needs): MailHooks {
  return {
    async hear({ provider, request }, { key, database }) {
      const format = hookFormats[provider];
      const hookKey = config.mailHookKeys[provider];
      if (format === undefined || hookKey === undefined) return 404;
      if (key === null || database === null) return 503;
      try {
        const reading = await format.read({ key: hookKey, now: now(), fetchText }, request);
        if (reading === 'forged' || reading === 'unreadable') {
          log.warn({ provider }, `a webhook was refused: ${reading}`);
          return reading === 'forged' ? 403 : 400;
        }
        const bounceAddress = config.BOUNCE_ADDRESS ?? null;
        const results = await database.write(async (trx) => {
          const taken = [];
          for (const report of reading.reports) {
            const { kind, code } = report;
            const result = await takeBounce({ trx, key, now: now(), bounceAddress, isTrusted: true }, report);
            taken.push({ kind, code, result });
          }
          return taken;
        });
        for (const result of results) log.info({ provider, ...result }, 'mail came back');
        return 200;
      } catch (error) {
        log.error({ provider, err: error }, 'a webhook could not be taken');
        return 503;
      }
    },
  };
}

/** The web thread gives up after 2 s. */
const fetchWithin = 1_500;
const largestAnswer = 65_536;
const keptAnswers = 8;

/** Fetches a text once and keeps it: a certificate stays what it is under its address. */
function createFetch(): HookNeeds['fetchText'] {
  const kept = new Map<string, string>();
  return async (url) => {
    const known = kept.get(url);
    if (known !== undefined) return known;
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(fetchWithin) });
    if (!answer.ok) throw new Error(`the provider answered ${answer.status}`);
    const text = await answer.text();
    if (text.length > largestAnswer) throw new Error('the provider answered too much');
    if (kept.size >= keptAnswers) kept.clear();
    if (url.endsWith('.pem')) kept.set(url, text);
    return text;
  };
}
