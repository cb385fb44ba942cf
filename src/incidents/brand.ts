import { isUtf8 } from 'node:buffer';
import type { Finding } from './finding.ts';
import type { Page } from './page.ts';
import { wholeFile, type ContentFile } from './source.ts';

/** What the page wears: files beside page.yaml that it names. */
export interface Brand {
  /** `logo.svg`, with its bytes in base64: what is kept and cloned must be plain data. */
  readonly logo?: { readonly name: string; readonly base64: string };
  /** The text of the page's own stylesheet. */
  readonly stylesheet?: string;
}

export interface ReadBrand {
  /** Which files it was read from: the same, and it need not be read again. */
  readonly key: string;
  readonly brand: Brand;
  readonly findings: readonly Finding[];
}

/** Every reader fetches them; more would outweigh the page. */
const largest = { logo: 16_384, stylesheet: 8_192 } as const;

export const noBrand: ReadBrand = { key: '', brand: {}, findings: [] };

/** Reads what the settings name. A file that is missing, too large or not safe is left out, with a warning that says so. */
export async function readBrand(
  read: (id: string) => Promise<Uint8Array>,
  files: readonly ContentFile[],
  page: Page | null,
  before: ReadBrand,
): Promise<ReadBrand> {
  const { logo, stylesheet } = page?.branding ?? {};
  const idOf = (name: string | undefined) => files.find((file) => file.name === name)?.id;
  const key = [logo, idOf(logo), stylesheet, idOf(stylesheet)].join('\n').trim();
  if (key === before.key) return before;
  const findings: Finding[] = [];
  const bytesOf = async (role: keyof typeof largest, name: string | undefined) => {
    if (name === undefined) return undefined;
    const id = idOf(name);
    const bytes = id === undefined ? undefined : await read(id);
    const wrong = bytes === undefined ? missing(name) : problemOf(role, bytes);
    if (wrong !== null) findings.push(wholeFile('warning', name, wrong.what, wrong.cure));
    return wrong === null ? bytes : undefined;
  };
  const [drawn, styled] = [await bytesOf('logo', logo), await bytesOf('stylesheet', stylesheet)];
  const brand: Brand = {
    ...(drawn === undefined ? {} : { logo: { name: logo ?? '', base64: Buffer.from(drawn).toString('base64') } }),
    ...(styled === undefined ? {} : { stylesheet: Buffer.from(styled).toString('utf8') }),
  };
  return { key, brand, findings };
}

interface Wrong {
  readonly what: string;
  readonly cure: string;
}

function missing(name: string): Wrong {
  return {
    what: `page.yaml names "${name}" under branding, and there is no such file.`,
    cure: 'Put it beside page.yaml.',
  };
}

function problemOf(role: keyof typeof largest, bytes: Uint8Array): Wrong | null {
  if (bytes.length > largest[role]) {
    return { what: `The file is larger than ${largest[role] / 1024} kB.`, cure: 'Make it smaller: every reader has to fetch it.' }; // prettier-ignore
  }
  if (role === 'logo') return null;
  const isText = isUtf8(bytes);
  // It stands inside the page: it must not be able to end its own element. What it loads from elsewhere is refused anyway.
  if (isText && !/<\/|@import|url\(/i.test(Buffer.from(bytes).toString('utf8'))) return null;
  return {
    what: 'The stylesheet is no plain CSS text.',
    cure: 'Save it as UTF-8, without "</", "@import" and "url(".',
  };
}
