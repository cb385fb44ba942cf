import type { HoldReason } from '../schema.ts';

/** What staff are told of mail that waits. */
export interface LedgerTexts {
  readonly heldSubject: (waiting: number) => string;
  /** Everything that is held now, a line each. */
  readonly held: (holds: readonly string[]) => string;
  /** Of a notice, or null for every alert; with the command that lets it go. */
  readonly hold: (notice: string | null, reason: HoldReason) => string;
  /** In the answer to a push. */
  readonly retracted: (people: number) => string;
  readonly releasedSubject: string;
  /** What is held still. */
  readonly released: (holds: readonly string[]) => string;
  readonly lateSubject: (waiting: number) => string;
  readonly late: (waiting: number) => string;
  readonly caughtUpSubject: string;
  readonly caughtUp: string;
  /** Mails that came back and that no program can read. */
  readonly unreadSubject: (count: number) => string;
  readonly unread: (folder: string) => string;
}

const release = (notice: string | null) => `npm run noroshi -- mail release${notice === null ? '' : ` ${notice}`}`;

const reasonsEn: Readonly<Record<HoldReason, string>> = {
  staff: 'by a command',
  many_notices: 'one push brought news of more than 3 notices',
  many_mails: 'somebody would get more than 6 mails in an hour',
  restored: 'the data folder was restored from a backup',
  other_instance: `another host answers as this page and mails people. If this one is to be the page again, let the other
  one stop, and withdraw here what it has mailed already: npm run noroshi -- mail cancel NOTICE. Then release`,
  many_bounces: 'more than 5 % of its mails came back. Check SPF, DKIM and the account at the provider first',
};

export const ledgerEn: LedgerTexts = {
  heldSubject: (waiting) => `[alarm] alerts are held, ${waiting} wait`,
  held: (holds) => `These alerts go out only when somebody releases them. If they are right, release them; if not,
correct or retract the report first.

${holds.join('\n')}`,
  hold: (notice, reason) => `- ${notice ?? 'every alert'}: ${reasonsEn[reason]}\n  ${release(notice)}`,
  retracted: (people) => `A report is retracted. Told so, because they got it or may have: ${people}.`,
  releasedSubject: '[recovered] alerts are released',
  released: (holds) => (holds.length === 0 ? 'Nothing is held any more.' : `Still held:\n${holds.join('\n')}`),
  lateSubject: (waiting) => `[alarm] mail is late, ${waiting} wait`,
  late: (
    waiting,
  ) => `Mails that may go out have waited for more than a minute; ${waiting} wait in all. They go on by themselves.
How fast each provider is, and what waits: npm run noroshi -- mail status`,
  caughtUpSubject: '[recovered] mail is no longer late',
  caughtUp: 'No mail waits for more than a minute any more.',
  unreadSubject: (count) => `[alarm] mail came back that a person must read (${count})`,
  unread: (folder) => `Mail to subscribers came back, told in words that no program understands. It is in ${folder}

Read it. If it says that the mailbox does not exist: npm run noroshi -- mail bounce --gone < FILE
Then delete the file.`,
};

const reasonsJa: Readonly<Record<HoldReason, string>> = {
  staff: 'コマンドによる保留',
  many_notices: '1回のコミットで4件以上のお知らせに報告が出たため',
  many_mails: '1時間に7通以上届く方が出るため',
  restored: 'データをバックアップから復元したため',
  other_instance: `別のサーバーがこのページとして応答し、メールも送っているため。
  このサーバーに戻すときは、まずもう一方を止め、そこから送信済みの報告をここで取り下げてください
  （npm run noroshi -- mail cancel お知らせ名）。そのあと保留を解除します`,
  many_bounces:
    '送ったメールの5%を超えて宛先不明で戻ったため。先にSPF・DKIMの設定と、メール事業者の契約の状態を確かめてください',
};

export const ledgerJa: LedgerTexts = {
  heldSubject: (waiting) => `【警報】メールを保留しています（${waiting}通待ち）`,
  held: (holds) => `次のメールは、保留を解除するまで送りません。内容が正しければ解除し、
誤りであれば先に報告を直すか取り消してください。

${holds.join('\n')}`,
  hold: (notice, reason) => `- ${notice ?? 'すべてのお知らせメール'}：${reasonsJa[reason]}\n  ${release(notice)}`,
  retracted: (people) =>
    `取り消した報告をすでに受け取った（可能性のある）${people}人に、取り消しをお知らせしています。`,
  releasedSubject: '【回復】メールの保留を解除しました',
  released: (holds) =>
    holds.length === 0 ? '保留しているメールはもうありません。' : `まだ保留しているもの\n${holds.join('\n')}`,
  lateSubject: (waiting) => `【警報】メールが遅れています（${waiting}通待ち）`,
  late: (waiting) => `送れるメールが1分以上待っています（全部で${waiting}通）。順に送り続けています。
事業者ごとの速さと待ちの内訳は、次のコマンドで確かめられます。
npm run noroshi -- mail status`,
  caughtUpSubject: '【回復】メールの遅れが解消しました',
  caughtUp: '1分以上待っているメールはもうありません。',
  unreadSubject: (count) => `【警報】戻ってきたメールをご確認ください（${count}通）`,
  unread: (folder) => `購読者に送ったメールが、プログラムには読み取れない文面で戻ってきました。置き場所: ${folder}

内容をお読みください。宛先がないと書かれていれば: npm run noroshi -- mail bounce --gone < ファイル
済んだら、ファイルを消してください。`,
};
