import { HtmlValidate } from 'html-validate';
import { expect, test } from 'vitest';
import { drawEverything, isPage } from '../support/pages.ts';

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // A number is kept on one line by the stylesheet: other signs in it would be copied along.
    'tel-non-breaking': 'off',
    // The state stands first in a title; what a narrow tab cuts off is the name.
    'long-title': 'off',
    // Several services are chosen by boxes of one name.
    'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'button', 'submit'] }],
  },
});

test('every page is valid HTML, in both languages, answers to forms and personal ones too', async () => {
  const drawn = [...(await drawEverything('https://status.example.org'))].filter(([, { headers }]) => isPage(headers));
  expect(drawn.length).toBeGreaterThan(80);
  const faults: string[] = [];
  for (const [path, { body }] of drawn) {
    const { results } = await validator.validateString(Buffer.from(body).toString('utf8'));
    for (const { messages } of results)
      faults.push(...messages.map(({ ruleId, message, selector }) => `${path} ${ruleId}: ${message} (${selector})`));
  }
  expect(faults).toEqual([]);
});
