import type { FinishedResponse } from '../publish/edition.ts';

export type Encoding = 'br' | 'gzip' | 'identity';

/** The smallest form there is that the reader accepts (RFC 9110 §12.5.3); plain when in doubt. */
export function chooseEncoding(
  accepted: string | undefined,
  response: Pick<FinishedResponse, 'gzip' | 'brotli'>,
): Encoding {
  if (accepted === undefined || (response.brotli === null && response.gzip === null)) return 'identity';
  // What browsers send: plain names, no qualities to weigh.
  if (!/[;*]/.test(accepted) && response.brotli !== null && /(?:^|[\s,])br(?:$|[\s,])/.test(accepted)) return 'br';
  const qualities = qualitiesOf(accepted);
  const quality = (name: Encoding) => qualities.get(name) ?? qualities.get('*') ?? 0;
  const plain = qualities.get('identity') ?? 0;
  const forms: Encoding[] = [
    ...(response.brotli === null ? [] : ['br' as const]),
    ...(response.gzip === null ? [] : ['gzip' as const]),
  ];
  const [best] = forms.filter((form) => quality(form) > 0).toSorted((a, b) => quality(b) - quality(a));
  return best === undefined || plain > quality(best) ? 'identity' : best;
}

function qualitiesOf(accepted: string): Map<string, number> {
  const entries = accepted.split(',').map((part): [string, number] => {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    const value = quality === undefined ? 1 : Number(quality);
    return [name === 'x-gzip' ? 'gzip' : name, value >= 0 && value <= 1 ? value : 0];
  });
  return new Map(entries);
}

/** Each coding of a body is a representation of its own, and a strong ETag names one (RFC 9110 §8.8.3). */
export function etagFor(etag: string, encoding: Encoding): string {
  return encoding === 'identity' ? etag : `${etag.slice(0, -1)}-${encoding}"`;
}

/** If-None-Match (RFC 9110 §13.1.2): weak comparison, a list, or `*`. Any coding of the same body will do. */
export function hasSeen(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const bare = etag.slice(0, -1);
  const known = [etag, `${bare}-br"`, `${bare}-gzip"`];
  return (ifNoneMatch.match(/"[^"]*"/g) ?? []).some((tag) => known.includes(tag));
}
