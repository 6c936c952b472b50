import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { explainRows } from './explainRows.ts';
import { buildSymbolTable } from './symbolTable.ts';
import { row, SMALL_ROWS } from './testing/smallTable.ts';
import { universeSymbols } from './universeSymbols.ts';

const answered = (tickers: readonly string[], day: string, header: string, ...symbols: string[]) => {
  const { rows } = universeSymbols(tickers, SMALL_ROWS, day);
  const { table } = buildSymbolTable(rows);
  return explainRows(table, { header, symbols }, { date: day }).rows.map(
    ({ status, permanentId, suggestion }) => `${status} ${permanentId ?? '-'} ${suggestion ?? '-'}`,
  );
};

describe('the symbols of a universe with tickers of its own', () => {
  it('stand for the imported listing whose ticker in the United States they are, however a class is written', () => {
    const tickers = ['AAPL', 'META', 'BRK.B', 'ZZZZ'];
    assert.deepEqual(universeSymbols(tickers, SMALL_ROWS, '2023-01-06').permanentIds, [
      'AAPL US',
      'FB US',
      'BRK/B US',
      'ZZZZ',
    ]);
    assert.deepEqual(answered(tickers, '2023-01-06', 'ticker', 'AAPL', 'META US', 'BRK/B US', 'ZZZZ', '7203.T'), [
      'matched AAPL US -',
      'matched FB US -',
      'matched BRK/B US -',
      'matched ZZZZ -',
      'matched 7203 JP -',
    ]);
    assert.deepEqual(answered(tickers, '2023-01-06', 'isin', 'US0378331005'), ['matched AAPL US -']);
    assert.deepEqual(answered(tickers, '2023-01-06', 'numerai_ticker', 'META', 'BRK.B'), [
      'matched FB US -',
      'matched BRK/B US -',
    ]);
  });

  it('know the well-known renames before and after the day without any map', () => {
    const own = (tickers: readonly string[], day: string, ...symbols: string[]) => {
      const { table } = buildSymbolTable(universeSymbols(tickers, [], day).rows);
      return explainRows(table, { header: 'ticker', symbols }, { date: day }).rows.map(
        ({ status, suggestion }) => `${status} ${suggestion ?? '-'}`,
      );
    };
    assert.deepEqual(own(['META'], '2022-07-01', 'FB', 'META'), ['expired META', 'matched -']);
    assert.deepEqual(own(['FB'], '2022-05-06', 'META', 'FB'), ['early FB', 'matched -']);
    assert.deepEqual(
      own(['FB', 'META'], '2022-05-06', 'META', 'FB'),
      ['matched -', 'matched -'],
      'both are stocks of their own',
    );
    assert.deepEqual(
      own(['META'], '2022-05-06', 'FB', 'META'),
      ['matched -', 'duplicate -'],
      'data that know it by its later name',
    );
    assert.deepEqual(own(['FB'], '2030-01-04', 'FB'), ['matched -'], 'a made-up company may bear any name');
  });

  it('do not take a listing of another day', () => {
    assert.deepEqual(universeSymbols(['TWTR', 'GEN'], SMALL_ROWS, '2023-01-06').permanentIds, ['TWTR', 'GEN US~1']);
    const early = universeSymbols(['META', 'GEN'], SMALL_ROWS, '2018-01-05').permanentIds;
    assert.deepEqual(early, ['FB US', 'GEN US'], 'data may call a company as it is called later');
    assert.deepEqual(universeSymbols(['A'], [row('A JP', 'bloomberg', 'A JP')], '2018-01-05').permanentIds, ['A']);
  });
});
