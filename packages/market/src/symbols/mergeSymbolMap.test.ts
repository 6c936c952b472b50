import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { diffSymbols } from './diffSymbols.ts';
import { mergeSymbolMap } from './mergeSymbolMap.ts';
import { buildSymbolTable, type SymbolRow } from './symbolTable.ts';
import { row, SMALL_ROWS } from './testing/smallTable.ts';

const listing = (ticker: string, isin?: string): SymbolRow[] => [
  row(`${ticker} US`, 'bloomberg', `${ticker} US`),
  row(`${ticker} US`, 'yahoo', ticker),
  ...(isin === undefined ? [] : [row(`${ticker} US`, 'isin', isin)]),
];
const shown = (rows: readonly SymbolRow[]): string[] =>
  buildSymbolTable(rows).table.rows.map(
    ({ permanentId, scheme, symbol, validFrom, validTo }) =>
      `${permanentId}: ${scheme} ${symbol} ${validFrom ?? ''}..${validTo ?? ''}`,
  );
const APPLE = 'US0378331005';
const OTHER = 'US38259P5089';

describe('a map that is brought into the table', () => {
  it('is the table where there was none, and changes nothing the second time', () => {
    assert.deepEqual(mergeSymbolMap([], SMALL_ROWS, '2023-01-06'), SMALL_ROWS);
    const again = mergeSymbolMap(SMALL_ROWS, SMALL_ROWS, '2023-02-06');
    assert.deepEqual(diffSymbols(SMALL_ROWS, again).counts, {
      added: 0,
      ended: 0,
      renamed: 0,
      reused: 0,
      conflicting: 0,
      changed: 0,
    });
  });

  it('keeps the permanent id of a company that it calls otherwise, by its ISIN', () => {
    const before = listing('AAPL', APPLE);
    const after = mergeSymbolMap(before, listing('FRUIT', APPLE), '2024-05-06');
    assert.deepEqual(shown(after), [
      'AAPL US: bloomberg AAPL US ..2024-05-05',
      'AAPL US: bloomberg FRUIT US 2024-05-06..',
      `AAPL US: isin ${APPLE} ..`,
      'AAPL US: yahoo AAPL ..2024-05-05',
      'AAPL US: yahoo FRUIT 2024-05-06..',
    ]);
    const { counts, examples } = diffSymbols(before, after);
    assert.deepEqual([counts.renamed, counts.added, counts.ended], [2, 2, 2]);
    assert.match(examples.renamed[0] ?? '', /Bloomberg ticker of AAPL US was AAPL US and FRUIT US from 2024-05-06/);
  });

  it('gives a new permanent id where a ticker belongs to another company by its codes', () => {
    const after = mergeSymbolMap(listing('AAPL', APPLE), listing('AAPL', OTHER), '2024-05-06');
    assert.deepEqual(new Set(after.map(({ permanentId }) => permanentId)), new Set(['AAPL US', 'AAPL US~1']));
    const { counts } = diffSymbols(listing('AAPL', APPLE), after);
    assert.ok(counts.conflicting + counts.reused > 0, 'whoever imports is told');
  });

  it('ends what the map no longer has, and keeps codes that it leaves out', () => {
    const before = [...listing('AAPL', APPLE), ...listing('GONE')];
    const after = mergeSymbolMap(before, listing('AAPL'), '2024-05-06');
    assert.deepEqual(shown(after), [
      'AAPL US: bloomberg AAPL US ..',
      `AAPL US: isin ${APPLE} ..`,
      'AAPL US: yahoo AAPL ..',
      'GONE US: bloomberg GONE US ..2024-05-05',
      'GONE US: yahoo GONE ..2024-05-05',
    ]);
    const { counts, examples, enter, leave } = diffSymbols(before, after);
    assert.deepEqual([counts.ended, enter.length, leave.length], [2, 2, 2]);
    assert.match(examples.ended[0] ?? '', /GONE US ended on 2024-05-05/);
  });

  it('names what conflicts now and did not before', () => {
    const after = [...listing('AAPL'), row('B US', 'yahoo', 'AAPL')];
    const { counts, examples } = diffSymbols(listing('AAPL'), after);
    assert.equal(counts.conflicting, 1);
    assert.match(examples.conflicting[0] ?? '', /AAPL names AAPL US and B US/);
    assert.equal(diffSymbols(after, after).counts.conflicting, 0, 'it is not news twice');
  });
});
