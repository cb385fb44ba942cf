import { join } from 'node:path';
import { command } from './command.ts';
import { fine, problem, WrongUsage, wrongUsage, type Io } from './io.ts';
import { makeNotice } from './new-notice.ts';
import { checkTogether, help, options, withBareUpdate, withText, type Flags } from './new-options.ts';
import { openPlace, shownPath, type Place } from './new-place.ts';
import { publishNotice, repositoryFor, type Published } from './new-publish.ts';
import { templateList } from './new-templates.ts';
import { makeUpdate } from './new-update.ts';
import { noticeMeant } from './new-which.ts';
import { languageOf } from './new-words.ts';
import { blankList, writeNotice, type Blank, type Made } from './new-write.ts';

/** `new`: writes a notice or a report that passes `check`, and commits and pushes it when asked to. */
export function run(args: readonly string[], io: Io): Promise<number> {
  return newNotice(withBareUpdate(args), io);
}

const newNotice = command({ help, flags: options, words: Infinity }, async ({ flags, words }, io) => {
  try {
    return await writeAsked(flags, words, io);
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    // These sentences say what to type instead: the way to the help would only be longer.
    io.err(`${error.message}\n`);
    return wrongUsage;
  }
});

async function writeAsked(given: Given, words: readonly string[], io: Io): Promise<number> {
  const place = openPlace(io);
  if (given.templates === true) {
    io.out(templateList(place, languageOf(given.language, place.page)));
    return fine;
  }
  const flags = withText(given, words);
  checkTogether(flags);
  const repository = await repositoryFor(flags, place, io);
  const made = await make(flags, place, io);
  const { id } = made.content;
  const blanks = writeNotice(place, io, made.content);
  const path = shownPath(place, `${id}.md`, io);
  if (given.json !== true) io.out(`${path} is written.\n`);
  if (made.note !== null) io.err(`${made.note}\n`);
  if (blanks.length > 0) io.err(blankList(place, io, `${id}.md`, blanks));
  const published: Published =
    repository === null
      ? { commit: null, pushed: false, fault: null }
      : blanks.length > 0
        ? { commit: null, pushed: false, fault: 'Not committed: first fill in what is open.' }
        : await publishNotice(repository, made, flags, place, io);
  if (published.fault !== null) io.err(`${published.fault}\n`);
  if (given.json === true) io.out(asJson(place, id, published, blanks));
  else
    io.out(
      closingWords(path, made.message, published, {
        isOpen: blanks.length > 0,
        byHand: repository === null || blanks.length > 0,
      }),
    );
  return published.fault === null ? fine : problem;
}

interface Given extends Flags {
  readonly templates?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** A new notice, or a report on one that is there; a person may choose the second when asked for the first. */
async function make(flags: Flags, place: Place, io: Io): Promise<Made> {
  if (flags.update !== undefined) return makeUpdate(await noticeMeant(flags.update, place, io), flags, {}, place, io);
  const made = await makeNotice(flags, place, io);
  if ('content' in made) return made;
  return makeUpdate(made.addTo, flags, { components: made.components }, place, io);
}

function asJson({ folder }: Place, id: string, { commit, pushed }: Published, toFill: readonly Blank[]): string {
  return `${JSON.stringify({ id, path: join(folder, `${id}.md`), commit, pushed, toFill })}\n`;
}

function closingWords(
  path: string,
  message: string,
  { commit, pushed }: Published,
  { isOpen, byHand }: { isOpen: boolean; byHand: boolean },
): string {
  if (byHand)
    return `
${isOpen ? 'Fill it in' : 'Read it once more'}, then publish it:
  npm run noroshi -- check
  git add ${path}
  git commit -m "${message}" ${path}
  git push
`;
  if (pushed) return `Committed and pushed: ${commit?.slice(0, 7) ?? ''} ${message}\n`;
  return commit === null ? '' : `Committed: ${commit.slice(0, 7)} ${message}\n`;
}
