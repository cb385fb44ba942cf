import { expect, test } from 'vitest';
import { mainDomains } from '../../src/incidents/main-domains.ts';

test('the domains of the main service are those its hosts stand under, each once', () => {
  const primary = ['www.example.jp', 'Mail.example.jp', 'shop.example.co.jp', 'example.com', 'a.b.example.school'];
  expect(mainDomains({ primary })).toEqual(['example.jp', 'example.co.jp', 'example.com', 'example.school']);
});
