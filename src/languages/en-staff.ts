import { ledgerEn } from './ledger-texts.ts';
import type { StaffTexts } from './staff-texts.ts';

export const staffEn: StaffTexts = {
  warning: {
    dueSubject: (time, title) => `[report due ${time}] ${title}`,
    due: (title, at) => `The next report on "${title}" is promised for ${at}.
If nothing new is known, say just that, and promise the next one.`,
    lateSubject: (time, title) => `[report overdue since ${time}] ${title}`,
    late: (title, at) => `The next report on "${title}" was promised for ${at} and has not come.
The page says that it is late. Write one now, however short.`,
    silentSubject: (hours, title) => `[silent for ${hours} h] ${title}`,
    silent: (title, hours) => `"${title}" has had no report for more than ${hours} hours.
If it goes on, say how it is now. If it is over, write the report that says so.`,
    notBegunSubject: (time, title) => `[start ${time} not reported] ${title}`,
    notBegun: (title, at) => `"${title}" was to begin on ${at}, and nobody has said that it did.
If it has begun, report in_progress; if it is put off or called off, say so with scheduled or cancelled.`,
    notEndedSubject: (time, title) => `[end ${time} not reported] ${title}`,
    notEnded: (title, at) => `"${title}" was to end on ${at}, and nobody has said that it did.
If it is done, report completed; if it takes longer, report in_progress and give a new scheduled_until.`,
    last: (report, at) => `Last report so far: ${report} (${at})`,
    write: 'To write it',
    byPhone: (file) => `From a phone: add to ${file}
a heading that begins with "## " (such as ## identified) and the text, and commit.`,
    placeholder: 'text',
    page: 'The page now',
  },
  push: {
    liveSubject: (what) => `[live] ${what}`,
    partlySubject: (what) => `[partly refused] ${what}`,
    refusedSubject: (what) => `[refused] ${what}`,
    andMore: (what, more) => `${what} and ${more} more`,
    live: (commit, seconds) => `Live in ${seconds} s.${commit === null ? '' : ` Commit ${commit}`}`,
    unseen: (commit) => `Taken up, but not seen on the page yet.${commit === null ? '' : ` Commit ${commit}`}`,
    refused: (commit) => `Not published.${commit === null ? '' : ` Commit ${commit}`}`,
    people: (count) => `${count} ${count === 1 ? 'person is' : 'people are'} being mailed.`,
    counts: (
      of,
    ) => `All mail so far: ${of.owed} owed = ${of.waiting} waiting + ${of.in_flight} in flight + ${of.accepted} accepted + ${of.refused} refused
+ ${of.superseded} superseded + ${of.withdrawn} withdrawn + ${of.expired} expired + ${of.unknown} unknown + ${of.left} left`,
    pace: (provider, minutes) => `Through ${provider} alone: ${minutes} min at most, as declared.`,
    nobody: 'Nobody is mailed: nobody has subscribed to it.',
    mail: 'The mail',
    mailSubject: 'Subject',
    personalLink: '(each person’s own link)',
    notMailed: (report, title) => `${report} of "${title}" is not mailed.`,
    afterAll: (command) => `If people should know after all: ${command}`,
    reasons: {
      first_start: 'It was there at the first start, or at the first one after a restore.',
      time_zone: 'The page has a new time zone.',
      retracted: 'It is retracted.',
      notify_false: 'It says notify: false.',
      correction: 'It says that it corrects an earlier report.',
      too_old: 'It is too old (ALERT_MAX_AGE). If its date is mistyped, correct it.',
      overtaken: 'A newer report was mailed before it.',
      broken: 'Its time, status or text were not understood. Correct the file as below, then it is mailed.',
    },
    moved: (count) => `Times corrected: ${count}. Nobody is mailed again.`,
    withdrawn: (count) => `Mails taken back before they went out: ${count}.`,
    updated: (title) =>
      `"${title}" is updated. There is no new report, so nobody is mailed (mails that still wait carry the new text).`,
    warnings: 'Published, but have a look:',
    removed: (id) => `${id} is no longer on the page.`,
    reportGone: (
      number,
      title,
    ) => `Report ${number} of "${title}" is no longer on the page. Whoever got it by mail is not told.
To take it back in the open, put it back and write "retracted: true" below its heading.`,
    kept: (file) => `■ ${file}
What: it was changed in the remote repository and on this host at once. What stands on this host is shown; what was written in the remote repository is not published.
Cure: give the remote what stands here, with the command that /health names, then add to it. In a hurry write a new file: that is published at once.`,
    page: 'Page',
  },
  file: {
    kept: 'Until it is corrected nothing new of it is published; its last good version, if there was one, is shown.',
    salvaged: 'Until it is corrected only what could be read of it is shown.',
    settings: 'Until it is corrected the last good settings are used.',
    place: (file, line, column) => `${file} line ${line} column ${column}`,
    what: 'What',
    cure: 'Cure',
    mended: (file) => `${file}: nothing is wrong any more.`,
    then: ' Correct it and commit: it is live at once.',
  },
  ledger: ledgerEn,
  alarm: {
    providersDownSubject: (waiting) => `[alarm] no mail goes out, ${waiting} wait`,
    providersDown: (
      waiting,
      reasons,
    ) => `No mail provider takes mail, and ${waiting} mails wait. They are tried again by themselves.
Look at the providers and your contracts; what is urgent, tell by telephone and on the page.

${reasons}`,
    providerSubject: {
      credentials: (name) => `[alarm] ${name} refuses our log-in`,
      sender: (name) => `[alarm] ${name} refuses our address`,
      content: (name) => `[alarm] ${name} refuses the text of our mails`,
      down: (name) => `[alarm] ${name} takes no mail`,
    },
    provider: {
      credentials: (
        name,
        reason,
      ) => `User or password of ${name} is refused, or the account is closed. Waiting does not help.
Look at the account; when the password is new, put it in MAIL_n and restart. Mail goes through the other providers, or waits.

${reason}`,
      sender: (name, reason) => `${name} does not let us send from our address. Waiting does not help.
Look at the account, and whether the address or domain is confirmed there. Mail goes through the other providers, or waits.

${reason}`,
      content: (
        name,
        reason,
      ) => `${name} has refused several mails in a row for what they say or by a policy. Nobody was removed.
Look at the reply below; a changed text goes out with what waits. Mail goes through the other providers, or waits.

${reason}`,
      down: (name, reason) => `${name} has taken no mail for a minute. Mail goes through the other providers.
It is asked again by itself.

${reason}`,
    },
    providerBackSubject: (name) => `[recovered] ${name} takes mail again`,
    providerBack: (name) => `A mail went through ${name}.`,
    providersBackSubject: '[recovered] mail goes out again',
    providersBack: 'What waited is being sent.',
    contentStuckSubject: '[alarm] nothing new is published',
    contentStuck: (problems) => `What is committed now may not reach the page, which shows what was there before.

${problems}`,
    contentBackSubject: '[recovered] what is new is published again',
    contentBack: 'What was committed meanwhile is on the page now.',
    backupsFailSubject: '[alarm] the backups need attention',
    backupsFail: (problems) => `If this host were lost now, not everything could be brought back.

${problems}`,
    backupsBackSubject: '[recovered] the backups are in order again',
    backupsBack: 'A copy was brought away and checked there.',
    checkUpSubject: (changes) => `[check-up] ${changes === 1 ? 'one thing has' : `${changes} things have`} changed`,
    checkUp: (lines) => `How far this page stands apart from the service, compared with last week:

${lines}

All of it: npm run noroshi -- doctor`,
    bouncesSubject: (bounced, owed) => `[alarm] mail comes back, at least ${bounced} of ${owed}`,
    bounces: (
      notice,
      bounced,
      owed,
      code,
    ) => `So far ${bounced} of ${owed} mails of a report on ${notice} came back (${code}). So many cannot be people who moved: it is more likely our sending.
Nobody is suppressed for it, bounces of this report are counted no more, and what still waits of it is held. Check SPF, DKIM and the
account at the provider. When they are right again:
npm run noroshi -- mail release ${notice}
and, for those from whom it came back: npm run noroshi -- mail retry --refused ${notice}
The page, the feeds and the telephone reach people meanwhile.`,
    complaintsSubject: (complaints, accepted) => `[alarm] ${complaints} of ${accepted} say that our mail is spam`,
    complaints: (
      notice,
      complaints,
      accepted,
    ) => `Of a report on ${notice}, ${complaints} of ${accepted} who got it pressed "this is spam". They get no more mail. Above 0.1 %
mailbox companies begin to sort our mail into spam for everybody, above 0.3 % they refuse it. Write fewer or shorter reports, ask
those whom you imported, and look at what was sent.`,
    floodSubject: '[alarm] the subscription form is filled in very fast',
    flood: `Either many people want to know at once, or somebody misuses the form. Confirmations go out at their pace, whoever comes
now presses one more button, and alerts are not held up. Look at the log of the web server if nothing has happened that people would ask about.`,
    floodOverSubject: '[recovered] the subscription form is calm again',
    floodOver: 'For ten minutes it has not been filled in faster than usual.',
    clockSubject: (before, after) => `[alarm] the clock was set: ${before} → ${after}`,
    clock: (
      before,
      after,
    ) => `The clock of the machine said ${before}, and a moment later ${after}; or the machine slept meanwhile. Nothing is lost.
What was to be tried again later is tried by the new time. While the clock is plainly wrong no mail goes out, and
reports may stand in the wrong order: look at the time service (timedatectl).`,
    databaseBackSubject: '[recovered] the database is back',
    databaseBack: 'Reports from meanwhile are mailed now. Subscriptions that were tried meanwhile were not taken.',
  },
};
