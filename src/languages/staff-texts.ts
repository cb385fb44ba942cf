import type { DeliveryState } from '../schema.ts';
import type { LedgerTexts } from './ledger-texts.ts';

/** What staff are told by mail and in their chat: short, what, where, what to do. Never sent to subscribers. */
export interface StaffTexts {
  readonly warning: WarningTexts;
  readonly push: PushTexts;
  readonly file: FileTexts;
  readonly alarm: AlarmTexts;
  readonly ledger: LedgerTexts;
}

/** A report should be written. */
export interface WarningTexts {
  readonly dueSubject: (time: string, title: string) => string;
  readonly due: (title: string, at: string) => string;
  readonly lateSubject: (time: string, title: string) => string;
  readonly late: (title: string, at: string) => string;
  readonly silentSubject: (hours: number, title: string) => string;
  readonly silent: (title: string, hours: number) => string;
  readonly notBegunSubject: (time: string, title: string) => string;
  readonly notBegun: (title: string, at: string) => string;
  readonly notEndedSubject: (time: string, title: string) => string;
  readonly notEnded: (title: string, at: string) => string;
  /** `これまでの報告: 第3報・復旧作業中 17:10` */
  readonly last: (report: string, at: string) => string;
  /** Before a command to type. */
  readonly write: string;
  /** How to do it with a phone and the forge's editor. */
  readonly byPhone: (file: string) => string;
  readonly placeholder: string;
  readonly page: string;
}

/** What became of a commit. */
export interface PushTexts {
  readonly liveSubject: (what: string) => string;
  readonly partlySubject: (what: string) => string;
  readonly refusedSubject: (what: string) => string;
  /** `第1報・調査中 接続できません`, and so many more beside it. */
  readonly andMore: (what: string, more: number) => string;
  readonly live: (commit: string | null, seconds: string) => string;
  /** Taken up, but no reader has it yet. */
  readonly unseen: (commit: string | null) => string;
  readonly refused: (commit: string | null) => string;
  /** How many are being told of a report. */
  readonly people: (count: number) => string;
  /** How long it takes through one provider alone. */
  readonly pace: (provider: string, minutes: number) => string;
  /** Of the whole ledger, in numbers that add up. */
  readonly counts: (counts: Readonly<Record<DeliveryState | 'owed', number>>) => string;
  readonly nobody: string;
  readonly mail: string;
  readonly mailSubject: string;
  readonly personalLink: string;
  readonly notMailed: (report: string, title: string) => string;
  readonly reasons: Readonly<Record<NotMailed, string>>;
  /** The command that mails it all the same. */
  readonly afterAll: (command: string) => string;
  readonly moved: (count: number) => string;
  readonly withdrawn: (count: number) => string;
  readonly updated: (title: string) => string;
  readonly removed: (id: string) => string;
  /** A single report was taken off the page; who got it by mail has it. */
  readonly reportGone: (number: number, title: string) => string;
  /** Written at the forge and here at once: what stands here is shown. Then what to do. */
  readonly kept: (file: string) => string;
  /** Before doubtful places in the pushed files. */
  readonly warnings: string;
  readonly page: string;
}

/** Why a report is mailed to nobody, each with what can be done. */
export type NotMailed =
  'first_start' | 'time_zone' | 'retracted' | 'notify_false' | 'correction' | 'too_old' | 'overtaken' | 'broken';

/** A file that is not published as it stands. */
export interface FileTexts {
  /** What is shown instead. */
  readonly kept: string;
  readonly salvaged: string;
  readonly settings: string;
  /** `incidents/x.md 12行目 3文字目` */
  readonly place: (file: string, line: number, column: number) => string;
  readonly what: string;
  readonly cure: string;
  readonly mended: (file: string) => string;
  /** What to do then. */
  readonly then: string;
}

export interface AlarmTexts {
  readonly providersDownSubject: (waiting: number) => string;
  readonly providersDown: (waiting: number, reasons: string) => string;
  /** One provider. `credentials`, `sender`, `content`: what staff must mend. `down`: everything else. */
  readonly providerSubject: Readonly<Record<ProviderTrouble, (name: string) => string>>;
  readonly provider: Readonly<Record<ProviderTrouble, (name: string, reason: string) => string>>;
  readonly providerBackSubject: (name: string) => string;
  readonly providerBack: (name: string) => string;
  readonly providersBackSubject: string;
  readonly providersBack: string;
  readonly contentStuckSubject: string;
  readonly contentStuck: (problems: string) => string;
  readonly contentBackSubject: string;
  readonly contentBack: string;
  readonly backupsFailSubject: string;
  readonly backupsFail: (problems: string) => string;
  readonly backupsBackSubject: string;
  readonly backupsBack: string;
  /** The weekly check-up; `lines` are those of the command `doctor`. */
  readonly checkUpSubject: (changes: number) => string;
  readonly checkUp: (lines: string) => string;
  /** So many mails of one report came back that nobody is suppressed for it. */
  readonly bouncesSubject: (bounced: number, owed: number) => string;
  readonly bounces: (notice: string, bounced: number, owed: number, code: string) => string;
  /** Of one report more complain than mailbox companies bear. */
  readonly complaintsSubject: (complaints: number, accepted: number) => string;
  readonly complaints: (notice: string, complaints: number, accepted: number) => string;
  readonly floodSubject: string;
  readonly flood: string;
  readonly floodOverSubject: string;
  readonly floodOver: string;
  /** ISO instants, since it is about the clock itself. */
  readonly clockSubject: (before: string, after: string) => string;
  readonly clock: (before: string, after: string) => string;
  readonly databaseBackSubject: string;
  readonly databaseBack: string;
}

export type ProviderTrouble = 'credentials' | 'sender' | 'content' | 'down';
