import type { Log } from '../log.ts';
import type { Assets } from './assets.ts';
import { drawPage, type DrawNeeds } from './draw-page.ts';
import type { Edition, FinishedResponse } from './edition.ts';
import type { PageTask } from './pages.ts';

interface Needs extends DrawNeeds {
  readonly log: Pick<Log, 'error'>;
}

interface Before {
  readonly edition: Edition;
  readonly prints: ReadonlyMap<string, string>;
}

/** The responses of one edition while they are drawn: each once, and none whose bytes are at hand. */
export interface Drawing {
  /** False if it could not be drawn and there is nothing older. */
  page(task: PageTask, print: string): Promise<boolean>;
  document(path: string, print: string, draw: () => Promise<FinishedResponse>): Promise<void>;
  outcome(key: string, task: PageTask, print: string): Promise<void>;
  /** Whether the edition before has just these bytes. */
  isAtHand(path: string, print: string): boolean;
  /** What is drawn, and of what is not yet drawn what the edition before had. */
  soFar(): Pick<Edition, 'ready' | 'outcomes'>;
  /** What was drawn or taken over, and nothing else. */
  done(assets: Assets): Pick<Edition, 'ready' | 'outcomes'>;
  prints(): ReadonlyMap<string, string>;
}

/** What cannot be drawn is named in the log, keeps its last bytes, and has no print: so it is tried again next time. */
export function createDrawing(needs: Needs, before?: Before): Drawing {
  const ready = new Map<string, FinishedResponse>();
  const outcomes = new Map<string, FinishedResponse>();
  const prints = new Map<string, string>();

  async function put(
    into: 'ready' | 'outcomes',
    key: string,
    print: string,
    draw: () => Promise<FinishedResponse>,
  ): Promise<boolean> {
    const drawn = into === 'ready' ? ready : outcomes;
    if (drawn.has(key)) return true;
    const old = before?.edition[into].get(key);
    if (old !== undefined && before?.prints.get(key) === print) {
      drawn.set(key, old);
      prints.set(key, print);
      return true;
    }
    try {
      drawn.set(key, await draw());
      prints.set(key, print);
    } catch (error) {
      needs.log.error({ path: key, err: error }, 'could not be rendered');
      if (old === undefined) return false;
      drawn.set(key, old);
    }
    return true;
  }

  return {
    page: (task, print) => put('ready', task.path, print, () => drawPage(needs, task)),
    document: async (path, print, draw) => void (await put('ready', path, print, draw)),
    outcome: async (key, task, print) => void (await put('outcomes', key, print, () => drawPage(needs, task))),
    isAtHand: (path, print) => before?.edition.ready.has(path) === true && before.prints.get(path) === print,
    soFar: () => ({
      ready: new Map([...(before?.edition.ready ?? []), ...ready]),
      outcomes: new Map([...(before?.edition.outcomes ?? []), ...outcomes]),
    }),
    // Copies: what is drawn after this is not of the edition that was sent.
    done: (assets) => ({ ready: new Map([...assets, ...ready]), outcomes: new Map(outcomes) }),
    prints: () => prints,
  };
}
