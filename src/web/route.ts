import type { Edition } from '../publish/edition.ts';
import type { Form } from '../channel.ts';

/** What a path asks for. `language` is that of the answer. */
export type Route =
  | { readonly kind: 'health' }
  | { readonly kind: 'metrics' }
  | { readonly kind: 'content-hook' }
  | { readonly kind: 'mail-hook'; readonly provider: string }
  | { readonly kind: 'form'; readonly action: Form['action']; readonly token: string; readonly language: string }
  | { readonly kind: 'search'; readonly language: string }
  | { readonly kind: 'subscribers'; readonly token: string; readonly language: string }
  | { readonly kind: 'page'; readonly path: string; readonly language: string };

/** The languages of an edition: which is the page's own, and which stand at the beginning of a path. */
export interface Tongues {
  readonly own: string;
  readonly prefixes: readonly string[];
}

const longestQuery = 100;

/** The first that fits; `address` is no token. */
const forms: readonly { readonly pattern: RegExp; readonly action: Form['action'] }[] = [
  { pattern: /^\/subscribe$/, action: 'subscribe' },
  { pattern: /^\/subscribe\/confirm$/, action: 'confirm' },
  { pattern: /^\/subscribe\/confirm\/([^/]{1,512})$/, action: 'confirm' },
  { pattern: /^\/unsubscribe\/([^/]{1,512})$/, action: 'unsubscribe' },
  { pattern: /^\/subscription\/([^/]{1,512})$/, action: 'subscription' },
  { pattern: /^\/subscription\/address\/([^/]{1,512})$/, action: 'address' },
  { pattern: /^\/subscription\/([^/]{1,512})\/data\.json$/, action: 'data' },
];

/** The own language has no prefix. */
export function tonguesOf({ languages: [own = 'en', ...prefixes] }: Pick<Edition, 'languages'>): Tongues {
  return { own, prefixes };
}

/** The path of a request line, without the query: what stands in a query matters to a search alone. */
export function pathOf(url: string): string {
  const target = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*/i, '') || '/';
  const end = target.search(/[?#]/);
  return end === -1 ? target : target.slice(0, end);
}

/** What a search is for, cut; empty where nothing is asked. */
export function queryOf(url: string): string {
  const [, query = ''] = url.split('#', 1)[0]?.split(/\?(.*)/s) ?? [];
  return (new URLSearchParams(query).get('q') ?? '').trim().slice(0, longestQuery);
}

export function routeOf(path: string, { own, prefixes }: Tongues): Route {
  if (path === '/health') return { kind: 'health' };
  if (path === '/metrics') return { kind: 'metrics' };
  if (path === '/hooks/content') return { kind: 'content-hook' };
  const provider = /^\/hooks\/mail\/([a-z0-9_]{1,30})$/.exec(path)?.[1];
  if (provider !== undefined) return { kind: 'mail-hook', provider };
  const prefix = prefixes.find((language) => path === `/${language}` || path.startsWith(`/${language}/`));
  const language = prefix ?? own;
  const bare = prefix === undefined ? path : path.slice(prefix.length + 1);
  for (const { pattern, action } of forms) {
    const match = pattern.exec(bare);
    if (match !== null) return { kind: 'form', action, token: match[1] ?? '', language };
  }
  if (bare === '/search') return { kind: 'search', language };
  const subscribers = /^\/api\/v2\/subscribers(?:\/([^/]{1,512}))?\.json$/.exec(bare);
  if (subscribers !== null) return { kind: 'subscribers', token: subscribers[1] ?? '', language };
  return { kind: 'page', path, language };
}
