import type { MailTexts } from './mail-texts.ts';

export const mailEn: MailTexts = {
  confirmation: {
    subject: (page) => `Please confirm: notices by mail from ${page}`,
    text: ({
      page,
      link,
      form,
      code,
      days,
      operator,
    }) => `Someone, probably you, asked ${page} to send notices to this address.
Nothing is subscribed yet.

To subscribe, open this page and press the button:
${link}

If you cannot open it, type the number below on this page, under
"Confirm with the code":
${form}

${code}

Both work for ${days} days. If you are subscribed already, your choices
change to the new ones once you confirm.

If this was not you, just ignore this mail. Without your confirmation we
will not send you notices.

-- 
${operator}
`,
  },
  address: {
    change: {
      subject: (page) => `[${page}] Please confirm your new mail address`,
      text: ({ page, link, code, days, operator }) => `Somebody asked us to send the notices of ${page}
to this mail address from now on. Nothing has changed yet.

Open this page and press the button, and the notices come here.
${link}

If you cannot open the page, type this code where the change was asked for:
${code}

Both work for ${days} days. If you did not ask for this, just ignore
this mail. Nothing will change.

-- 
${operator}
`,
    },
    undo: {
      subject: (page) => `[${page}] Your mail address was changed`,
      text: ({ page, link, days, operator }) => `The notices of ${page} now go to another address.
Nothing more is sent to this one.

If you made the change, there is nothing to do.
If you did not, take it back with the button on this page.
${link}

The link works for ${days} days.

-- 
${operator}
`,
    },
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
    retraction: (report, at) => `${report} of ${at} was wrong, and we take it back. We are sorry for the mistake.`,
    retractionOfAll: 'It was the only report: nothing is being reported here any more.',
  },
};
