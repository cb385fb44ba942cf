/** Remembers what stands at the top of the screen and what has the focus; called, it puts both back. */
export function rememberPlace(main: HTMLElement): () => void {
  const top = (element: Element) => element.getBoundingClientRect().top;
  const blocks = [...main.querySelectorAll('h1, h2, h3, p, li, dd')];
  const isAtTop = scrollY === 0;
  const near = blocks
    .filter((block) => top(block) > -innerHeight && top(block) < innerHeight)
    .map((block) => ({ block, from: top(block) }));
  const focused = document.activeElement;
  const says = focused?.textContent;
  const kind = focused?.localName ?? 'a';

  return () => {
    // Nearest to the upper edge of what still stands there.
    const kept = near.filter(({ block }) => block.isConnected).sort((a, b) => Math.abs(a.from) - Math.abs(b.from))[0];
    if (kept !== undefined && !isAtTop) scrollBy({ top: top(kept.block) - kept.from, behavior: 'instant' });
    if (focused === null || focused.isConnected) return;
    const again = [...main.querySelectorAll<HTMLElement>(kind)].find(({ textContent }) => textContent === says);
    (again ?? main).focus({ preventScroll: true });
  };
}
