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
  'subscribe-sent-main': {
    title: 'Please look for our mail',
    text: [
      'If this address can be subscribed, a confirmation mail reaches you within a few minutes. Open its link and press the button.',
      'The address belongs to the same domain as the service itself. When the service is down, our notices may not get through to it. If you have another address, please subscribe with that one.',
      'If it does not come, please look in the spam folder and check the address for mistakes.',
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
    text: [
      'We will send you our notices from now on.',
      'To change what you get, or to stop, use the links in any of our mails.',
    ],
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
    text: [
      'We will send no more notices to this address.',
      'A mail that was already on its way may still arrive.',
      'If you pressed by mistake, the same link undoes it for 30 days.',
    ],
  },
  returned: {
    title: 'You are subscribed again',
    text: [
      'From the next notice on we send you the same as before.',
      'The link to unsubscribe still works, whenever you want it.',
    ],
  },
  'return-late': {
    title: 'This link cannot bring it back',
    text: [
      'It is more than 30 days since you left, or the subscription is no longer there.',
      'If you want our notices, please subscribe again.',
    ],
  },
  saved: {
    title: 'Changed',
    text: ['From the next notice on we send what you chose.'],
  },
  address: {
    title: 'Confirm your new address',
    text: [
      'Press the button and our notices go to the address at which you got this mail.',
      'If you did not ask for this, just close the page. Nothing will change.',
    ],
  },
  'address-changed': {
    title: 'Your address is changed',
    text: [
      'From the next notice on we write to this address.',
      'Links in earlier mails no longer work. Please use those in the new ones.',
    ],
  },
  forgotten: {
    title: 'Your data is erased',
    text: [
      'Your address, your choices and the record of what we sent are erased. No more notices will come.',
      'You can subscribe again at any time.',
    ],
  },
  'subscribe-step': {
    title: 'Please press once more',
    text: [
      'Many forms are coming in just now, and we want to be sure that a person sent this one.',
      'Press the button, and we send the confirmation mail as you asked.',
    ],
  },
  busy: {
    title: 'Too many at once',
    text: [
      'A confirmation mail would take more than an hour to reach you, so we are not taking more just now. Nothing has been stored.',
      'Please try again later. Our notices can still be read on this page and in the feeds.',
    ],
  },
  'invalid-address': {
    title: 'Please check the mail address',
    text: [
      'We could not read it as a mail address. Nothing has been stored.',
      'Please go back and enter it in the form name@example.org.',
    ],
  },
  'address-letters': {
    title: 'We cannot send to this address',
    text: [
      'It has letters before the @ that are not plain letters and digits. Mail does not reach such addresses from here yet. Nothing has been stored.',
      'Please use an address in plain letters and digits.',
    ],
  },
  'invalid-quiet': {
    title: 'Please check the quiet hours',
    text: [
      'They need a beginning and an end, at most 12 hours apart. Nothing has been stored.',
      'Please go back, change them, and press the button again.',
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
  broken: {
    title: 'We could not show this page',
    text: ['The fault is ours, and we are sorry.', 'Please try again in a few seconds.'],
  },
};
