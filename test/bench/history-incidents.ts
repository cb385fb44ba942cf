import { readFileSync } from 'node:fs';

/** An incident as a status page's public archive tells it; the bench makes notices of such. */
export interface PastIncident {
  /** Of the source; invented ones have none. */
  readonly id?: string | undefined;
  readonly title: string;
  readonly impact: string;
  readonly components: readonly string[];
  readonly updates: readonly { readonly at: number; readonly status: string; readonly message: string }[];
}

/** Real incidents: a file with one JSON object per line. @throws when it cannot be read. */
export function readIncidents(file: string): PastIncident[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => toIncident(JSON.parse(line) as Written));
}

interface Written {
  readonly id?: string;
  readonly title: string;
  readonly impact: string;
  readonly components?: readonly string[];
  readonly updates: readonly { readonly at: string; readonly status: string; readonly message: string }[];
}

function toIncident({ id, title, impact, components = [], updates }: Written): PastIncident {
  return {
    id,
    title,
    impact,
    components,
    updates: updates.map((update) => ({ ...update, at: Date.parse(update.at) })),
  };
}

/** Reports per incident, characters per report and minutes between two, at every tenth of a large service's archive. */
const reportsAtTenths = [1, 2, 3, 3, 4, 4, 5, 6, 7, 10, 36];
const lengthsAtTenths = [20, 33, 62, 72, 80, 92, 122, 158, 210, 515, 3100];
const minutesAtTenths = [1, 4, 8, 13, 18, 24, 32, 42, 55, 90, 600];
const impacts = ['minor', 'minor', 'minor', 'minor', 'minor', 'minor', 'minor', 'major', 'major', 'none', 'critical'];
const words =
  'we are seeing a raised rate of errors and slow answers in some requests while our team looks into the cause of this fault and applies a change that should bring it back for most people soon'.split(
    ' ',
  );

/** As many invented incidents of the same shape. The same seed gives the same ones. */
export function inventIncidents(count: number, componentNames: readonly string[], seed = 1): PastIncident[] {
  const random = randomFrom(seed);
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)] as T;
  const text = (length: number) => {
    let line = '';
    while (line.length < length) line += `${pick(words)}${random() < 0.08 ? '.\n\n' : ' '}`;
    return `${line.slice(0, length).trim()}.`;
  };
  return Array.from({ length: count }, () => {
    const reports = Math.round(atTenths(reportsAtTenths, random()));
    const components =
      random() < 0.3 ? [] : Array.from({ length: Math.ceil(random() * 3) }, () => pick(componentNames));
    let at = 0;
    const updates = Array.from({ length: reports }, (_, index) => {
      const status = index === reports - 1 ? 'Resolved' : index === 0 ? 'Investigating' : 'Update';
      const message = text(atTenths(lengthsAtTenths, random()));
      at += Math.round(atTenths(minutesAtTenths, random())) * 60_000;
      return { at, status, message };
    });
    return { title: text(20 + random() * 35).replaceAll(/\s+/g, ' '), impact: pick(impacts), components, updates };
  });
}

function atTenths(values: readonly number[], share: number): number {
  const place = Math.min(share * 10, 9.999);
  const [below = 0, above = below] = values.slice(Math.floor(place));
  return below + (above - below) * (place % 1);
}

/** Numbers from 0 to 1, the same for the same seed (xorshift). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
