import { Gauge, Registry } from 'prom-client';
import { healthOf, type HealthFacts } from './health.ts';

/** What the worker says of mail, as far as it is counted here. */
interface MailDetails {
  readonly deliveries?: Readonly<Record<string, number>> | null;
  readonly held?: number | null;
  readonly providers?: readonly { readonly name: string; readonly isWell: boolean }[];
  readonly staff?: Readonly<Record<string, number>> | null;
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
  const { status, body } = healthOf(facts, false);
  const { content_age_seconds: age } = body as { content_age_seconds: number | null };
  const mail = (facts.reports.get('worker')?.details ?? {}) as MailDetails;
  const { owed, ...states } = mail.deliveries ?? {};
  const byState = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([state, count]) => [{ state }, count] as const);

  gauge('well', '1 while /health says ok', [[{}, Number(status === 200)]]);
  gauge('content_age_seconds', 'How old what the page says is', age === null ? [] : [[{}, age]]);
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
