import { aspects, type Aspect } from './aspects.ts';
import type { Finding, Verdict } from './finding.ts';
import type { Standing } from './standing.ts';

/** Something of ours, or another provider, and the hosts it stands on. */
export interface Party {
  readonly id: string;
  readonly subject: string;
  readonly standings: readonly Standing[];
}

/** What a party hangs on that the other hangs on too, a finding per aspect. `theirs` names the other side. */
export function compareWith(party: Party, others: readonly Standing[], theirs: string): Finding[] {
  return aspects.map((aspect) => {
    const { verdict, what } = compared(aspect, party.standings, others, theirs);
    const cure = verdict === 'fine' ? '' : verdict === 'unknown' ? 'Ask again later; until then do not count on it.' : aspect.cure; // prettier-ignore
    return { id: `${party.id}/${aspect.id}`, subject: party.subject, aspect: aspect.name, verdict, what, why: aspect.why, cure }; // prettier-ignore
  });
}

function compared(
  { of, isMild }: Aspect,
  ours: readonly Standing[],
  others: readonly Standing[],
  theirs: string,
): { verdict: Verdict; what: string } {
  const answers = [...ours, ...others].map((standing) => ({ standing, answer: of(standing) }));
  const valuesOf = (standings: readonly Standing[]) =>
    answers.flatMap(({ standing, answer }) => (answer.known && standings.includes(standing) ? answer.value : []));
  const [own, foreign] = [valuesOf(ours), new Set(valuesOf(others))];
  const same = [...new Set(own.filter((value) => foreign.has(value)))];
  // What is shared is so however much is not known besides.
  if (same.length > 0) return { verdict: isMild ? 'warning' : 'shared', what: `${same.join(', ')}, as ${theirs}` };
  const missing = answers.flatMap(({ answer }) => (answer.known ? [] : [answer.why]));
  if (missing[0] !== undefined) return { verdict: 'unknown', what: missing[0] };
  const noAddress = answers.find(
    ({ standing: { addresses, isName } }) => isName !== true && addresses.known && addresses.value.length === 0,
  );
  if (noAddress !== undefined) return { verdict: 'unknown', what: `${noAddress.standing.host} has no address` };
  return { verdict: 'fine', what: own.length === 0 ? 'none' : [...new Set(own)].join(', ') };
}

const day = 86_400_000;

/** How long domains and certificates of ours still last. */
export function lifetimes({ id, subject, standings }: Party, now: number): Finding[] {
  return standings.flatMap(({ host, registration, certificate }) => {
    const domain = registration.known ? registration.value?.expires : null;
    const signed = certificate.known ? certificate.value?.expires : null;
    const line = (aspect: string, expires: number, least: number, why: string, cure: string): Finding => {
      const left = Math.floor((expires - now) / day);
      const isFine = left >= least;
      const what = `${host}: ${left < 0 ? 'has ended' : `ends in ${left} days`}, ${new Date(expires).toISOString().slice(0, 10)}`;
      return { id: `${id}/${aspect}`, subject, aspect, verdict: isFine ? 'fine' : 'warning', what, why, cure: isFine ? '' : cure }; // prettier-ignore
    };
    return [
      ...(domain == null ? [] : [line('Domain ends', domain, 30, 'After that the name leads nowhere, or to somebody else.', 'Renew it, and let it renew itself.')]), // prettier-ignore
      ...(signed == null ? [] : [line('Certificate ends', signed, 14, 'After that browsers keep people away.', 'Find out why it was not renewed.')]), // prettier-ignore
    ];
  });
}
