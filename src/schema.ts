import type { Generated } from 'kysely';

/** Times are ISO 8601 UTC text with milliseconds, so that they sort as text and a person can read them. */
export interface Tables {
  subscribers: SubscriberTable;
  subscriptions: { subscriber_id: number; component_id: string };
  confirmations: ConfirmationTable;
  form_attempts: FormAttemptTable;
  announcements: AnnouncementTable;
  messages: MessageTable;
  deliveries: DeliveryTable;
  staff_messages: StaffMessageTable;
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
}

/** What limits are counted from; kept for a day. Keys are hashed with our secret: no network or address in clear. */
export interface FormAttemptTable {
  id: Generated<number>;
  kind: 'network' | 'mailbox';
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
