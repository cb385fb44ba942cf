import type { PageTexts } from './page-texts.ts';

/** What each page after a form says in English: what happened, and what to do. */
export const outcomesEn: PageTexts['outcome'] = {
  'subscribe-sent': {
    title: 'Please look at your mail',
    text: [
      'If this address can be subscribed, a mail is on its way and should arrive within minutes. Open its link and press the button, and you are subscribed.',
      'If nothing comes, look among junk mail, and check that the address was typed correctly.',
    ],
  },
  confirm: {
    title: 'Confirm your subscription',
    text: [
      'Press the button to subscribe to our notices.',
      'If you did not ask for this, just close the page. Nothing will be sent.',
    ],
  },
  confirmed: {
    title: 'You are subscribed',
    text: ['We will send you our notices from now on.', 'To stop, use the unsubscribe link in any of our mails.'],
  },
  'confirm-invalid': {
    title: 'We could not confirm this',
    text: [
      'The link or code is more than 7 days old, has already been used, or the code is not the right one.',
      'If you typed the code, please go back and check it once more. If it is too old, please subscribe again.',
    ],
  },
  unsubscribe: {
    title: 'Stop these mails?',
    text: [
      'Press the button and we send no more notices to this address.',
      'If you do not, everything stays as it is.',
    ],
  },
  unsubscribed: {
    title: 'You are unsubscribed',
    text: ['We will send no more notices to this address.', 'A mail that was already on its way may still arrive.'],
  },
  'invalid-address': {
    title: 'Please check the mail address',
    text: [
      'We could not read it as a mail address. Nothing has been stored.',
      'Please go back and enter it in the form name@example.org.',
    ],
  },
  'invalid-form': {
    title: 'We could not read the form',
    text: ['Nothing has been stored or changed.', 'Please try again from the subscription page.'],
  },
  'foreign-site': {
    title: 'This was sent from another site',
    text: [
      'For safety we accept only what is sent from our own pages. Nothing has been stored or changed.',
      'Please open the subscription page and try again.',
    ],
  },
  'too-large': {
    title: 'The form was too large',
    text: ['Nothing has been stored or changed.', 'Please try again from the subscription page.'],
  },
  unavailable: {
    title: 'We cannot take this just now',
    text: [
      'Something is wrong on our side for the moment. Nothing has been stored or changed.',
      'Please try again later. Our notices can still be read on this page and in the feeds.',
    ],
  },
  closed: {
    title: 'Subscribing by mail is closed',
    text: [
      'We are not taking subscriptions at present. Nothing has been stored.',
      'You can follow our notices on this page or in the feeds.',
    ],
  },
  'not-found': {
    title: 'There is no such page',
    text: [
      'The address may be mistyped, or the link may have been cut short.',
      'The current status is on the front page.',
    ],
  },
};
