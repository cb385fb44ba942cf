/**
 * Makes one node into the other with as few changes as there can be: what is the same stays untouched, and with it the
 * reader's focus, selection and what they have folded out. Children are compared from their end, since news comes first.
 */
export function become(old: Node, fresh: Node): void {
  if (old.isEqualNode(fresh)) return;
  if (!(old instanceof Element) || !(fresh instanceof Element) || old.nodeName !== fresh.nodeName) {
    old.parentNode?.replaceChild(fresh, old);
    return;
  }
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const { name } of [...old.attributes])
    if (!fresh.hasAttribute(name) && name !== 'open') old.removeAttribute(name);
  const [gone, come] = [[...old.childNodes], [...fresh.childNodes]];
  let end: Node | null = null;
  while (gone.at(-1)?.isEqualNode(come.at(-1) ?? null) === true) {
    end = gone.pop() ?? null;
    come.pop();
  }
  // Above what is the same, what stands in the same place changes; what is too many goes or comes before it.
  const spare = Math.max(0, come.length - gone.length);
  for (const node of come.splice(0, spare)) old.insertBefore(node, gone[0] ?? end);
  for (const node of gone.splice(0, Math.max(0, gone.length - come.length))) old.removeChild(node);
  gone.forEach((node, index) => become(node, come[index] ?? node));
}
