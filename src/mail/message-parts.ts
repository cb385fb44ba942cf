/**
 * The text of one update in one language, composed once and kept as JSON in `messages.parts`. Who it goes to is added
 * when it is handed over. Of an update that a newer one supersedes only the section is carried, below the newer one's.
 */
export interface MessageParts {
  readonly subject: string;
  readonly language: string;
  /** Before the sections: whose page this is. Empty for none. */
  readonly intro: Body;
  /** The update itself: report number, time, status, words. */
  readonly section: Body;
  /** Stands before the sections of older reports that this mail carries, because they could not go out in time. */
  readonly carriedHead: Body;
  /** For whoever gets their first mail of the notice: what was reported before, in a line each. */
  readonly soFar: SoFar;
  /** After the sections: where to read on, contacts, why they get this. `{subscription}` and `{unsubscribe}` stand for the person's own links. */
  readonly outro: Body;
  /** Left part of the Message-ID and of the thread's root: letters, digits, hyphen, dot. */
  readonly noticeId: string;
  /**
   * Which announcement of this database it is: when a report moves to another time and a new one takes its place, notice
   * and instant name both.
   */
  readonly announcement: number;
  /** The update's instant when it was announced, ISO 8601 UTC. */
  readonly at: string;
  /** Tells a retraction or a reminder of the same update from its report. */
  readonly kind: 'report' | 'retraction' | 'reminder';
}

/** The reports before this one, the newest first; none when it is the first. */
export interface SoFar {
  readonly head: Body;
  /** `at` as in `MessageParts`, so that none is told of twice in a mail that carries its whole text. */
  readonly reports: readonly (Body & { readonly at: string })[];
}

/** The same words twice. `text` is complete by itself; `html` is a fragment, already safe. */
export interface Body {
  readonly text: string;
  readonly html: string;
}
