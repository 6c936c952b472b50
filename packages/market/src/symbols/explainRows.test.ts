import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { explainRows } from './explainRows.ts';
import { buildSymbolTable } from './symbolTable.ts';
import { row, SMALL_ROWS, smallTable } from './testing/smallTable.ts';

const table = smallTable();
const date = '2023-01-06';
const answers = (header: string, ...symbols: string[]): string[] =>
  explainRows(table, { header, symbols }, { date }).rows.map(({ status, sentence }) => `${status}: ${sentence}`);

describe('explaining rows', () => {
  it('takes any scheme under the header ticker, row by row', () => {
    const { allMatch, matchedBy } = explainRows(
      table,
      { header: 'ticker', symbols: ['AAPL', 'META US', '7203.XTKS', 'BRK-B'] },
      { date },
    );
    assert.equal(allMatch, true);
    assert.deepEqual(matchedBy, { yahoo: 2, bloomberg: 1, exchange: 1 });
  });

  it('answers each kind of row with its remedy', () => {
    assert.deepEqual(answers('ticker', 'AAPL', 'AAPL US', 'FB', 'TWTR US', 'DAI.DE', 'brk-b', 'QQQQQ', '', 'AAPL'), [
      'matched: Matched as Yahoo symbol.',
      'duplicate: This is AAPL US again, which row 1 calls AAPL; keep one of the two.',
      'expired: Yahoo symbol FB ended on 2022-06-08, its company is META now; write META.',
      'expired: Bloomberg ticker TWTR US ended on 2022-10-27, and its company has none since; remove the row.',
      'ambiguous: Yahoo symbol DAI.DE names DAI GR and MBG GR on 2023-01-06; name it by another scheme, such as ISIN or FIGI.',
      'unmatched: No Yahoo symbol is brk-b; capitals count: write BRK-B.',
      'unmatched: No listing is called QQQQQ; nothing is near, so check it or remove the row.',
      'empty: The row has no symbol; fill it in or remove the row.',
      'duplicate: This is AAPL US of row 1 again; keep one of the two.',
    ]);
  });

  it('says that a header declares another scheme than the values are of, and loses no row', () => {
    const symbols = ['AAPL', '7203.T', 'META', 'AAPL US'];
    const { headerProblem, rows, totals } = explainRows(table, { header: 'bloomberg_ticker', symbols }, { date });
    assert.match(
      headerProblem ?? '',
      /says Bloomberg ticker, and 1 of 4 values are one while 3 are a Yahoo symbol; call it yahoo/,
    );
    assert.equal(rows.length, 4);
    assert.deepEqual([totals.unmatched, totals.matched], [3, 1]);
    assert.deepEqual(
      rows.map(({ suggestion }) => suggestion),
      ['AAPL US', '7203 JP', 'META US', null],
    );
    assert.equal(explainRows(table, { header: 'ticker', symbols: symbols.slice(0, 3) }, { date }).allMatch, true);
  });

  it('says that the table has no symbols of the declared scheme', () => {
    const { headerProblem } = explainRows(table, { header: 'sedol', symbols: ['2046251'] }, { date });
    assert.match(headerProblem ?? '', /the symbol table has none/);
  });

  it('tries the column’s own scheme first, and calls a value ambiguous where the others disagree', () => {
    const rows = [
      row('A US', 'yahoo', '2046251'),
      row('B US', 'sedol', '2046251'),
      row('C US', 'bloomberg', 'C US'),
      row('D US', 'bloomberg', 'D US'),
    ];
    const explain = (...symbols: string[]) =>
      explainRows(buildSymbolTable(rows).table, { header: 'ticker', symbols }, { date }).rows.at(-1);
    assert.equal(explain('C US', 'D US', '2046251')?.status, 'ambiguous');
    assert.equal(explain('2046251')?.permanentId, 'B US');
  });

  it('judges each row on its own day, and the same listing on two days is no duplicate', () => {
    const column = {
      header: 'ticker',
      symbols: ['FB', 'META', 'META'],
      dates: ['2022-06-03', '2022-06-10', '2022-06-03'],
    };
    const { rows } = explainRows(table, column, { date });
    assert.deepEqual(
      rows.map(({ status, suggestion }) => [status, suggestion]),
      [
        ['matched', null],
        ['matched', null],
        ['early', 'FB'],
      ],
    );
  });

  it('gives one answer to every row, totals that add up, and each listing once a day', () => {
    const known = SMALL_ROWS.map(({ symbol }) => symbol);
    const anySymbol = fc.oneof(
      fc.constantFrom(...known),
      fc.string({ maxLength: 12 }),
      fc.constantFrom('', ' ', 'aapl'),
    );
    fc.assert(
      fc.property(
        fc.array(anySymbol, { maxLength: 30 }),
        fc.constantFrom('ticker', 'yahoo', 'isin', 'x'),
        (symbols, header) => {
          const { rows, totals, matchedBy, allMatch } = explainRows(table, { header, symbols }, { date });
          assert.deepEqual(
            rows.map(({ row }) => row),
            symbols.map((_, index) => index + 1),
          );
          const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0);
          assert.equal(sum(totals), symbols.length);
          assert.equal(sum(matchedBy), totals.matched);
          assert.equal(allMatch, symbols.length > 0 && rows.every(({ status }) => status === 'matched'));
          const matched = rows.filter(({ status }) => status === 'matched').map(({ permanentId }) => permanentId);
          assert.equal(new Set(matched).size, matched.length);
          for (const { sentence } of rows) assert.match(sentence, /^\P{Cc}+\.$/u);
        },
      ),
    );
  });

  it('a suggestion, written instead, matches', () => {
    const misses = ['aapl us', 'BRK.B US', '7203', 'FB', 'APPL', 'AAPL US Equity', 'META'];
    for (const header of ['bloomberg_ticker', 'yahoo']) {
      for (const { symbol, suggestion } of explainRows(table, { header, symbols: misses }, { date }).rows) {
        if (suggestion === null) continue;
        assert.equal(
          explainRows(table, { header, symbols: [suggestion] }, { date }).allMatch,
          true,
          `${symbol} ${suggestion}`,
        );
      }
    }
  });
});
