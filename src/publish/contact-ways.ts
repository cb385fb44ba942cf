import type { Contacts, Instant } from '../incidents/notice.ts';
import { answeringAt } from '../incidents/opening-hours.ts';
import type { ContactTexts } from '../languages/page-texts.ts';

/** Whether somebody answers now, in words; undefined where nothing can be said of it. */
export function answeringIn({ hours }: Contacts, zone: string, texts: ContactTexts, now: Instant): string | undefined {
  const answering = hours === undefined ? null : answeringAt(hours, zone, now);
  if (answering === null) return undefined;
  if (!answering.open) return texts.opens(texts.day(answering.inDays, answering.weekday), answering.time);
  return answering.until === null ? texts.openAlways : texts.openUntil(answering.until);
}

/** The address that dials a number as it is written. */
export function dial(telephone: string): string {
  return `tel:${telephone.replace(/[^\d+]/g, '')}`;
}
