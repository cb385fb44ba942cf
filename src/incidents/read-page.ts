import { isMap, isNode, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import { contrast, legibleOn, papers } from './accent.ts';
import { readText } from './bytes.ts';
import type { Finding } from './finding.ts';
import { didYouMean } from './nearest.ts';
import { flatComponents, Page } from './page.ts';
import { openReport, type Place, type Report } from './report.ts';

/**
 * Reads `page.yaml`. The page is null when it has an error; each finding points at the place in the file.
 * Never throws for what is in it; aliases that unfold without end are refused.
 */
export function readPage(text: string | Uint8Array, file: string): { page: Page | null; findings: Finding[] } {
  const report = openReport(file);
  const read = readText(typeof text === 'string' ? new TextEncoder().encode(text) : text, report);
  if (!read.whole) return { page: null, findings: report.findings };
  const lines = new LineCounter();
  const document = parseDocument(read.text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const placeOf = (path: readonly PropertyKey[]) => placeInDocument(document, path, lines);
  for (const { message, pos } of [...document.errors, ...document.warnings]) {
    const { line, col } = lines.linePos(pos[0]);
    report.error(
      { line, column: col },
      `This is not YAML: ${message}.`.replace(/\.\.$/, '.'),
      'Mind the indentation, and quote texts with : or # in them.',
    );
  }
  if (report.findings.length > 0) return { page: null, findings: report.findings };
  const value = unfolded(document, lines, report);
  if (value === undefined) return { page: null, findings: report.findings };
  const parsed = Page.safeParse(value);
  if (parsed.success) {
    checkPage(parsed.data, placeOf, report);
  } else {
    for (const issue of parsed.error.issues) {
      if (issue.code === 'unrecognized_keys') reportUnknownKeys(document, issue.path, issue.keys, lines, report);
      else if (issue.code === 'custom')
        report.error(placeOf(issue.path), issue.message, String(issue.params?.['cure']));
      else reportIssue(document, issue.path, issue.message, placeOf(issue.path), report);
    }
  }
  const isGood = parsed.success && !report.findings.some(({ severity }) => severity === 'error');
  const findings = report.findings.toSorted((a, b) => a.line - b.line || a.column - b.column);
  return { page: isGood ? parsed.data : null, findings };
}

/** The document as plain data; undefined, and reported, when aliases unfold without end. */
function unfolded(document: Document, lines: LineCounter, report: Report): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases });
  } catch {
    const { line, col } = lines.linePos(tooMuch(document));
    report.error({ line, column: col }, 'The aliases (&, *) in this file unfold without end.', 'Write the texts out.');
    return undefined;
  }
}

const mostAliases = 100;

/** Where aliases, each counted with those in what it stands for, become too many. */
function tooMuch(document: Document): number {
  const within = new Map<string, number>();
  let sum = 0;
  let place = 0;
  visit(document, {
    Alias(_, { source, range }, around) {
      const count = 1 + (within.get(source) ?? 0);
      for (const node of around) {
        const anchor = isNode(node) && 'anchor' in node ? node.anchor : undefined;
        if (anchor !== undefined) within.set(anchor, (within.get(anchor) ?? 0) + count);
      }
      sum += count;
      place = range?.[0] ?? 0;
      return sum > mostAliases ? visit.BREAK : undefined;
    },
  });
  return place;
}

function reportIssue(
  document: Document,
  path: readonly PropertyKey[],
  message: string,
  place: Place,
  report: Report,
): void {
  const name = path.length === 0 ? 'The file' : `"${path.join('.')}"`;
  const node = path.length === 0 ? undefined : document.getIn(path, true);
  const written = isScalar(node) ? (node.source ?? '') : '';
  const isNumber = isScalar(node) && typeof node.value === 'number';
  if (isNumber && /string|input/i.test(message)) {
    report.error(place, `${name} was read as a number.`, `Put it in quotes: "${written}".`);
  } else if (path.length === 0 || node === undefined) {
    report.error(place, `${name} is missing or empty.`, 'Add it; incidents/page.yaml in the README shows how.');
  } else {
    report.error(place, `${name}: ${message}.`, 'Correct it as the README shows under page.yaml.');
  }
}

function reportUnknownKeys(
  document: Document,
  path: readonly PropertyKey[],
  keys: readonly string[],
  lines: LineCounter,
  report: Report,
): void {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  for (const key of keys) {
    const node = isMap(map)
      ? map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key)?.key
      : null;
    const { line, col } = lines.linePos(isScalar(node) ? (node.range?.[0] ?? 0) : 0);
    const known = knownKeysAt(path);
    const cure = `${didYouMean(key, known)}Known are ${known.join(', ')}.`;
    report.error({ line, column: col }, `"${[...path, key].join('.')}" is no setting of page.yaml.`, cure);
  }
}

/** What may stand in the map at a path; the innermost name of it decides. */
function knownKeysAt(path: readonly PropertyKey[]): readonly string[] {
  const name = path.findLast((part) => typeof part === 'string');
  return inside[String(name)] ?? Object.keys(Page.shape);
}

const inside: Readonly<Record<string, readonly string[]>> = {
  operator: ['name', 'address'],
  contacts: ['telephone', 'email', 'hours'],
  components: ['id', 'name', 'description', 'start_date', 'showcase', 'retired', 'components'],
  recovery: ['former_time', 'target', 'drill_every', 'show_drill'],
  branding: ['accent', 'logo', 'stylesheet'],
};

/** What the schema cannot say: words that must agree with each other, and what is better there. */
function checkPage(page: Page, placeOf: (path: readonly PropertyKey[]) => Place, report: Report): void {
  if (!page.languages.includes(page.language)) {
    report.error(
      placeOf(['languages']),
      `"languages" lacks the page's own language "${page.language}".`,
      `Add "${page.language}" to it.`,
    );
  }
  checkIds(page, placeOf, report);
  checkAccent(page, placeOf, report);
  const top = { line: 1, column: 1 };
  if (page.operator === undefined) {
    report.warning(
      top,
      'The page does not say who runs it.',
      'Add "operator:" with name and address; they stand at the form and in every mail.',
    );
  }
  if (page.privacy === undefined) {
    report.warning(top, 'The page does not say what addresses are used for.', 'Add "privacy:" with a sentence or two.');
  }
}

function checkAccent({ branding }: Page, placeOf: (path: readonly PropertyKey[]) => Place, report: Report): void {
  const { accent } = branding;
  if (accent === undefined || contrast(accent, papers.light) >= 7) return;
  const ratio = Math.floor(contrast(accent, papers.light) * 10) / 10;
  report.warning(
    placeOf(['branding', 'accent']),
    `The accent ${accent} is hard to read: its contrast to the page's paper is ${ratio}, and 7 is needed.`,
    `Write "${legibleOn(papers.light, accent)}"; until then that is what is shown.`,
  );
}

function checkIds(page: Page, placeOf: (path: readonly PropertyKey[]) => Place, report: Report): void {
  const seen = new Set<string>();
  page.components.forEach((entry, index) => {
    const own = [[entry.id, ['components', index, 'id']] as const];
    const members = (entry.components ?? []).map(
      (member, at) => [member.id, ['components', index, 'components', at, 'id']] as const,
    );
    for (const [id, path] of [...own, ...members]) {
      if (seen.has(id)) report.error(placeOf(path), `The id "${id}" stands twice.`, 'Give one of them another id.');
      seen.add(id);
    }
  });
  if (flatComponents(page).some(({ isGroup }) => !isGroup)) return;
  report.error(placeOf(['components']), 'There is no component.', 'Name at least one thing that can fail.');
}

/** Where the node at a path stands, else its nearest parent that is there. */
function placeInDocument(document: Document, path: readonly PropertyKey[], lines: LineCounter): Place {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    const range = node !== null && typeof node === 'object' && 'range' in node ? node.range : undefined;
    if (!Array.isArray(range)) continue;
    const { line, col } = lines.linePos(Number(range[0]));
    return { line, column: col };
  }
  return { line: 1, column: 1 };
}
