import type { Body, MessageParts } from './message-parts.ts';

/** What differs from person to person in the text itself. */
export interface PersonalText {
  readonly unsubscribeUrl: string;
  /** Where they change what is sent to them. */
  readonly subscriptionUrl: string;
  /** No mail of this notice has reached them before. */
  readonly isFirst: boolean;
}

/** The same words twice, as they stand in the mail; the HTML is what its page holds. */
export function composeBody(
  parts: Omit<MessageParts, 'announcement'>,
  carried: readonly Pick<MessageParts, 'section' | 'at'>[],
  personal: PersonalText,
): Body {
  const sections = [
    parts.intro,
    parts.section,
    ...(carried.length === 0 ? [] : [parts.carriedHead]),
    ...carried.map(({ section }) => section),
    ...soFar(parts, carried, personal),
  ];
  const text = [...sections.map((section) => section.text), withLinks(parts.outro.text, personal)];
  const html = [...sections.map((section) => section.html), withLinks(parts.outro.html, personal)];
  return {
    text: text.filter((part) => part !== '').join('\n\n'),
    html: html.filter((part) => part !== '').join('\n'),
  };
}

/** What whoever comes late has missed, unless the mail carries it whole. */
function soFar(
  { soFar: { head, reports } }: Pick<MessageParts, 'soFar'>,
  carried: readonly Pick<MessageParts, 'at'>[],
  { isFirst }: PersonalText,
): readonly Body[] {
  const whole = new Set(carried.map(({ at }) => at));
  const missed = isFirst ? reports.filter(({ at }) => !whole.has(at)) : [];
  if (missed.length === 0) return [];
  return [
    {
      text: [head.text, ...missed.map(({ text }) => text)].join('\n'),
      html: [head.html, '<ul>', ...missed.map(({ html }) => `<li>${html}</li>`), '</ul>'].join('\n'),
    },
  ];
}

function withLinks(text: string, { unsubscribeUrl, subscriptionUrl }: PersonalText): string {
  return text.replaceAll('{unsubscribe}', () => unsubscribeUrl).replaceAll('{subscription}', () => subscriptionUrl);
}
