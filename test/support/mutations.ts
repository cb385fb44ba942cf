/** Numbers that look random and are the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A file as it may come out of a slip, a bad merge or a bad disk: one of ten ways, chosen by the seed. */
export function mutated(text: string, seed: number): Uint8Array {
  const random = seeded(seed);
  const upTo = (count: number) => Math.floor(random() * count);
  const lines = text.split('\n');
  const at = upTo(lines.length);
  const bytes = new TextEncoder().encode(text);
  const withLines = (more: readonly string[]) => new TextEncoder().encode(more.join('\n'));
  switch (seed % 10) {
    case 0:
      return withLines(lines.toSpliced(at, 1 + upTo(3)));
    case 1:
      return withLines(lines.toSpliced(at, 0, lines[at] ?? ''));
    case 2:
      return withLines(lines.with(at, lines[upTo(lines.length)] ?? ''));
    case 3:
      return bytes.with(upTo(bytes.length), upTo(256));
    case 4:
      return bytes.subarray(0, upTo(bytes.length));
    case 5:
      return withLines(lines.toSpliced(at, 0, ['```', '~~~~', '---', '<!--', '<<<<<<< HEAD'][upTo(5)] ?? ''));
    case 6:
      return withLines(lines.slice(at));
    case 7:
      return withLines(
        lines.with(
          at,
          (lines[at] ?? '').replace(/\d/g, () => String(upTo(10))),
        ),
      );
    case 8:
      return withLines(lines.with(at, (lines[at] ?? '').slice(0, upTo(12))));
    default:
      return Uint8Array.from([...bytes.subarray(0, upTo(bytes.length)), ...bytes.subarray(upTo(bytes.length))]);
  }
}
