import type { MailTexts } from './mail-texts.ts';

export const mailEn: MailTexts = {
  confirmation: {
    subject: (page) => `Please confirm: notices by mail from ${page}`,
    text: ({
      page,
      link,
      code,
      days,
      operator,
    }) => `Someone, probably you, asked ${page} to send notices to this address.
Nothing is subscribed yet.

To subscribe, open this page and press the button:
${link}

If you cannot open it, type this number into the form where you subscribed:
${code}

Both work for ${days} days. If you are subscribed already, your choices
change to the new ones once you confirm.

If this was not you, just ignore this mail. Without your confirmation we
will not send you notices.

-- 
${operator}
`,
  },
  alert: {
    subject: (mark, report, title) => `[${mark}] ${report === '' ? '' : `${report}: `}${title}`,
    marks: { restored: 'Resolved', corrected: 'Corrected', retracted: 'Retracted' },
    report: (report, status) => (status === null ? report : `${report} · ${status}`),
    state: 'State',
    affected: 'Affected',
    affectedItem: (component, state) => `${component} (${state.toLowerCase()})`,
    since: 'Since',
    scheduled: 'Scheduled',
    period: (from, until) => `${from} to ${until}`,
    ended: 'Ended',
    next: 'Next report',
    expected: 'Expected to work again',
    expectedUnknown: 'not known yet',
    expectedMoved: (before, now) => `${now} (before: ${before})`,
    corrected: 'Corrected',
    retracted: '[Retracted] This report was wrong.',
    carried: 'Earlier reports that could not reach you in time',
    soFar: 'So far',
    soFarItem: (time, report, text) => `${time} ${report}${text === '' ? '' : `: ${text}`}`,
    original: (language) => `This report has not been translated yet. Here is the original (${language}).`,
    label: (name, value) => `${name}: ${value}`,
    contacts: 'Contact',
    telephone: 'telephone',
    email: 'email',
    hours: 'hours',
    readOn: 'All reports so far, and the next ones:',
    why: (page) => `You get this mail because you subscribed to the notices of ${page}.`,
    preferences: 'Change what you get',
    unsubscribe: 'Unsubscribe',
    reminderSubject: (start, title) => `[Reminder] from ${start}: ${title}`,
    reminder: 'Reminder',
    reminderText: (start) => `It begins on ${start}.`,
  },
};
