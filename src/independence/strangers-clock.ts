/** How far our clock is off by the Date of the first of these hosts that answers, in milliseconds; null when none does. */
export async function strangersClock(hosts: readonly string[], now: () => number): Promise<number | null> {
  for (const host of hosts) {
    const response = await fetch(`https://${host}/`, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(5_000) }).catch(() => null); // prettier-ignore
    const date = Date.parse(response?.headers.get('date') ?? '');
    if (!Number.isNaN(date)) return now() - date;
  }
  return null;
}
