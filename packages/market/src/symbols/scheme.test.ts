import assert from 'node:assert/strict';
import { it } from 'node:test';

import { marketOf } from './markets.ts';
import { cleanSymbol, SCHEME_RULES, schemeOfHeader, schemesByForm, SCHEMES } from './scheme.ts';

it('reads headers without regard to case, spaces and underscores', () => {
  assert.equal(schemeOfHeader('numerai_ticker'), 'numerai_ticker');
  assert.equal(schemeOfHeader('Bloomberg Ticker'), 'bloomberg');
  assert.equal(schemeOfHeader('composite_figi'), 'figi');
  assert.equal(schemeOfHeader('CUSIP'), 'cusip');
  assert.equal(schemeOfHeader('Ticker'), 'any');
  assert.equal(schemeOfHeader('signal'), null);
});

it('knows the form of its own examples', () => {
  for (const scheme of SCHEMES) assert.ok(SCHEME_RULES[scheme].isWellFormed(SCHEME_RULES[scheme].example), scheme);
});

it('tells symbols of different schemes apart by their form', () => {
  const forms: [string, string][] = [
    ['AAPL US', 'numerai_ticker bloomberg'],
    ['ATCO A SS', 'numerai_ticker bloomberg'],
    ['BRK/B US', 'numerai_ticker bloomberg'],
    ['7203.T', 'yahoo'],
    ['BRK-B', 'yahoo'],
    ['7203.XTKS', 'exchange'],
    ['US0378331005', 'isin yahoo'],
    ['037833100', 'cusip yahoo'],
    ['2046251', 'sedol yahoo'],
    ['BBG000B9XRY4', 'figi yahoo'],
    ['aapl', ''],
    ['7203.QQ', ''],
    ['7203.XXXX', ''],
  ];
  for (const [symbol, schemes] of forms) assert.equal(schemesByForm(symbol).join(' '), schemes, symbol);
});

it('cleans spaces and nothing else', () => {
  assert.equal(cleanSymbol('  BRK/B   US '), 'BRK/B US');
  assert.equal(cleanSymbol('aapl us'), 'aapl us');
});

it('knows the market of a Bloomberg ticker', () => {
  assert.equal(marketOf('7203 JP')?.mics[0], 'XTKS');
  assert.equal(marketOf('ATCO A SS')?.country, 'Sweden');
  assert.equal(marketOf('7203'), null);
});
