import { addOwnTimes } from './own-zone.ts';
import { keepFresh } from './soft-refresh.ts';

/** The pages' only script. Everything can be read and done without it. */
const { lang: language, dataset } = document.documentElement;
const zone = dataset['zone'] ?? 'UTC';
const prepare = (root: ParentNode) => addOwnTimes(root, { language, zone });
const shown = (how: Intl.DateTimeFormatOptions) => (at: Date) =>
  new Intl.DateTimeFormat(language, { timeZone: zone, hourCycle: 'h23', ...how }).format(at);

prepare(document);

const main = document.querySelector<HTMLElement>('main[data-live]');
const says = document.querySelector<HTMLElement>('[data-lost]');
if (main && says) keepFresh({ main, says, prepare, show: shown({ hour: '2-digit', minute: '2-digit' }) });

addEventListener('beforeprint', () => {
  const printed = document.querySelector<HTMLElement>('[data-printed]');
  const at = shown({ dateStyle: 'long', timeStyle: 'short' })(new Date());
  if (printed) printed.textContent = printed.dataset['printed']?.replace('{time}', at) ?? '';
});
