import qrcode from 'qrcode-generator';

/** A drawing of a QR code: one line per run of dark squares, on a grid of `size` with the quiet margin that readers need. */
export interface QrDrawing {
  readonly size: number;
  readonly path: string;
}

const margin = 4;

export function drawQrCode(text: string): QrDrawing {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  const rows = Array.from({ length: count }, (_, row) => rowOf(count, (column) => code.isDark(row, column)));
  const lines = rows.flatMap((runs, row) =>
    runs.map(([from, length]) => `M${from + margin} ${row + margin}.5h${length}`),
  );
  return { size: count + 2 * margin, path: lines.join('') };
}

/** Where runs of dark squares begin, and how long they are. */
function rowOf(count: number, isDark: (column: number) => boolean): [number, number][] {
  const runs: [number, number][] = [];
  for (let column = 0; column < count; column++) {
    if (!isDark(column)) continue;
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[1] === column) last[1] += 1;
    else runs.push([column, 1]);
  }
  return runs;
}
