import assert from 'node:assert/strict';
import { it } from 'node:test';

import { companyKey } from './companyName.ts';

it('gives the classes of one company one key', () => {
  const families = [
    ['Alphabet Inc. Class C Capital Stock', 'Alphabet Inc. Class A Common Stock'],
    ['Liberty Global Ltd. Class A Common Shares', 'Liberty Global Ltd. Class K Common Shares'],
    [
      'Banco Bradesco Sa American Depositary Shares',
      'Banco Bradesco Sa American Depositary Shares (each representing one Common Share)',
    ],
    ["Levi's Co. Common Stock", 'Levis Co. Class A Common Stock'],
  ];
  for (const [a, b] of families) assert.equal(companyKey(a as string), companyKey(b as string));
});

it('keeps companies apart that differ in their legal form, and tracking stocks of different businesses', () => {
  const strangers = [
    ['First Bancorp Common Stock', 'First Bancorp Inc (The)  Common Stock'],
    ['Blue Owl Capital Corporation Common Stock', 'Blue Owl Capital Inc. Class A Common Stock'],
    [
      'Liberty Media Corporation Series A Liberty SiriusXM Common Stock',
      'Liberty Media Corporation Series A Liberty Formula One Common Stock',
    ],
  ];
  for (const [a, b] of strangers) assert.notEqual(companyKey(a as string), companyKey(b as string));
});

it('knows no company by class words alone', () => {
  assert.equal(companyKey('Class A Common Stock'), null);
  assert.equal(companyKey(''), null);
});
