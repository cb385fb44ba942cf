import { badgeEn } from './badge-texts.ts';
import type { Catalogue } from './catalogue.ts';
import { clockEn } from './clock-texts.ts';
import { feedEn } from './feed-texts.ts';
import { mailEn } from './en-mail.ts';
import { pageEn } from './en-page.ts';
import { plainEn } from './plain-texts.ts';
import { staffEn } from './en-staff.ts';

export const en: Catalogue = {
  language: 'en',
  name: 'English',
  words: {
    status: {
      investigating: ['Investigating'],
      identified: ['Identified', 'In repair', 'Repairing'],
      monitoring: ['Monitoring'],
      resolved: ['Resolved', 'Fixed'],
      postmortem: ['Final report', 'Postmortem'],
      scheduled: ['Scheduled'],
      in_progress: ['In progress'],
      verifying: ['Verifying'],
      completed: ['Completed'],
      cancelled: ['Cancelled', 'Canceled'],
    },
    component: {
      operational: ['Operational'],
      under_maintenance: ['Under maintenance'],
      degraded_performance: ['Degraded performance', 'Degraded', 'Slow'],
      partial_outage: ['Partial outage'],
      major_outage: ['Major outage', 'Down', 'Outage'],
    },
    impact: { none: ['None'], minor: ['Minor'], major: ['Major'], critical: ['Critical'] },
    type: { incident: ['Incident'], maintenance: ['Maintenance'], exercise: ['Exercise'] },
    keys: {
      title: ['Title'],
      type: ['Type'],
      impact: ['Impact'],
      components: ['Components', 'Affected'],
      scheduled_for: ['Scheduled for', 'Starts'],
      scheduled_until: ['Scheduled until', 'Ends'],
      automatic: ['Automatic'],
      remind: ['Remind'],
      formerly: ['Formerly'],
      contacts: ['Contacts'],
      telephone: ['Telephone', 'Phone'],
      email: ['Email'],
      hours: ['Hours'],
      draft: ['Draft'],
      language: ['Language'],
      next: ['Next', 'Next report'],
      expected: ['Expected'],
      corrected: ['Corrected'],
      notify: ['Notify'],
      retracted: ['Retracted'],
    },
    report: (number) => `Report ${number}`,
    finalReport: 'Final report',
    listSeparator: ', ',
  },
  clock: clockEn,
  page: pageEn,
  feed: feedEn,
  badge: badgeEn,
  plain: plainEn,
  mail: mailEn,
  staff: staffEn,
};
