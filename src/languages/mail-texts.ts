/** What mails say. Functions where a text holds something. */
export interface MailTexts {
  readonly confirmation: ConfirmationTexts;
  readonly alert: AlertTexts;
}

/** The mail that carries a report. */
export interface AlertTexts {
  readonly subject: (type: string, report: string, title: string) => string;
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
  readonly unsubscribe: string;
  /** Of a maintenance, before it begins. */
  readonly reminderSubject: (start: string, title: string) => string;
  readonly reminder: string;
  readonly reminderText: (start: string) => string;
}

/** The mail that asks whether the address really wants this. Nothing a stranger typed into the form is in it. */
export interface ConfirmationTexts {
  readonly subject: (page: string) => string;
  /** Why this came and from where, then the link, the code, and what to do if it was not you. */
  readonly text: (mail: { page: string; link: string; code: string; days: number; operator: string }) => string;
}
