/**
 * Adds the visitor's own time to each time of the page, where their clock shows another one. What it adds is short, so that
 * lines stay as long as they are drawn: the zone once per part of the page, and nothing to an estimate that holds no more.
 */
export function addOwnTimes(root: ParentNode, { language, zone }: { language: string; zone: string }): void {
  const clock = (how: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, { hourCycle: 'h23', ...how });
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  const date = { month: 'short', day: 'numeric' } as const;
  const [theirs, mine] = [clock({ ...date, ...time, timeZone: zone }), clock({ ...date, ...time })];
  const [theirDay, myDay] = [clock({ ...date, timeZone: zone }), clock(date)];
  const zoned = { timeZoneName: 'short' } as const;
  const [short, long] = [clock(time), clock({ ...date, ...time })];
  const [shortZoned, longZoned] = [clock({ ...time, ...zoned }), clock({ ...date, ...time, ...zoned })];
  const named = new Set<Element | null>();
  // A date without a time is no instant.
  for (const shown of root.querySelectorAll<HTMLTimeElement>('time[datetime*="T"]')) {
    const at = new Date(shown.dateTime);
    if (theirs.format(at) === mine.format(at) || shown.closest('del') !== null) continue;
    const part = shown.closest('section');
    const isSameDay = theirDay.format(at) === myDay.format(at);
    const [onTheDay, onAnother] = named.has(part) ? [short, long] : [shortZoned, longZoned];
    named.add(part);
    const own = document.createElement('small');
    own.className = 'own-time';
    own.textContent = `(${(isSameDay ? onTheDay : onAnother).format(at)})`;
    shown.after(own);
  }
}
