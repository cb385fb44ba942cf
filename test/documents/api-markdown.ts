import { apiPaths, type ApiPath } from './api-paths.ts';
import { exampleOf } from './openapi.ts';

/** `docs/api.md`: the same paths and examples for people. */
export function apiMarkdown(): string {
  const parts = Object.entries(apiPaths).flatMap(([name, paths]) => [`## ${name}`, ...paths.flatMap(partOf)]);
  return [introduction, ...parts, subscribing, ''].join('\n\n');
}

function partOf(one: ApiPath): string[] {
  const example = exampleOf(one);
  const text = typeof example === 'string' ? example.trimEnd() : JSON.stringify(example, null, 2);
  const language = one.type.endsWith('json') ? 'json' : (/(xml|calendar|plain)/.exec(one.type)?.[1] ?? 'text');
  const of = one.shown === one.path ? '' : `, here of \`${one.shown}\``;
  return [
    `### \`${one.path}\``,
    `${one.summary}. \`${one.type}\`${of}:`,
    `\`\`\`${{ calendar: 'ics', plain: 'text' }[language] ?? language}\n${text.replaceAll('\r\n', '\n')}\n\`\`\``,
  ];
}

const introduction = `# What programs read

A page of Noroshi is read by feed readers, calendars, terminals and whatever speaks Statuspage's API. None of them needs a key.
The same is at \`/api/openapi.json\` as OpenAPI 3.1. Both are written by \`test/documents/api.test.ts\` from the schemas and golden
files of the tests, with lists cut to their first entry: change those, then run \`npx vitest run -u test/documents\`.

**Languages.** Every path stands behind \`/<language>\` as well, for each further language of the page: \`/en/feed.rss\`. What is not
translated comes in the language in which it was written, and says so.

**HTTP.** Each document has a strong \`ETag\`; send it back as \`If-None-Match\` and get 304. gzip and brotli. \`Cache-Control: public,
max-age=10, stale-while-revalidate=30, stale-if-error=86400\`: a cache in front of the page may go on showing what it has while we
are away. \`Access-Control-Allow-Origin: *\`. A query string is never read: \`/feed.rss?utm=x\` is the same finished bytes. HEAD answers
like GET.

**Identity.** Ids come from content, never from chance: a report is its notice and its instant. They stay when a notice is
translated, corrected or renamed, and are the same wherever the same content is shown. A report that was taken back stays, with
【取消】 or "[Retracted]" before its title and its text struck through; a corrected one says when. Both raise \`updated\`
(\`date_modified\`, \`atom:updated\`). No date lies in the future.

**Components.** \`{component}\` is the id of a component or a group in \`page.yaml\`. Its documents tell of notices that named it, and of
those that named nothing, which concern everybody.

**Unknown is never green.** When the content cannot be known to be current, the indicator is \`minor\` with "Status unknown since …",
badges and texts say that the state is unknown.

**Calendar.** Times are UTC, which every calendar shows in its reader's own zone. \`SEQUENCE\` rises with each change of the notice,
\`STATUS:CANCELLED\` is what was called off. To subscribe: \`webcal://…/calendar.ics\`.

**Lengths.** \`status.txt\` fits into 80 columns, a kanji counted as two. \`/incidents/<id>.txt\` has at most 400 characters and ends with
the whole address. \`status-spoken.txt\` takes less than 45 seconds to read aloud, judged on the slow side: in Japanese at most 300
characters a minute (a kana 0.2 s, a kanji 0.27 s), in English 150 words a minute (a long word as two), each digit 0.35 s, and a
pause at each comma and full stop. What matters least is left out first.

**Exercises** (【訓練】) are in the feeds, marked, and nowhere else here.`;

const subscribing = `## Subscribing

\`POST /api/v2/subscribers.json\` asks for mail, as JSON or as a form:

\`\`\`sh
curl -X POST https://status.example.org/api/v2/subscribers.json -d 'subscriber[email]=you@example.jp'
\`\`\`

The answer is the same for every address, known or not: a confirmation is sent, and nothing else before it is confirmed.
\`GET\` and \`DELETE\` with \`subscriber[id]\`, or \`DELETE /api/v2/subscribers/{id}.json\`, take the token of a link in one of our mails.`;
