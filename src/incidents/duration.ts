const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `24h`, `90d` in milliseconds; null when it is none. */
export function readDuration(text: string): number | null {
  const [, count, unit] = /^\s*(\d{1,9})\s*(ms|s|m|h|d)\s*$/i.exec(text.normalize('NFKC')) ?? [];
  const length = units[unit?.toLowerCase() ?? ''];
  return count === undefined || length === undefined ? null : Number(count) * length;
}
