import type { RestoreResult } from './restore.ts';

/** What a restore gave, and what to do next, for the terminal. */
export function restoredLines(result: RestoreResult & { readonly dryRun: boolean }): string {
  const { restored, content, unannounced, seconds, dryRun } = result;
  const { manifest, target, people, unknown, refused, replayed, aside } = restored;
  const lines = [
    ...[...refused, ...replayed.refused].map(({ target: from, copy, reason }) => `REFUSED  ${from}${copy === null ? '' : ` ${copy}`}: ${reason}`), // prettier-ignore
    `${dryRun ? 'Could restore' : 'Restored'} ${manifest.name} from ${target} in ${seconds.toFixed(1)} s.`,
    `  ${people} people would be told of something that concerns everybody.`,
    `  ${replayed.events} events since then were replayed${replayed.upTo === null ? '' : `, up to ${new Date(replayed.upTo).toISOString()}`}.`,
  ];
  if (replayed.missing !== null) {
    const { after, before } = replayed.missing;
    lines.push(`  MISSING: events ${after + 1} to ${before - 1} are on no target, so what came after was not replayed. Who left then may be told again.`); // prettier-ignore
  }
  if (dryRun) return `${[...lines, '  Nothing was changed.'].join('\n')}\n`;
  if (unknown > 0) {
    lines.push(`  ${unknown} mails waited in the copy and may have gone out since: they are not sent again. To send them: npm run noroshi -- mail retry --unknown`); // prettier-ignore
  }
  if (aside !== null) lines.push(`  What was there before: ${aside}`);
  if (content?.state === 'restored') lines.push(`  The notices are in ${content.place}.`);
  if (content?.state === 'whole') lines.push(`  The notices in ${content.place} were there already.`);
  if (content?.state === 'kept') {
    lines.push(
      `  There are other notices in ${content.place}, so those stayed. What the copy has more: ${content.command}`,
    );
  }
  if (unannounced.length > 0) {
    lines.push('', 'No record says whether these reports of the last 24 hours were announced:');
    lines.push(...unannounced.map(({ notice, number, at, title }) => `  ${at.slice(0, 16)}Z  ${notice} report ${number}  ${title}`)); // prettier-ignore
    lines.push('  To mail one after all, once the program runs: npm run noroshi -- mail announce NOTICE');
  }
  lines.push(
    '',
    'Next: put the settings in order (restored-settings.env in the data folder), then npm start. The page is',
    'back at once; alerts are paused until you have looked, then: npm run noroshi -- mail release',
  );
  return `${lines.join('\n')}\n`;
}
