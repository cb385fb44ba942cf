import type { OutcomePage } from '../channel.ts';
import type { AboutTexts } from './about-texts.ts';
import type { CopyTexts } from './copy-texts.ts';
import type { NoticePageTexts } from './notice-page-texts.ts';
import type { PreferenceTexts } from './preference-texts.ts';
import type { SearchTexts } from './search-texts.ts';
import type { UptimeTexts } from './uptime-texts.ts';

/** What the pages say. Functions where a text holds something. */
export interface PageTexts {
  readonly statusPageOf: (name: string) => string;
  /** Beside the page's name in the masthead. */
  readonly subtitle: string;
  readonly description: (name: string) => string;
  /** The title of a page that stands in for another one, with the state in short. */
  readonly withState: (title: string, state: string) => string;
  readonly skip: string;
  readonly languages: string;
  readonly front: string;
  readonly history: string;
  readonly aboutHeading: string;
  readonly about: AboutTexts;
  readonly search: SearchTexts;
  /** The state of the page in one sentence; the front page's heading and title. */
  readonly headline: Readonly<Record<Headline, string>>;
  readonly asOf: (time: string, zone: string) => string;
  /** While nothing is open: also who says so. */
  readonly asOfByStaff: (time: string, zone: string) => string;
  readonly nothing: string;
  /** Before the title of the incident that ended last. */
  readonly lastIncident: string;
  /** Behind it. */
  readonly lastEnded: (time: string) => string;
  readonly unknown: (since: string, zone: string) => string;
  readonly zone: (zone: string) => string;
  readonly notice: NoticeTexts;
  readonly noticePage: NoticePageTexts;
  readonly components: ComponentTexts;
  readonly uptime: UptimeTexts;
  readonly maintenance: MaintenanceTexts;
  readonly contacts: ContactTexts;
  readonly past: PastTexts;
  readonly subscribe: SubscribeTexts;
  readonly preferences: PreferenceTexts;
  readonly outcome: Readonly<Record<OutcomePage, OutcomeTexts>>;
  readonly footer: FooterTexts;
  readonly live: LiveTexts;
  readonly copy: CopyTexts;
}

/** What the front page has to say first, gravest first. */
export const headlines = [
  'unknown', 'all_down', 'some_down', 'partial', 'degraded', 'reported', 'watching', 'maintenance', 'nothing',
] as const; // prettier-ignore
export type Headline = (typeof headlines)[number];

export interface NoticeTexts {
  readonly earlier: string;
  readonly reports: string;
  readonly others: string;
  readonly exercises: string;
  readonly more: (count: number) => string;
  readonly elapsed: (duration: string) => string;
  readonly began: string;
  /** When a report was made. */
  readonly reported: string;
  readonly ended: string;
  readonly duration: string;
  readonly period: string;
  readonly affected: string;
  readonly next: string;
  readonly finalReport: string;
  readonly due: (time: string) => string;
  readonly late: (time: string) => string;
  readonly expected: string;
  readonly expectedAt: (time: string) => string;
  readonly expectedPassed: (time: string) => string;
  readonly expectedUnknown: string;
  /** An estimate was taken back and there is no new one. */
  readonly expectedWithdrawn: string;
  /** A maintenance that begins and ends by hand, when its time has come without a word of staff. */
  readonly overdue: Readonly<Record<'begin' | 'end', string>>;
  readonly corrected: (time: string) => string;
  readonly retracted: string;
  readonly allRetracted: string;
  readonly exercise: string;
  readonly exerciseNote: string;
  readonly broken: string;
  /** A text that has not been translated; the language's name in this language. */
  readonly original: (language: string) => string;
}

export interface ComponentTexts {
  readonly heading: string;
  /** Said above the list when nothing is certain. */
  readonly lastKnown: string;
  /** Above the notices that touch a component now. */
  readonly open: string;
  readonly retired: string;
}

export interface MaintenanceTexts {
  readonly running: string;
  readonly upcoming: string;
}

export interface ContactTexts {
  readonly heading: string;
  /** Above the page's own contacts, where a notice has others. */
  readonly otherwise: string;
  readonly call: string;
  readonly email: string;
  readonly hours: string;
  readonly openUntil: (time: string) => string;
  readonly openAlways: string;
  readonly opens: (day: string, time: string) => string;
  /** `今日`, `明日`, then the weekday; Sunday is 0. */
  readonly day: (inDays: number, weekday: number) => string;
  /** Opening hours as written in the settings, in words. */
  readonly weekdays: readonly [string, string, string, string, string, string, string];
}

export interface PastTexts {
  readonly heading: string;
  /** Between the first and the last day of several in a row. */
  readonly until: string;
  readonly noNotices: string;
  readonly all: string;
  readonly search: string;
  readonly byComponent: string;
  readonly everything: string;
  readonly years: string;
  /** The history of one component. */
  readonly of: (name: string) => string;
  readonly toComponent: (name: string) => string;
  readonly none: string;
  readonly intro: string;
  readonly month: (year: number, month: number) => string;
  /** What the list of months is called for who cannot see it. */
  readonly months: string;
  readonly year: (year: number) => string;
  readonly monthOfYear: (month: number) => string;
}

export interface SubscribeTexts {
  readonly heading: string;
  readonly lead: string;
  readonly toForm: string;
  readonly feeds: string;
  readonly address: string;
  readonly language: string;
  /** Below the address: the service's own domains, mail to which may not get through when it matters. */
  readonly mainDomains: (domains: readonly string[]) => string;
  readonly components: string;
  readonly componentsHint: string;
  readonly honeypot: string;
  readonly send: string;
  readonly nextHeading: string;
  readonly next: readonly string[];
  readonly allowHeading: string;
  readonly allowFrom: string;
  readonly allowLinks: string;
  readonly carriers: Readonly<Record<'docomo' | 'au' | 'softbank', string>>;
  /** A setting at a carrier, and what it should be turned to. */
  readonly carrierSetting: (setting: string, to: string) => string;
  readonly operator: string;
  readonly privacy: string;
  readonly closed: string;
  readonly code: string;
  readonly codeHeading: string;
  readonly codeHint: string;
  readonly confirm: string;
  readonly leave: string;
  /** The button of the second step, in a flood. */
  readonly step: string;
  readonly changeAddress: string;
  readonly comeBack: string;
}

/** One page after a form: what happened, and what to do. */
export interface OutcomeTexts {
  readonly title: string;
  readonly text: readonly string[];
}

/** What the page's script says; `{time}` is put in there. */
export interface LiveTexts {
  readonly lost: string;
  readonly renewed: string;
  readonly printed: string;
}

export interface FooterTexts {
  readonly operator: string;
  readonly apart: string;
  /** The last rehearsal of recovery: on which day, and within what time. */
  readonly drilled: (date: string, took: string) => string;
  readonly alternates: string;
}
