/**
 * A text without its HTML comments: notes of the writer's that no reader is meant to see. One that is never closed is
 * left, as it may be no comment at all.
 */
export function withoutComments(text: string): string {
  let rest = text;
  let kept = '';
  for (;;) {
    const start = rest.indexOf('<!--');
    const end = start < 0 ? -1 : rest.indexOf('-->', start + 4);
    if (end < 0) return kept + rest;
    kept += rest.slice(0, start);
    rest = rest.slice(end + 3);
  }
}
