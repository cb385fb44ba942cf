import type { FinishedResponse } from '../publish/edition.ts';

export type Encoding = 'br' | 'gzip' | 'identity';

/** Compressed forms, the best first. */
type Accepted = readonly ('br' | 'gzip')[];

/** Browsers and feed readers send a few dozen different ones; whoever invents others has them read each time. */
const mostKnown = 256;

/** Chooses the smallest form there is that the reader accepts (RFC 9110 §12.5.3), plain when in doubt; remembers what it read. */
export function createEncodings() {
  const known = new Map<string, Accepted>();

  function acceptedBy(header: string): Accepted {
    const found = known.get(header);
    if (found !== undefined) return found;
    const accepted = readAccepted(header);
    if (known.size < mostKnown) known.set(header, accepted);
    return accepted;
  }

  const choose = (
    header: string | undefined,
    { brotli, gzip }: Pick<FinishedResponse, 'gzip' | 'brotli'>,
  ): Encoding => {
    if (header === undefined || (brotli === null && gzip === null)) return 'identity';
    return acceptedBy(header).find((form) => (form === 'br' ? brotli : gzip) !== null) ?? 'identity';
  };
  return { choose };
}

/** Brotli before gzip where the reader does not care; neither where it would rather have it plain. */
function readAccepted(header: string): Accepted {
  const qualities = qualitiesOf(header);
  const quality = (name: Encoding) => qualities.get(name) ?? qualities.get('*') ?? 0;
  const plain = qualities.get('identity') ?? 0;
  return (['br', 'gzip'] as const)
    .filter((form) => quality(form) > 0 && quality(form) >= plain)
    .toSorted((a, b) => quality(b) - quality(a));
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
