import assert from 'node:assert/strict';
import { it } from 'node:test';

import { isOneEditApart } from './oneEdit.ts';
import type { Scheme } from './scheme.ts';
import { createSuggester } from './suggest.ts';
import { buildSymbolTable } from './symbolTable.ts';
import { row, smallTable } from './testing/smallTable.ts';

const suggester = createSuggester(smallTable());
const near = (symbol: string, scheme: Scheme, date = '2023-01-06'): string[] =>
  suggester.suggest(symbol, scheme, date).map(({ symbol, kind }) => `${symbol} ${kind}`);

it('finds what was meant by case, another scheme, a missing market, other signs, one character', () => {
  assert.deepEqual(near('aapl us', 'bloomberg'), ['AAPL US case']);
  assert.deepEqual(near('7203.T', 'bloomberg'), ['7203 JP scheme']);
  assert.deepEqual(near('US0378331005', 'yahoo'), ['AAPL scheme']);
  assert.deepEqual(near('7203', 'yahoo'), ['7203.T suffix']);
  assert.deepEqual(near('BRK.B US', 'bloomberg'), ['BRK/B US spelling']);
  assert.deepEqual(near('AAPL US Equity', 'bloomberg'), ['AAPL US spelling']);
  assert.deepEqual(near('APPL', 'yahoo'), ['AAPL edit']);
});

it('says what a symbol of another scheme that ended is called now', () => {
  assert.deepEqual(near('FB', 'bloomberg'), ['META US scheme']);
});

it('suggests what holds on the day only', () => {
  assert.deepEqual(near('META', 'bloomberg', '2021-01-06'), ['FB US scheme']);
  assert.deepEqual(near('twtr us', 'bloomberg', '2023-01-06'), []);
});

it('suggests nothing where nothing is near, nor by one character of two', () => {
  assert.deepEqual(near('ZZZZ US', 'bloomberg'), []);
  assert.deepEqual(near('FA', 'yahoo', '2021-01-06'), []);
});

it('gives at most three, a changed character before a lost one', () => {
  const rows = ['AAB', 'AAC', 'AAD', 'AAAE'].map((symbol) => row(`${symbol} US`, 'yahoo', symbol));
  const found = createSuggester(buildSymbolTable(rows).table).suggest('AAE', 'yahoo', '2023-01-06');
  assert.deepEqual(
    found.map(({ symbol }) => symbol),
    ['AAB', 'AAC', 'AAD'],
  );
  assert.ok(found.every(({ symbol }) => isOneEditApart(symbol, 'AAE')));
});
