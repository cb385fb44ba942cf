import type { Config } from './config.ts';
import type { ContentChange } from './incidents/content-change.ts';
import type { HookRequest } from './mail/hooks/hook.ts';
import type { Drilled } from './publish/drilled.ts';
import type { EditionChange, FinishedResponse } from './publish/edition.ts';

/**
 * What the threads say to each other. Main (src/server.ts) is the switchboard: it passes on what is addressed to another
 * thread and keeps the edition, so that a web thread that died is started again with what it needs.
 * Each thread gets `ThreadStart` as workerData and talks over its parentPort with `Envelope`s.
 */
export type ThreadName = 'web' | 'publisher' | 'worker';

/** What the publisher drew; null: there is no such page, or no room to draw it; `broken`: it cannot be drawn. */
export type Drawn = FinishedResponse | null | 'broken';

export type Letter =
  // publisher → web; main keeps what it amounts to
  | { readonly kind: 'edition'; readonly change: EditionChange }
  // publisher → worker, before the edition that shows it is rendered
  | { readonly kind: 'content'; readonly content: ContentChange; readonly edition: number }
  // publisher → worker, every few seconds: what keeps it from publishing what is newest
  | { readonly kind: 'trouble'; readonly problems: readonly string[] }
  // worker → publisher: it has just started; answered by everything there is
  | { readonly kind: 'content-wanted' }
  // worker → publisher, every minute: the last good rehearsal of recovery on record
  | { readonly kind: 'drilled'; readonly drilled: Drilled | null }
  // web → worker: this edition is being served
  | { readonly kind: 'shown'; readonly edition: number }
  // web → publisher: render this tail path; answered by `rendered`
  | { readonly kind: 'render'; readonly question: string; readonly path: string; readonly edition: number }
  // web → publisher: draw a page for one request; answered by `rendered`, kept by nobody
  | { readonly kind: 'draw'; readonly question: string; readonly language: string; readonly asked: Asked }
  | { readonly kind: 'rendered'; readonly question: string; readonly response: Drawn }
  // web → publisher: the forge says that there is something to fetch
  | { readonly kind: 'fetch' }
  // web → worker: a form; answered by `outcome`
  | { readonly kind: 'form'; readonly question: string; readonly form: Form }
  | { readonly kind: 'outcome'; readonly question: string; readonly outcome: FormOutcome }
  // web → worker: what a mail provider says became of our mail; answered by `heard`
  | { readonly kind: 'mail-hook'; readonly question: string; readonly hook: MailHook }
  | { readonly kind: 'heard'; readonly question: string; readonly status: number }
  // publisher, worker → web: what /health says of that thread, at least every 5 s
  | { readonly kind: 'health'; readonly of: ThreadName; readonly report: HealthReport }
  // web → main: the port it really got
  | { readonly kind: 'listening'; readonly port: number }
  // any → main: the whole program must stop, and why; said to the operator as it is
  | { readonly kind: 'fatal'; readonly message: string }
  // main → any: finish what is under way, close what is open, then let the thread end
  | { readonly kind: 'stop' };

/** What a thread posts; main posts plain `Letter`s to the threads. */
export interface Envelope {
  readonly to: ThreadName | 'main';
  readonly letter: Letter;
}

/** workerData of each thread. */
export interface ThreadStart {
  readonly name: ThreadName;
  /** 0, 1, … among threads of the same name; `question`s begin with it, since answers go to all web threads. */
  readonly number: number;
  readonly config: Config;
  /** The project's folder, where dist/ lies. */
  readonly root: string;
}

/** A form as the web thread understood it: the path names what is asked, the fields are decoded and bounded. */
export interface Form {
  readonly action: 'subscribe' | 'confirm' | 'unsubscribe' | 'subscription' | 'address' | 'data';
  /** From the path; empty for `subscribe`, and for `confirm` by code. */
  readonly token: string;
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly language: string;
  /** The client's network (IPv4 address or IPv6 /64), for limits; never stored in clear. */
  readonly network: string;
  /** Nothing is to be changed: somebody opens a page behind a link. */
  readonly look?: true;
}

/** A mail provider's webhook, not yet verified: the body is bounded, nothing else is known of it. */
export interface MailHook {
  /** From the path; there is a key for it. */
  readonly provider: string;
  readonly request: HookRequest;
}

/** Which page answers a form. The web thread sends `edition.outcomes.get(`${page}:${language}`)` with `status`. */
export interface FormOutcome {
  readonly status: number;
  /** Said if there is nothing personal to show, or no time to draw it. */
  readonly page: OutcomePage;
  /** Drawn for this one person instead. */
  readonly person?: Person;
  /** Goes into the form of `subscribe-step`, with what was typed. */
  readonly ticket?: string;
  /** A file for the person, JSON. */
  readonly download?: string;
}

/** What is drawn for one request: what one person sees of themselves, or what a search finds. */
export type Asked = { readonly person: Person } | { readonly query: string };

/** What somebody who follows a link in a mail sees of the subscription it belongs to. */
export interface Person {
  /** Which of the two pages behind a link. */
  readonly page: 'subscription' | 'unsubscribe';
  /** Of the link; and of the one to the preferences, where `page` is the other. */
  readonly token: string;
  readonly preferencesToken: string;
  /** `t***@example.jp`: a mail may have been forwarded. */
  readonly address: string;
  readonly hasLeft: boolean;
  /** Until when leaving can be undone; null where there is nothing to undo. */
  readonly returnUntil: number | null;
  readonly language: string;
  readonly components: readonly string[];
  readonly kinds: 'all' | 'incidents' | 'maintenances';
  readonly reports: 'every' | 'first_and_last';
  /** `22:00` and `07:00`, empty where there are none. */
  readonly quietFrom: string;
  readonly quietUntil: string;
  readonly exercises: boolean;
  /** A change of address waits for its code. The same for every address that could be asked for. */
  readonly isAddressAsked: boolean;
  /** What they were mailed about lately, the newest first, and whether they left it. */
  readonly notices: readonly { readonly id: string; readonly isMuted: boolean }[];
  /** What the form just sent has done. */
  readonly said: PersonSaid | null;
}

export const personSayings = [
  'saved', 'returned', 'muted', 'unmuted', 'address-sent', 'address-invalid', 'code-wrong', 'quiet-invalid', 'quiet-too-long', 'not-sure',
] as const; // prettier-ignore
export type PersonSaid = (typeof personSayings)[number];

export const outcomePages = [
  'subscribe-sent', // the same for every address: "if it can be subscribed, a mail is on its way", with the form for the code
  'subscribe-sent-main', // the same for every address of the main service's domains: it may not get through when it matters
  'confirm', // GET of /subscribe/confirm/<token>: a button
  'confirmed',
  'confirm-invalid', // expired, used up or never issued
  'unsubscribe', // GET of /unsubscribe/<token>: a button
  'unsubscribed',
  'returned', // a leaving undone
  'return-late', // too late for that
  'saved', // preferences
  'address', // GET of /subscription/address/<token>: a button
  'address-changed',
  'forgotten',
  'subscribe-step', // one more button, while forms come in a flood
  'busy', // 503: so many forms that a confirmation would come in hours
  'invalid-address',
  'address-letters', // letters before the @ that mail does not carry
  'invalid-quiet', // quiet hours without an end, or too long
  'invalid-form',
  'foreign-site',
  'too-large',
  'unavailable', // 503: the database is not there; nothing was stored
  'closed', // the form is closed: no provider is configured
  'not-found',
  'broken', // a page that cannot be shown, by a fault of ours or not in time
] as const;
export type OutcomePage = (typeof outcomePages)[number];

/** One thread's part of /health. `problems` empty means well; each is one plain sentence without addresses or secrets. */
export interface HealthReport {
  readonly at: number;
  readonly problems: readonly string[];
  /** Shown to the operator only (token or loopback). */
  readonly details: Readonly<Record<string, unknown>>;
}
