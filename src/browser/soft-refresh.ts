import { become } from './become.ts';
import { rememberPlace } from './place.ts';

interface Needs {
  readonly main: HTMLElement;
  /** Where something is said, with the words for it in `data-lost` (`{time}`) and `data-renewed`. */
  readonly says: HTMLElement;
  /** What is done to every page after it was loaded. */
  readonly prepare: (root: ParentNode) => void;
  /** How an instant is shown to the reader. */
  readonly show: (at: Date) => string;
}

const every = 60_000;
/** So that thousands who came together do not ask together. */
const spread = 15_000;
/** Between two networks, as on a train, one try fails and the next does not. */
const soon = 5_000;

/**
 * Asks for the page again each minute while somebody looks at it, and changes what differs. When it cannot be had the
 * reader is told since when; that is said once, not each minute.
 */
export function keepFresh({ main, says, prepare, show }: Needs): void {
  let since = new Date();
  let timer = 0;
  let isAsking = false;
  let failures = 0;

  async function refresh(): Promise<void> {
    clearTimeout(timer);
    // Whoever marks a text is about to copy it.
    if (!isAsking && !document.hidden && getSelection()?.isCollapsed !== false) {
      isAsking = true;
      failures = await ask().then(
        () => 0,
        () => failures + 1,
      );
      if (failures > 1) say(says.dataset['lost']?.replace('{time}', show(since)));
      isAsking = false;
    }
    timer = window.setTimeout(() => void refresh(), failures === 1 ? soon : every + Math.random() * spread);
  }

  async function ask(): Promise<void> {
    const response = await fetch(location.pathname, { cache: 'no-cache', signal: AbortSignal.timeout(20_000) });
    if (!response.ok) throw new Error(response.statusText);
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
    const content = fresh.querySelector('main');
    if (content === null) throw new Error('this is another page');
    prepare(content);
    const before = gist();
    const putBack = rememberPlace(main);
    become(main, content);
    putBack();
    document.title = fresh.title;
    const [icon, now] = [document, fresh].map((page) => page.querySelector('link[rel=icon]'));
    if (icon && now && !icon.isEqualNode(now)) icon.replaceWith(now);
    since = new Date();
    say(gist() === before ? '' : says.dataset['renewed']);
  }

  /** What a reader would want to be told of: not that another minute has gone by. */
  const gist = () => [...main.querySelectorAll('h1, .prose')].map(({ textContent }) => textContent).join();

  function say(text = ''): void {
    if (says.textContent !== text) says.textContent = text;
  }

  // The place is kept by us: kept twice, it would move.
  document.documentElement.style.overflowAnchor = 'none';
  addEventListener('online', () => void refresh());
  document.addEventListener('visibilitychange', () => void refresh());
  timer = window.setTimeout(() => void refresh(), every + Math.random() * spread);
}
