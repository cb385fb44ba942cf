import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { didYouMean } from '../incidents/nearest.ts';
import type { Instant, Notice } from '../incidents/notice.ts';
import { leafComponents, textIn } from '../incidents/page.ts';
import { affectedComponents } from '../incidents/component-states.ts';
import { endedAt, startedAt } from '../incidents/state.ts';
import { readTime } from '../incidents/time-of-update.ts';
import { readTemplate, type Template, type TemplateFacts } from '../incidents/template.ts';
import { openDates } from '../languages/dates.ts';
import { WrongUsage } from './io.ts';
import type { Place } from './new-place.ts';

/** `_templates/<name>.<language>.md`; without a language it is in the page's own. */
interface TemplateFile {
  readonly file: string;
  readonly name: string;
  readonly language: string;
}

/** A template by its name, in this language. Throws WrongUsage with the names there are. */
export function loadTemplate(place: Place, name: string, language: string): Template {
  const files = templateFiles(place);
  const wanted = name.trim().toLowerCase();
  const ofName = files.filter((file) => file.name === wanted);
  const found = ofName.find((file) => file.language === language);
  if (found !== undefined) return readTemplate(readFileSync(join(folderOf(place), found.file), 'utf8'));
  if (ofName.length > 0) {
    const languages = ofName.map((file) => file.language).join(', ');
    throw new WrongUsage(`The template "${wanted}" is there only in: ${languages}. Add --language, or write it.`);
  }
  const names = [...new Set(files.map((file) => file.name))];
  if (names.length === 0) throw new WrongUsage(`There are no templates: ${folderOf(place)} is empty.`);
  throw new WrongUsage(`There is no template "${name}". ${didYouMean(name, names)}There are ${names.join(', ')}.`);
}

/** Every template with what it is for, a line each; in another language where it is not there in this one. */
export function templateList(place: Place, language: string): string {
  const names = [...Map.groupBy(templateFiles(place), ({ name }) => name)];
  const width = Math.max(0, ...names.map(([name]) => name.length)) + 2;
  return names
    .map(([name, files]) => {
      const file = files.find((one) => one.language === language) ?? files[0];
      const { purpose } = readTemplate(readFileSync(join(folderOf(place), file?.file ?? ''), 'utf8'));
      const other = file?.language === language ? '' : ` (${file?.language ?? ''} only)`;
      return `${name.padEnd(width)}${purpose}${other}\n`;
    })
    .join('');
}

/** What is known when a template is used. */
export function factsFor(
  { page, now }: Place,
  about: {
    readonly language: string;
    readonly at: Instant;
    readonly components: readonly string[];
    readonly next?: string | undefined;
    readonly notice?: Notice | undefined;
    readonly retracted?: Instant | undefined;
  },
): TemplateFacts {
  const { language, at, notice, retracted, next } = about;
  const dates = openDates(language, page.time_zone);
  const named = notice === undefined || about.components.length > 0 ? about.components : affectedComponents(notice);
  const names = leafComponents(page)
    .filter(({ id }) => named.includes(id))
    .map(({ name }) => textIn(name, language, page.language));
  const shown = (instant: Instant | undefined) => (instant === undefined ? undefined : dates.dateTime(instant));
  return {
    ...page.contacts,
    ...notice?.contacts,
    components: names.length === 0 ? undefined : new Intl.ListFormat(language, { type: 'conjunction' }).format(names),
    time: dates.time(at),
    next: next === undefined ? undefined : sayable(next, language),
    began: notice && shown(startedAt(notice)),
    ended: notice && shown(endedAt(notice, now())),
    retracted: retracted === undefined ? undefined : dates.near(retracted, at),
  };
}

/** `2012-06-21 09:00` is for the field; in a sentence it is read aloud. */
function sayable(time: string, language: string): string {
  const { year, month = 1, day = 1, hour, minute } = readTime(time) ?? {};
  if (year === undefined || hour === undefined || minute === undefined) return time;
  const instant = Date.UTC(year, month - 1, day, hour, minute);
  return openDates(language, 'UTC').near(instant, instant);
}

function folderOf({ folder }: Place): string {
  return join(folder, '_templates');
}

function templateFiles(place: Place): TemplateFile[] {
  if (!existsSync(folderOf(place))) return [];
  return readdirSync(folderOf(place))
    .toSorted()
    .flatMap((file): TemplateFile[] => {
      const [, name, language = place.page.language] = /^([a-z0-9-]+)(?:\.([a-z]{2,3}))?\.md$/.exec(file) ?? [];
      return name === undefined ? [] : [{ file, name, language }];
    });
}
