/** The papers of the page's two palettes (src/styles/tokens.css): an accent has to be told apart from them. */
export const papers = { light: '#fbfaf6', dark: '#14130f' } as const;

/** What WCAG asks of text at level AAA. */
const enough = 7;

/** The nearest colour to one that is legible as text on a paper, and so as the ground of text in the paper's colour. */
export function legibleOn(paper: string, colour: string): string {
  const towards = luminance(paper) > 0.5 ? 0 : 255;
  for (let step = 0; step <= 50; step += 1) {
    const mixed = channels(colour).map((channel) => Math.round(channel + (towards - channel) * (step / 50)));
    const shown = `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
    if (contrast(shown, paper) >= enough) return shown;
  }
  return towards === 0 ? '#000000' : '#ffffff';
}

/** From 1 to 21, as WCAG defines it. */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}
