import { execFile } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { MadeHistory } from './history-maker.ts';
import { componentNames, writeNotice, type WrittenNotice } from './history-notice.ts';

const run = promisify(execFile);

/** Staff at work in a long history: each commit puts a word that was never there before onto the front page. */
export interface Staff {
  /** A new incident, open, with the word in its title. */
  open(word: string): Promise<Committed>;
  /** A report with the word in its text, on the incidents that are open, in turn. */
  report(word: string): Promise<Committed>;
  /** The text of the last report of an open incident is put right: nothing grows. */
  correct(word: string): Promise<Committed>;
  /** The incident opened last is over; the word stands in its title. */
  close(word: string): Promise<Committed>;
}

/** Epoch milliseconds: before `git commit` began, when it had moved the branch, when it had returned. */
export interface Committed {
  readonly began: number;
  readonly moved: number;
  readonly returned: number;
}

export function createStaff({ dir, incidentsDir, notices }: MadeHistory): Staff {
  const open = notices.filter(({ reports }) => reports.at(-1)?.status !== 'resolved').slice(0, 5);
  let own: WrittenNotice | undefined;
  let turn = 0;

  async function commit(notice: WrittenNotice): Promise<Committed> {
    const file = join(incidentsDir, `${notice.id}.md`);
    writeFileSync(file, writeNotice(notice));
    const git = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.org'];
    await run('git', [...git, 'add', '--', file], { cwd: dir });
    const began = now();
    await run('git', [...git, 'commit', '-q', '-m', 'Publish', '--', file], { cwd: dir });
    const returned = now();
    return { began, moved: Math.min(statSync(join(dir, '.git/refs/heads/main')).mtimeMs, returned), returned };
  }

  function nextOpen(): [WrittenNotice, number] {
    const index = turn++ % open.length;
    const notice = open[index];
    if (notice === undefined) throw new Error('no incident is open');
    return [notice, index];
  }

  return {
    open(word) {
      const reports = [{ at: Date.now(), status: 'investigating', text: 'We are finding out what happened.' }];
      const component = componentNames[0].toLowerCase().replace(' ', '-');
      own = {
        id: `new-${word}`,
        title: `New ${word}`,
        isMaintenance: false,
        impact: 'minor',
        components: [component],
        reports,
      };
      return commit(own);
    },
    report(word) {
      const [notice, index] = nextOpen();
      const at = Math.max(Date.now(), (notice.reports.at(-1)?.at ?? 0) + 1000);
      const next = { ...notice, reports: [...notice.reports, { at, status: '', text: `We know more: ${word}.` }] };
      open[index] = next;
      return commit(next);
    },
    correct(word) {
      const [notice] = nextOpen();
      const last = notice.reports.map((report, index, { length }) =>
        index === length - 1 ? { ...report, text: `Put right: ${word}.` } : report,
      );
      return commit({ ...notice, reports: last });
    },
    close(word) {
      if (own === undefined) throw new Error('nothing was opened');
      const at = Math.max(Date.now(), (own.reports.at(-1)?.at ?? 0) + 1000);
      const end = { at, status: 'resolved', text: 'It is over.' };
      return commit({ ...own, title: `New ${word}`, reports: [...own.reports, end] });
    },
  };
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
