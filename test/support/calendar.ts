import ICAL from 'ical.js';

/** What breaks RFC 5545's rules for lines: ends, length in bytes, and none cut inside a character. */
export function badLines(calendar: string): string[] {
  const lines = calendar.split('\r\n');
  const bare = calendar.replaceAll('\r\n', '').match(/[\r\n]/) === null ? [] : ['a line end of another kind'];
  const long = lines.filter((line) => Buffer.byteLength(line) > 75);
  const broken = lines.filter((line) => !line.isWellFormed() || Buffer.from(line).toString() !== line);
  const last = lines.at(-1) === '' && lines.at(-2) === 'END:VCALENDAR' ? [] : ['the end'];
  return [...bare, ...long, ...broken, ...last];
}

/** The events by UID, as ical.js (Thunderbird's reader) understands them. */
export function eventsOf(calendar: string): Map<string, ICAL.Event> {
  const root = new ICAL.Component(ICAL.parse(calendar) as unknown[]);
  const events = root.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
  return new Map(events.map((event) => [event.uid, event]));
}
