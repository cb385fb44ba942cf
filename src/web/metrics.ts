import { memoryUsage } from 'node:process';
import { Gauge, Registry } from 'prom-client';
import { healthOf, type HealthFacts } from './health.ts';

/** What the worker says of mail, as far as it is counted here. */
interface MailDetails {
  readonly deliveries?: Readonly<Record<string, number>> | null;
  readonly held?: number | null;
  readonly providers?: readonly { readonly name: string; readonly isWell: boolean }[];
  readonly staff?: Readonly<Record<string, number>> | null;
  readonly disk?: { readonly free_bytes: number; readonly total_bytes: number } | null;
}

/** What the publisher says of the content, as far as it is counted here. */
interface ContentDetails {
  readonly notices?: number;
  readonly findings?: readonly string[];
  readonly mirrors?: readonly { readonly name: string; readonly age_seconds: number | null }[];
}

/** The figures of /metrics in Prometheus' text format, out of what /health is made of: both say the same. */
export async function metricsOf(facts: HealthFacts): Promise<{ readonly type: string; readonly text: string }> {
  const registry = new Registry();
  const gauge = (name: string, help: string, values: readonly (readonly [Record<string, string>, number])[]) => {
    const [first] = values;
    if (first === undefined) return;
    const made = new Gauge({ name: `noroshi_${name}`, help, labelNames: Object.keys(first[0]), registers: [registry] });
    for (const [labels, value] of values) made.set(labels, value);
  };
  const { status, body } = healthOf(facts, true);
  const { content_age_seconds: age, problems: sentences } = body as { content_age_seconds: number; problems: string[] };
  const problems = sentences.length;
  const mail = (facts.reports.get('worker')?.details ?? {}) as MailDetails;
  const { owed, ...states } = mail.deliveries ?? {};
  const byState = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([state, count]) => [{ state }, count] as const);

  gauge('well', '1 while /health says ok', [[{}, Number(status === 200)]]);
  gauge('content_age_seconds', 'How old what the page says is', [[{}, age]]);
  const content = (facts.reports.get('publisher')?.details ?? {}) as ContentDetails;
  const { commit, madeAt } = facts.edition;
  gauge('content', '1, with the commit that is shown', [[{ commit: commit ?? '' }, 1]]);
  gauge('edition_age_seconds', 'How long ago what is shown was made', [[{}, Math.max(0, facts.now - madeAt) / 1000]]);
  gauge('notices', 'Notices shown', content.notices === undefined ? [] : [[{}, content.notices]]);
  gauge(
    'findings',
    'What is wrong with the content',
    content.findings === undefined ? [] : [[{}, content.findings.length]],
  );
  const mirrors = (content.mirrors ?? []).flatMap(({ name, age_seconds: seconds }) =>
    seconds === null ? [] : [[{ mirror: name }, seconds] as const],
  );
  gauge('mirror_age_seconds', 'How old a copy elsewhere is', mirrors);
  gauge('problems', 'What makes /health red', [[{}, problems]]);
  gauge('disk_free_bytes', 'Left of the disk under DATA_DIR', mail.disk == null ? [] : [[{}, mail.disk.free_bytes]]);
  gauge('disk_bytes', 'Size of the disk under DATA_DIR', mail.disk == null ? [] : [[{}, mail.disk.total_bytes]]);
  gauge('started_seconds', 'When this web thread started', [[{}, facts.startedAt / 1000]]);
  gauge('memory_bytes', 'Resident memory of the whole process', [[{}, memoryUsage.rss()]]);
  gauge('deliveries_owed', 'Mails owed, the sum of noroshi_deliveries', owed === undefined ? [] : [[{}, owed]]);
  gauge('deliveries', 'Mails owed, by what became of them', byState(states));
  gauge('deliveries_held', 'Waiting mails that are held', mail.held == null ? [] : [[{}, mail.held]]);
  gauge('provider_well', '1 while the provider takes mail', (mail.providers ?? []).map(({ name, isWell }) => [{ provider: name }, Number(isWell)])); // prettier-ignore
  gauge('staff_messages', 'Messages to staff, by what became of them', byState(mail.staff ?? {}));
  const reportAges = [...facts.reports].map(
    ([thread, { at }]) => [{ thread }, Math.max(0, facts.now - at) / 1000] as const,
  );
  gauge('thread_report_age_seconds', 'How long ago a thread said how it is', reportAges);
  return { type: registry.contentType, text: await registry.metrics() };
}
