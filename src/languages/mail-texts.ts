/** What mails say. Functions where a text holds something. */
export interface MailTexts {
  readonly confirmation: ConfirmationTexts;
  readonly address: Readonly<Record<'change' | 'undo', AddressMailTexts>>;
  readonly alert: AlertTexts;
}

/** The mail that carries a report. */
export interface AlertTexts {
  /** `mark` is the notice's type, or one of `marks`; `report` may be empty. */
  readonly subject: (mark: string, report: string, title: string) => string;
  /** What stands in the type's place where it says more. */
  readonly marks: { readonly restored: string; readonly corrected: string; readonly retracted: string };
  /** `第3報・復旧作業中`; for the final report the two say the same, so its status is null. */
  readonly report: (report: string, status: string | null) => string;
  readonly state: string;
  readonly affected: string;
  readonly affectedItem: (component: string, state: string) => string;
  readonly since: string;
  readonly scheduled: string;
  readonly period: (from: string, until: string) => string;
  readonly ended: string;
  readonly next: string;
  readonly expected: string;
  readonly expectedUnknown: string;
  /** An estimate, and the one before it that no longer holds. */
  readonly expectedMoved: (before: string, now: string) => string;
  readonly corrected: string;
  readonly retracted: string;
  /** Before the whole texts of older reports that come with this one. */
  readonly carried: string;
  /** Before the earlier reports in short, for whoever comes late. */
  readonly soFar: string;
  readonly soFarItem: (time: string, report: string, text: string) => string;
  /** Said before a text that has not been translated; the language's name in itself. */
  readonly original: (language: string) => string;
  readonly label: (name: string, value: string) => string;
  readonly contacts: string;
  readonly telephone: string;
  readonly email: string;
  readonly hours: string;
  /** Before the address of the notice's page. */
  readonly readOn: string;
  readonly why: (page: string) => string;
  /** Before the addresses at which a person changes what they get, or ends it. */
  readonly preferences: string;
  readonly unsubscribe: string;
  /** Of a maintenance, before it begins. */
  readonly reminderSubject: (start: string, title: string) => string;
  readonly reminder: string;
  readonly reminderText: (start: string) => string;
  /** A report that was mailed is taken back. */
  readonly retraction: (report: string, at: string) => string;
  /** When no other report is left. */
  readonly retractionOfAll: string;
}

/** The mail that asks whether the address really wants this. Nothing a stranger typed into the form is in it. */
export interface ConfirmationTexts {
  readonly subject: (page: string) => string;
  /** Why this came and from where, then the link, the code with the page for it, and what to do if it was not you. */
  readonly text: (mail: {
    page: string;
    link: string;
    form: string;
    code: string;
    days: number;
    operator: string;
  }) => string;
}

/** To the new address before it is used, and to the old one after it was changed. */
export interface AddressMailTexts {
  readonly subject: (page: string) => string;
  readonly text: (mail: { page: string; link: string; code: string; days: number; operator: string }) => string;
}
