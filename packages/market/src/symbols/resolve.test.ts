import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { resolve, symbolOn } from './resolve.ts';
import type { Scheme } from './scheme.ts';
import { buildSymbolTable, isValidOn } from './symbolTable.ts';
import { row, SMALL_ROWS, smallTable } from './testing/smallTable.ts';

const table = smallTable();
const ask = (symbol: string, scheme: Scheme, date: string) => resolve(table, { symbol, scheme, date });

describe('resolving a symbol', () => {
  it('finds a symbol of its day, whatever spaces are around it', () => {
    const answer = ask(' 7203  JP ', 'bloomberg', '2023-01-06');
    assert.ok(answer.status === 'found' && answer.permanentId === '7203 JP');
  });

  it('keeps one permanent id through a rename, to the day', () => {
    const ids = ['2022-06-08', '2022-06-09'].map((date, index) =>
      ask(['FB US', 'META US'][index] as string, 'bloomberg', date),
    );
    assert.ok(ids.every((answer) => answer.status === 'found' && answer.permanentId === 'FB US'));
  });

  it('says that a symbol expired, and what the listing is called now', () => {
    const answer = ask('FB US', 'bloomberg', '2022-06-09');
    assert.ok(answer.status === 'expired' && answer.newer === 'META US');
    assert.equal(answer.reason, 'Bloomberg ticker FB US ended on 2022-06-08, its company is META US now');
  });

  it('says that a symbol expired with its company', () => {
    const answer = ask('TWTR US', 'bloomberg', '2023-01-06');
    assert.ok(answer.status === 'expired' && answer.newer === null);
  });

  it('says that a symbol is of later, and what the listing was called', () => {
    const answer = ask('META US', 'bloomberg', '2021-01-06');
    assert.ok(answer.status === 'early' && answer.older === 'FB US');
  });

  it('knows a re-used symbol as two listings, and neither in between', () => {
    const [first, between, second] = ['2018-11-30', '2020-01-06', '2022-11-08'].map((date) =>
      ask('GEN US', 'bloomberg', date),
    );
    assert.ok(first.status === 'found' && first.permanentId === 'GEN US');
    assert.ok(between.status === 'expired' && between.permanentId === 'GEN US');
    assert.ok(second.status === 'found' && second.permanentId === 'GEN US~1');
  });

  it('takes a symbol that two listings had before for the later one', () => {
    const rows = [row('A US', 'yahoo', 'X', null, '2010-12-31'), row('B US', 'yahoo', 'X', '2012-01-02', '2015-06-30')];
    const answer = resolve(buildSymbolTable(rows).table, { symbol: 'X', scheme: 'yahoo', date: '2020-01-06' });
    assert.ok(answer.status === 'expired' && answer.permanentId === 'B US');
  });

  it('does not choose between two listings', () => {
    const answer = ask('DAI.DE', 'yahoo', '2023-01-06');
    assert.ok(answer.status === 'ambiguous' && answer.candidates.length === 2);
    assert.equal(answer.reason, 'Yahoo symbol DAI.DE names DAI GR and MBG GR on 2023-01-06');
  });

  it('does not know a symbol in another scheme or case', () => {
    assert.equal(ask('AAPL', 'bloomberg', '2023-01-06').status, 'unknown');
    assert.equal(ask('aapl us', 'bloomberg', '2023-01-06').status, 'unknown');
  });

  it('agrees with the rows: found exactly where one listing has the symbol', () => {
    const anyDay = fc.date({ min: new Date('2015-01-01'), max: new Date('2025-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.constantFrom(...SMALL_ROWS), anyDay, ({ symbol, scheme }, day) => {
        const date = day.toISOString().slice(0, 10);
        const valid = SMALL_ROWS.filter(
          (row) => row.symbol === symbol && row.scheme === scheme && isValidOn(row, date),
        );
        const { status } = ask(symbol, scheme, date);
        assert.equal(status === 'found', valid.length === 1);
        assert.equal(status === 'ambiguous', valid.length > 1);
        for (const { permanentId } of valid) assert.equal(symbolOn(table, permanentId, scheme, date), symbol);
      }),
    );
  });
});
