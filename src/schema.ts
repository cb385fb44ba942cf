import type { Generated } from 'kysely';
import type { EventTable } from './event-tables.ts';
import type { HoldTable, PastDeliveryTable } from './ledger-holds.ts';

export type { HoldReason, HoldTable } from './ledger-holds.ts';

/** Times are ISO 8601 UTC text with milliseconds, so that they sort as text and a person can read them. */
export interface Tables {
  subscribers: SubscriberTable;
  subscriptions: { subscriber_id: number; component_id: string };
  /** Notices of which a person wants to hear no more. */
  mutes: { subscriber_id: number; notice_id: string; muted_at: string };
  /** The words that people agreed to, once each, by their hash. */
  consent_texts: { version: string; text: string };
  consents: ConsentTable;
  confirmations: ConfirmationTable;
  form_attempts: FormAttemptTable;
  announcements: AnnouncementTable;
  messages: MessageTable;
  deliveries: DeliveryTable;
  past_deliveries: PastDeliveryTable;
  holds: HoldTable;
  staff_messages: StaffMessageTable;
  suppressions: SuppressionTable;
  bounces: BounceTable;
  mass_bounces: MassBounceTable;
  provider_use: ProviderUseTable;
  events: EventTable;
  /** What is remembered between starts: `time_zone` of the page as last seen, `staff_…` of what staff were told. */
  state: { key: string; value: string };
}

export interface SubscriberTable {
  id: Generated<number>;
  /** As typed, for sending. */
  address: string;
  /** Lower-cased and punycoded, unique: who it is. */
  address_key: string;
  language: string;
  status: 'unconfirmed' | 'confirmed' | 'unsubscribed';
  created_at: string;
  confirmed_at: string | null;
  unsubscribed_at: string | null;
  /** Part of every link's HMAC; raised to make old links void. */
  link_version: number;
  kinds: Generated<'all' | 'incidents' | 'maintenances'>;
  reports: Generated<'every' | 'first_and_last'>;
  /** Quiet hours: minutes since midnight on the page's clock; both null when there are none. */
  quiet_from: number | null;
  quiet_until: number | null;
  /** 1 for who volunteered to be mailed in exercises. */
  exercises: Generated<0 | 1>;
  /** When a leaving was last undone: an older one, written down elsewhere, counts no more. */
  returned_at: string | null;
  /** What `suppressions` says of the address: while it is set nobody writes to it. */
  suppressed: SuppressionReason | null;
}

export type SuppressionReason = 'bounce' | 'complaint' | 'erased';

/** Who must not be mailed. It only grows, and outlives the subscriber: the newest row of a hash counts. */
export interface SuppressionTable {
  id: Generated<number>;
  /** HMAC of `address_key`. */
  address_hash: string;
  reason: SuppressionReason | 'lifted';
  code: Generated<string>;
  at: string;
}

/** A mail that came back, or was called spam. */
export interface BounceTable {
  id: Generated<number>;
  key: string;
  address_hash: string;
  announcement_id: number | null;
  kind: 'hard' | 'ambiguous' | 'soft' | 'complaint';
  /** `5.1.1`, or the provider's word. */
  code: string;
  at: string;
}

export interface MassBounceTable {
  announcement_id: number;
  notice_id: string;
  bounced: number;
  /** To how many it had gone by then. */
  owed: number;
  code: string;
  at: string;
}

/** Proof of consent: kept for as long as the person is known, also after leaving. */
export interface ConsentTable {
  id: Generated<number>;
  subscriber_id: number;
  asked_at: string;
  confirmed_at: string;
  /** HMAC of the network the form came from. */
  network_hash: string;
  language: string;
  /** `consent_texts.version`: what the page said. */
  text_version: string;
  /** JSON array of component ids, empty = all. */
  components: string;
}

/** A double opt-in under way, and the mail that carries it: its own queue, never repeated by itself. */
export interface ConfirmationTable {
  id: Generated<number>;
  subscriber_id: number;
  token_hash: string;
  code_hash: string;
  code_tries: number;
  /** What was chosen in the form, applied when confirmed: JSON array of component ids, empty = all. */
  components: string;
  /** What else was chosen there, JSON; null where the form did not ask: then what was chosen before stays. */
  choices: string | null;
  language: string;
  created_at: string;
  expires_at: string;
  used_at: string | null;
  /** The mail, ready to send, links included; emptied once it has gone, since it holds the token in clear. */
  mail: string;
  state: 'waiting' | 'in_flight' | 'accepted' | 'refused' | 'unknown';
  /** When a copy may first have reached a provider: after that it is never sent again. */
  marked_at: string | null;
  tries: number;
  next_try_at: string;
  /** `change`: the button moves the subscriber to `to_address`. `undo`: the same, back to the old one. */
  purpose: Generated<'subscribe' | 'change' | 'undo'>;
  /** Whom the mail goes to when it is not the subscriber's address of now. */
  to_address: string | null;
  to_key: string | null;
  /** Proof of consent, kept in `consents` once it is given. */
  network_hash: Generated<string>;
  text_version: Generated<string>;
}

/** What limits are counted from; kept for a day. Keys are hashed with our secret: no network or address in clear. */
export interface FormAttemptTable {
  id: Generated<number>;
  /** `code`: guesses of six digits. `flood`: forms came too fast from a network, or in all. */
  kind: 'network' | 'mailbox' | 'all' | 'code' | 'flood';
  key_hash: string;
  at: string;
}

export interface AnnouncementTable {
  id: Generated<number>;
  notice_id: string;
  /** The update's instant. */
  at: string;
  kind: 'report' | 'retraction' | 'reminder';
  status: string;
  /** SHA-256 of the original text, to tell a correction of time from a new report and an edited text from an old one. */
  text_hash: string;
  announced_at: string;
  /** Null when it was mailed; else why not: first_start, too_old, overtaken, notify_false, correction … */
  not_mailed: string | null;
  /** Why its mails that are not out stay here; null while it stands. */
  withdrawn: Generated<string | null>;
  /** Of the report; 0 where the clock made it, null where it was announced before numbers were kept. */
  number: number | null;
}

/** The text of an announcement in one language, composed once. The personal part is added when it is handed over. */
export interface MessageTable {
  id: Generated<number>;
  announcement_id: number;
  language: string;
  /** JSON of `MessageParts` (src/mail/envelope.ts). */
  parts: string;
  text_hash: string;
}

export const deliveryStates = [
  'waiting', 'in_flight', 'accepted', 'refused', 'superseded', 'withdrawn', 'expired', 'unknown', 'left',
] as const; // prettier-ignore
export type DeliveryState = (typeof deliveryStates)[number];

/** What is owed to one person for one announcement. The ledger. */
export interface DeliveryTable {
  id: Generated<number>;
  announcement_id: number;
  subscriber_id: number;
  message_id: number;
  /** Copied from the announcement: order is per person and notice. */
  notice_id: string;
  at: string;
  state: DeliveryState;
  /** The delivery whose mail carries this one's text. */
  superseded_by: number | null;
  /** Durable marks: copies that may have reached a provider (set between its 354 and the first byte of the body). */
  marks: number;
  tries: number;
  next_try_at: string;
  provider: string | null;
  /** Class and reply of the last try. */
  last_outcome: string | null;
  settled_at: string | null;
  /** When the quiet hours in which it was announced end: it is not old before that. */
  quiet_until: string | null;
  /** 1 while a row of `holds` keeps it from being sent; of no meaning once it waits no more. */
  held: Generated<number>;
}

/** What is owed to staff: a row per message and channel, by mail and to the chat alike. */
export interface StaffMessageTable {
  id: Generated<number>;
  /** What is told, so that it is told once: `due 2012-06-20-x 2012-06-20T09:00:00.000Z`. */
  key: string;
  /** `mail:<address>`, or `hook`. */
  channel: string;
  kind: StaffMessageKind;
  language: string;
  subject: string;
  text: string;
  notice_id: string | null;
  /** Where to look. */
  url: string;
  state: 'waiting' | 'in_flight' | 'accepted' | 'refused' | 'unknown' | 'expired';
  /** When the try under way may first have reached somebody; null while it has not, and between tries. */
  marked_at: string | null;
  /** Tries that ended without an answer: each may have arrived. */
  unanswered: number;
  tries: number;
  next_try_at: string;
  /** Told later than this it would mislead. */
  expires_at: string;
  created_at: string;
  last_outcome: string | null;
}

/** `due`, `silent`: what should be written. `push`: what became of a commit. `broken`: files. `alarm`: everything else. */
export type StaffMessageKind = 'due' | 'silent' | 'push' | 'broken' | 'alarm';

/** How many messages a provider with a `daily` was handed in an hour (hours since 1970). */
export interface ProviderUseTable {
  provider: string;
  hour: number;
  handed: number;
}
