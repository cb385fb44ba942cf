import type { Notice, Update } from '../incidents/notice.ts';
import { closedStatuses } from '../incidents/state.ts';

/** Text inside HTML; its line breaks stay. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`).replace(/\r?\n/g, '<br>\n');
}

/** Says which language follows, where it is not the one around it: a screen reader changes its voice. */
export function langOf(language: string, around: string): string {
  return language === around ? '' : ` lang="${escape(language)}"`;
}

/** A link whose words are its address. */
export function link(url: string, words = url): string {
  return `<a href="${escape(url)}">${escape(words)}</a>`;
}

/** The one colour of a mail, a rule above it: seen before a word is read, readable on white and on black. */
export function ruleOf(notice: Notice, { status, retracted }: Update): string {
  return `border-top:4px solid ${colourOf(notice, status, retracted)};padding-top:12px`;
}

function colourOf({ type }: Notice, status: Update['status'], isRetracted: boolean): string {
  if (isRetracted || type === 'exercise') return '#8a8578';
  if (closedStatuses.includes(status)) return '#2f8f5f';
  if (type === 'maintenance') return '#4a7cc4';
  return status === 'monitoring' ? '#b98a00' : '#c93a2e';
}
