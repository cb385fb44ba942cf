import { extname } from 'node:path';
import type { Entry, Manifest } from './manifest.ts';

type Rules = Readonly<Record<string, string>>;

/** How a web server has to answer, in as few rules as there can be. */
export interface RuleGroups {
  /** Pages: what has no extension in its address. */
  readonly pages: Rules;
  readonly extensions: readonly { readonly extension: string; readonly rules: Rules }[];
  /** Addresses that differ from what their kind says. */
  readonly exact: readonly { readonly path: string; readonly file: string; readonly rules: Rules }[];
  readonly redirects: readonly { readonly path: string; readonly to: string }[];
}

/** For each kind of file what most of them need, and the exceptions one by one. */
export function ruleGroups({ rules, files }: Pick<Manifest, 'rules' | 'files'>): RuleGroups {
  const entries = Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const isRedirect = ({ rules: place }: Entry) => rules[place]?.['location'] !== undefined;
  const kinds = new Map<string, Map<number, number>>();
  for (const [path, entry] of entries.filter(([, one]) => !isRedirect(one))) {
    const counts = kinds.get(extname(path)) ?? new Map<number, number>();
    kinds.set(extname(path), counts.set(entry.rules, (counts.get(entry.rules) ?? 0) + 1));
  }
  const usual = new Map([...kinds].map(([extension, counts]) => [extension, mostFrequent(counts)]));
  return {
    pages: rules[usual.get('') ?? 0] ?? {},
    extensions: [...usual]
      .filter(([extension]) => extension !== '')
      .map(([extension, place]) => ({ extension, rules: rules[place] ?? {} })),
    exact: entries
      .filter(([path, entry]) => !isRedirect(entry) && entry.rules !== usual.get(extname(path)))
      .map(([path, { file, rules: place }]) => ({ path, file, rules: rules[place] ?? {} })),
    redirects: entries
      .filter(([, entry]) => isRedirect(entry))
      .map(([path, entry]) => ({ path, to: rules[entry.rules]?.['location'] ?? '/' })),
  };
}

function mostFrequent(counts: ReadonlyMap<number, number>): number {
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
}
