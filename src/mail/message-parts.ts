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
  /** After the sections: where to read on, contacts, why they get this. `{unsubscribe}` stands for the person's own link. */
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

/** The same words twice. `text` is complete by itself; `html` is a fragment, already safe. */
export interface Body {
  readonly text: string;
  readonly html: string;
}
