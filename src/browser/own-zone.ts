/** Adds the visitor's own time to each time of the page, where their clock shows another one. */
export function addOwnTimes(root: ParentNode, { language, zone }: { language: string; zone: string }): void {
  const clock = (how: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, { hourCycle: 'h23', ...how });
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  const date = { month: 'short', day: 'numeric' } as const;
  const [theirs, mine] = [clock({ ...date, ...time, timeZone: zone }), clock({ ...date, ...time })];
  const [theirDay, myDay] = [clock({ ...date, timeZone: zone }), clock(date)];
  const [short, long] = [clock({ ...time, timeZoneName: 'short' }), clock({ ...date, ...time, timeZoneName: 'short' })];
  // A date without a time is no instant.
  for (const shown of root.querySelectorAll<HTMLTimeElement>('time[datetime*="T"]')) {
    const at = new Date(shown.dateTime);
    if (theirs.format(at) === mine.format(at)) continue;
    const own = document.createElement('small');
    own.className = 'own-time';
    own.textContent = `(${(theirDay.format(at) === myDay.format(at) ? short : long).format(at)})`;
    shown.after(own);
  }
}
