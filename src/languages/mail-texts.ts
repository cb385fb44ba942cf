/** What mails say. Functions where a text holds something. */
export interface MailTexts {
  readonly confirmSubject: (name: string) => string;
}
