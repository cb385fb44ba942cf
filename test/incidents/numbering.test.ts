import { expect, test } from 'vitest';
import { noticeText, openContent } from '../support/content.ts';
import { makeRepository, smallPage, type Repository } from '../support/repository.ts';
import { tokyo } from '../support/snapshot.ts';

const first = ['2012-06-20 17:10 調査中', '原因を調べています。'] as const;
const second = ['2012-06-20 18:00 原因判明', '原因が分かりました。'] as const;
const third = ['2012-06-20 19:00 復旧', '直りました。'] as const;

/** Numbers by time of day, the same whether read commit by commit or all at once. */
async function numbers(repository: Repository, id: string, warm: Awaited<ReturnType<typeof openContent>>) {
  const read = async (content: typeof warm) =>
    (await content.notice(id)).updates.map(({ at, number }) => [
      new Date(at + 9 * 3_600_000).toISOString().slice(11, 16),
      number,
    ]);
  const cold = await read(await openContent(repository.incidentsDir));
  expect(await read(warm)).toEqual(cold);
  return Object.fromEntries(cold) as Record<string, number>;
}

async function begin(...reports: (readonly [string, string])[]) {
  const repository = makeRepository();
  repository.write('a.md', noticeText(...reports));
  repository.commit('Report', { date: '2012-06-20 17:11' });
  const warm = await openContent(repository.incidentsDir);
  await warm.read();
  const publish = async (text: string, date = '2012-06-20 20:00') => {
    repository.write('a.md', text);
    repository.commit('Report', { date });
    await warm.read();
  };
  return { repository, warm, publish };
}

test('reports are numbered as the history published them, those of one commit by time', async () => {
  const { repository, warm, publish } = await begin(second, first);
  await publish(noticeText(first, second, third), '2012-06-20 19:01');
  expect(await numbers(repository, 'a', warm)).toEqual({ '17:10': 1, '18:00': 2, '19:00': 3 });
  const { updates } = await warm.notice('a');
  expect(updates[2]?.publishedAt).toBe(tokyo('2012-06-20 19:01'));
});

test('an earlier report added late gets the next number, and the others keep theirs', async () => {
  const { repository, warm, publish } = await begin(first, third);
  await publish(noticeText(first, second, third));
  expect(await numbers(repository, 'a', warm)).toEqual({ '17:10': 1, '19:00': 2, '18:00': 3 });
});

test('a corrected text keeps its number', async () => {
  const { repository, warm, publish } = await begin(first, second);
  await publish(noticeText([first[0], '書き直しました。'], second));
  expect(await numbers(repository, 'a', warm)).toEqual({ '17:10': 1, '18:00': 2 });
});

test('a corrected time keeps number and date of publication', async () => {
  const { repository, warm, publish } = await begin(first, second);
  await publish(noticeText(['2012-06-20 17:12 調査中', first[1]], second, third));
  expect(await numbers(repository, 'a', warm)).toEqual({ '17:12': 1, '18:00': 2, '19:00': 3 });
  expect((await warm.notice('a')).updates[0]?.publishedAt).toBe(tokyo('2012-06-20 17:11'));
});

test('a number is not given again after its report was deleted, and comes back with it', async () => {
  const { repository, warm, publish } = await begin(first, second);
  await publish(noticeText(first));
  await publish(noticeText(first, third));
  expect(await numbers(repository, 'a', warm)).toEqual({ '17:10': 1, '19:00': 3 });
  await publish(noticeText(first, second, third));
  expect(await numbers(repository, 'a', warm)).toEqual({ '17:10': 1, '18:00': 2, '19:00': 3 });
});

test.each(['renamed as it is', 'renamed with formerly and a new report'])(
  'a notice %s keeps its numbers',
  async (how) => {
    const { repository, warm, publish } = await begin(first, third);
    await publish(noticeText(first, second, third));
    repository.git('mv', 'incidents/a.md', 'incidents/b.md');
    const fourth = ['2012-06-20 21:00 監視中', '続けて見ています。'] as const;
    if (how !== 'renamed as it is') {
      const reports = [first, second, third, fourth].map(([heading, text]) => `## ${heading}\n\n${text}\n`);
      repository.write('b.md', `---\ntitle: 題名\nformerly: [a]\n---\n\n${reports.join('\n')}`);
    }
    repository.commit('Rename', { date: '2012-06-20 21:01' });
    const more = how === 'renamed as it is' ? {} : { '21:00': 4 };
    expect(await numbers(repository, 'b', warm)).toEqual({ '17:10': 1, '19:00': 2, '18:00': 3, ...more });
  },
);

test('a merged branch gets the numbers after those of the line it is merged into', async () => {
  const { repository, warm, publish } = await begin(first);
  repository.git('checkout', '--quiet', '-b', 'side');
  repository.write('a.md', noticeText(first, second));
  repository.commit('On a branch', { date: '2012-06-20 18:01' });
  repository.git('checkout', '--quiet', 'main');
  await publish(noticeText(first, third), '2012-06-20 19:01');
  repository.git('merge', '--quiet', '--no-edit', '--strategy-option=ours', 'side');
  repository.write('a.md', noticeText(first, second, third));
  repository.git('commit', '--all', '--quiet', '--amend', '--no-edit');
  expect(await numbers(repository, 'a', warm)).toEqual({ '17:10': 1, '19:00': 2, '18:00': 3 });
});

test('another time zone moves the reports, not their numbers', async () => {
  const { repository, warm, publish } = await begin(first, third);
  await publish(noticeText(first, second, third));
  repository.write('page.yaml', smallPage.replace('Asia/Tokyo', 'Europe/Berlin'));
  repository.commit('Move to Berlin');
  const { updates } = await warm.notice('a');
  expect(updates.map(({ number }) => number)).toEqual([1, 3, 2]);
  expect(updates[0]?.at).toBe(Date.parse('2012-06-20T17:10+02:00'));
});
