import { expect, test } from 'vitest';
import { contrast, legibleOn, papers } from '../../src/incidents/accent.ts';
import { noBrand, readBrand } from '../../src/incidents/brand.ts';
import { readPage } from '../../src/incidents/read-page.ts';
import { goodPageText } from '../support/notice.ts';

const branded = (text: string) => readPage(`${goodPageText}branding: { ${text} }\n`, 'page.yaml');

test.each(['#d9480f', '#ffee00', '#14523a', '#808080', '#000080'])(
  'an accent of %s is legible on both papers',
  (colour) => {
    for (const paper of Object.values(papers))
      expect(contrast(legibleOn(paper, colour), paper)).toBeGreaterThanOrEqual(7);
  },
);

test('a pale accent is warned of with one that would do; a good one is shown as it is', () => {
  const { page, findings } = branded('accent: "#d9480f"');
  expect(page?.branding.accent).toBe('#d9480f');
  expect(findings).toMatchObject([
    { severity: 'warning', cure: expect.stringContaining(legibleOn(papers.light, '#d9480f')) },
  ]);
  expect(branded('accent: "#14523a"').findings).toEqual([]);
  expect(legibleOn(papers.light, '#14523a')).toBe('#14523a');
  expect(branded('acent: "#14523a"').findings).toMatchObject([{ severity: 'error' }]);
});

test('what is named is read once; what is missing, too large or could leave its place is left out and said', async () => {
  const { page } = branded('logo: logo.svg, stylesheet: own.css');
  const worn = async (contents: Record<string, string>) => {
    const files = Object.keys(contents).map((name) => ({ name, id: `${name} ${contents[name]}`, changedAt: 0 }));
    return readBrand(async (id) => Buffer.from(contents[id.split(' ')[0] ?? ''] ?? ''), files, page, noBrand);
  };
  const good = await worn({ 'logo.svg': '<svg/>', 'own.css': 'h1{color:red}' });
  expect(good).toMatchObject({ brand: { logo: { name: 'logo.svg' }, stylesheet: 'h1{color:red}' }, findings: [] });
  const bad = await worn({ 'logo.svg': 'x'.repeat(17_000), 'own.css': '</style><script>' });
  expect(bad.brand).toEqual({});
  expect(bad.findings.map(({ file, severity }) => `${file} ${severity}`)).toEqual([
    'logo.svg warning',
    'own.css warning',
  ]);
  expect((await worn({})).findings.length).toBe(2);
});
