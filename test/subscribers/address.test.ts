import { expect, test } from 'vitest';
import { mailboxOf, readAddress } from '../../src/subscribers/address.ts';

test.each([
  ['hana@example.jp', 'hana@example.jp', 'hana@example.jp'],
  ['  Hana.Sato+news@Example.JP ', 'Hana.Sato+news@example.jp', 'hana.sato+news@example.jp'],
  ['ｈａｎａ＠ｅｘａｍｐｌｅ．ｊｐ', 'hana@example.jp', 'hana@example.jp'],
  ['hana@例え.jp', 'hana@xn--r8jz45g.jp', 'hana@xn--r8jz45g.jp'],
  ['docomo..ab@docomo.ne.jp', 'docomo..ab@docomo.ne.jp', 'docomo..ab@docomo.ne.jp'],
  ['hana.@ezweb.ne.jp', 'hana.@ezweb.ne.jp', 'hana.@ezweb.ne.jp'],
  ['a.-b..c.@t.vodafone.ne.jp', 'a.-b..c.@t.vodafone.ne.jp', 'a.-b..c.@t.vodafone.ne.jp'],
  ["o'neil/x?y@example.co.jp", "o'neil/x?y@example.co.jp", "o'neil/x?y@example.co.jp"],
  [`${'a'.repeat(64)}@example.jp`, `${'a'.repeat(64)}@example.jp`, `${'a'.repeat(64)}@example.jp`],
])('%j is accepted', (typed, address, key) => {
  expect(readAddress(typed)).toEqual({ address, key });
});

test.each([
  ['', /needs a name/],
  ['hana', /needs a name/],
  ['@example.jp', /needs a name/],
  ['hana@', /domain/],
  ['hana@localhost', /complete domain/],
  ['hana@[192.0.2.1]', /complete domain/],
  ['hana@192.0.2.1', /complete domain/],
  ['hana@0x7f.1', /complete domain/],
  ['hana@-example.jp', /complete domain/],
  ['hana@example..jp', /complete domain/],
  ['hana@ex%61mple.jp', /complete domain/],
  ['hana@example.jp/x', /complete domain/],
  ['花@example.jp', /plain letters/],
  ['ha na@example.jp', /does not belong/],
  ['"hana"@example.jp', /does not belong/],
  ['hana@sato@example.jp', /does not belong/],
  ['.hana@docomo.ne.jp', /does not belong/],
  ['ha..na@example.jp', /two dots/],
  ['hana.@example.jp', /two dots/],
  ['docomo..ab@docomo.ne.jp.example.com', /two dots/],
  ['docomo..ab@notdocomo.ne.jp', /two dots/],
  [`${'a'.repeat(65)}@example.jp`, /too long/],
  [`hana@${'a.'.repeat(125)}jp`, /too long/],
  ['hana@example.jp\r\nBcc: all@example.jp', /invisible/],
  ['hana@example.jp\n', /invisible/],
  ['ha\u0000na@example.jp', /invisible/],
  ['ha\u200bna@example.jp', /invisible/],
  ['hana@example.jp\u2028', /invisible/],
])('%j is refused', (typed, reason) => {
  expect(() => readAddress(typed)).toThrow(reason);
  expect(() => readAddress(typed)).toThrow(expect.objectContaining({ code: 'invalid' }));
});

test('limits see one mailbox behind its many spellings', () => {
  const mailbox = (typed: string) => mailboxOf(readAddress(typed));
  expect(mailbox('Ha.na+1@gmail.com')).toBe(mailbox('hana@googlemail.com'));
  expect(mailbox('hana+1@example.jp')).toBe('hana@example.jp');
  expect(mailbox('ha.na@example.jp')).toBe('ha.na@example.jp');
  expect(mailbox('+1@example.jp')).toBe('+1@example.jp');
});
