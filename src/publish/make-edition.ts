import type { Asked } from '../channel.ts';
import type { Instant, Notice } from '../incidents/notice.ts';
import type { Freshness, Snapshot } from '../incidents/snapshot.ts';
import type { Log } from '../log.ts';
import type { Assets } from './assets.ts';
import { changesAt } from './changes-at.ts';
import { documentAt, documentsOf } from './documents.ts';
import { drawPage, type DrawNeeds } from './draw-page.ts';
import { shownDrill, type Drilled } from './drilled.ts';
import { createDrawing, type Drawing } from './drawing.ts';
import { changeBetween, type Edition, type EditionChange, type FinishedResponse } from './edition.ts';
import { fingerprintsOf, type Fingerprints } from './fingerprint.ts';
import {
  fixedPages,
  noticePages,
  outcomeTasks,
  pageAt,
  personTask,
  searchTask,
  standInTask,
  type PageTask,
} from './pages.ts';
import { openScene, type Scene } from './scene.ts'; // prettier-ignore
import type { Texts } from './texts.ts';
import { eagerNotices, everyPath, stalePaths, tailOf, type Tail } from './tail-paths.ts';
import { languagesOf } from './view.ts';
import type { Comparing, Known, WhatsNew } from './whats-new.ts';

/** What an edition is made with. */
export interface EditionNeeds extends DrawNeeds {
  readonly log: Pick<Log, 'error'>;
  readonly assets: Assets;
  /** False where nobody could be mailed (a public site without a provider). */
  readonly formOpen: boolean;
  /** The address that mails come from. */
  readonly mailFrom: string;
  /** The main service's name may lead here: the emergency page for that is drawn too. */
  readonly standsIn?: boolean;
  /** The last good rehearsal of recovery, as far as it is known. */
  readonly lastDrill?: () => Drilled | null;
  /** Kept from edition to edition. */
  readonly texts: Texts;
  readonly compare: Comparing;
}

/** So many responses are in the making together: one is compressed while the next is drawn. */
const atATime = 4;

/** An edition, and what the next one must know to do no work twice. */
export interface MadeEdition {
  readonly edition: Edition;
  readonly known: Known;
  /** What each response was made from, by path and by key of the outcomes. Equal means equal bytes. */
  readonly prints: ReadonlyMap<string, string>;
  /** What the whole content was made from, hashed. */
  readonly content: string;
  /** The notices whose pages are ready. */
  readonly eager: ReadonlySet<Notice>;
  /** Its paths are those of the edition; where something newer came before all was drawn, those of an earlier one. */
  readonly tail: Tail;
}

/** How the making of an edition goes. */
interface Course {
  readonly send: (change: EditionChange) => void;
  /** Asked before each response that nobody waits for; false when something newer is to be shown: that edition draws it. */
  readonly mayGoOn: () => Promise<boolean>;
}

/**
 * The finished bytes of everything public at an instant. What was made from the same as before is taken over. What people
 * wait for, the front page and the notices that changed, is sent before the rest is drawn. A page that cannot be rendered
 * keeps its last bytes and is tried again next time. In the first moments of a first edition all the rest is its tail.
 *
 * Throws if the front page can neither be rendered nor taken over: then the caller keeps the edition it has.
 */
export async function makeEdition(
  needs: EditionNeeds,
  snapshot: Snapshot,
  freshness: Freshness,
  now: Instant,
  previous: MadeEdition | undefined,
  { send, mayGoOn }: Course,
): Promise<MadeEdition> {
  const scene = sceneOf(needs, snapshot, freshness, now);
  const news = needs.compare(snapshot, previous?.known);
  const prints = fingerprintsOf(scene, news.known);
  const drawing = createDrawing(needs, previous);
  const facts = {
    number: editionNumber(now, previous?.edition),
    commit: snapshot.commit,
    languages: languagesOf(snapshot.page),
    madeAt: now,
    changesAt: changesAt(snapshot, now),
    common: prints.common,
  };
  const eager = eagerNotices(scene, news, (task) => drawing.isAtHand(task.path, prints.of(task)), previous?.eager);

  await drawUrgent(drawing, scene, news, prints, eager);
  const urgent: Edition =
    previous === undefined
      ? { ...facts, ...drawing.done(needs.assets), tail: everyPath(scene) }
      : { ...facts, ...drawing.soFar(), tail: previous.edition.tail };
  const stale = stalePaths(scene, news, urgent.tail, prints.content !== previous?.content);
  send(changeBetween(previous?.edition ?? null, urgent, stale));

  const { content } = prints;
  const isDone = await drawRest(drawing, scene, prints, eager, needs.standsIn === true, mayGoOn);
  if (!isDone && previous !== undefined) {
    const drawn = news.changed.filter((notice) => eager.has(notice));
    const stayed = previous.eager.difference(new Set(news.were));
    const kept = new Map([...previous.prints, ...drawing.prints()]);
    return {
      edition: urgent,
      known: news.known,
      prints: kept,
      content,
      eager: new Set([...stayed, ...drawn]),
      tail: previous.tail,
    };
  }
  const tail = tailOf(scene, eager, previous?.tail);
  const edition: Edition = { ...facts, ...drawing.done(needs.assets), tail: tail.paths };
  send(changeBetween(urgent, edition));
  return { edition, known: news.known, prints: drawing.prints(), content, eager, tail };
}

/** The number of the edition that follows `previous`: rising, also when the thread that makes them was started anew. */
export function editionNumber(now: Instant, previous?: Pick<Edition, 'number'>): number {
  return Math.max(now, (previous?.number ?? 0) + 1);
}

/** A page of the edition's tail, when it is first asked for. Null if the path is none of the tail's. */
export async function renderTail(
  needs: EditionNeeds,
  snapshot: Snapshot,
  freshness: Freshness,
  now: Instant,
  path: string,
): Promise<FinishedResponse | null> {
  const scene = sceneOf(needs, snapshot, freshness, now);
  const task = pageAt(scene, path);
  if (task !== undefined) return drawPage(needs, task);
  return documentAt(scene, path)?.draw() ?? null;
}

/** What is drawn for one request: what one person sees of themselves, or what a search finds. */
export async function renderAsked(
  needs: EditionNeeds,
  snapshot: Snapshot,
  freshness: Freshness,
  now: Instant,
  { language, asked }: { readonly language: string; readonly asked: Asked },
): Promise<FinishedResponse> {
  const scene = sceneOf(needs, snapshot, freshness, now);
  const isSearch = 'query' in asked;
  return drawPage(
    needs,
    isSearch ? searchTask(scene, language, asked.query) : personTask(scene, language, asked.person),
  );
}

function sceneOf(needs: EditionNeeds, snapshot: Snapshot, freshness: Freshness, now: Instant): Scene {
  const { siteUrl, formOpen, mailFrom, texts, lastDrill } = needs;
  const drilled = shownDrill(snapshot.page, lastDrill?.() ?? null, now);
  return openScene({ snapshot, freshness, now, siteUrl, formOpen, mailFrom, texts, drilled });
}

/** The front page first, in every language, then what changed. Several at a time: one is compressed while another is drawn. */
async function drawUrgent(
  drawing: Drawing,
  scene: Scene,
  { changed }: WhatsNew,
  prints: Fingerprints,
  eager: ReadonlySet<Notice>,
): Promise<void> {
  const drawFront = async (task: PageTask) => {
    const isThere = await drawing.page(task, prints.of(task));
    if (!isThere) throw new Error(`the front page ${task.path} cannot be rendered`);
  };
  await Promise.all(
    fixedPages(scene)
      .filter(({ kind }) => kind === 'front')
      .map(drawFront),
  );
  const pages = changed.filter((notice) => eager.has(notice)).flatMap((notice) => noticePages(scene, notice));
  await Promise.all(pages.map((task) => drawing.page(task, prints.of(task))));
}

/** False if it was broken off. */
async function drawRest(
  drawing: Drawing,
  scene: Scene,
  prints: Fingerprints,
  eager: ReadonlySet<Notice>,
  standsIn: boolean,
  mayGoOn: () => Promise<boolean>,
): Promise<boolean> {
  const pages = [...fixedPages(scene), ...[...eager].flatMap((notice) => noticePages(scene, notice))];
  const left: (() => Promise<unknown>)[] = [
    ...documentsOf(scene).map(
      ({ path, draw, print, moment = '' }) =>
        () =>
          drawing.document(path, print ?? `${path} ${prints.content} ${moment}`, draw),
    ),
    ...pages.map((task) => () => drawing.page(task, prints.of(task))),
    ...[...(standsIn ? [standInTask(scene)] : []), ...outcomeTasks(scene)].map(
      (task) => () => drawing.outcome(task.key, task, prints.of(task)),
    ),
  ];
  const work = async () => {
    while (left.length > 0 && (await mayGoOn())) await left.shift()?.();
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return left.length === 0;
}
