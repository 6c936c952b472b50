import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { buildSymbolTable, type SymbolRow } from './symbolTable.ts';
import { row, SMALL_ROWS } from './testing/smallTable.ts';

const kinds = (rows: readonly SymbolRow[]): string[] => buildSymbolTable(rows).findings.map(({ kind }) => kind);

describe('building a symbol table', () => {
  it('finds renames, re-used symbols and overlaps, errors first', () => {
    const { findings } = buildSymbolTable(SMALL_ROWS);
    assert.deepEqual(
      findings.map(({ severity, kind, sentence }) => `${severity} ${kind}: ${sentence}`),
      [
        'error overlap: Yahoo symbol DAI.DE names DAI GR and MBG GR on every day; end one of them.',
        'info reused_symbol: Bloomberg ticker GEN US named GEN US and GEN US~1, from 2022-11-08 on.',
        'info renamed: The Bloomberg ticker of FB US was FB US and META US from 2022-06-09 on.',
        'info renamed: The Yahoo symbol of FB US was FB and META from 2022-06-09 on.',
      ],
    );
  });

  it('gives the same table and findings for rows in any order', () => {
    const { table, findings } = buildSymbolTable(SMALL_ROWS);
    fc.assert(
      fc.property(fc.shuffledSubarray([...SMALL_ROWS], { minLength: SMALL_ROWS.length }), (rows) => {
        const other = buildSymbolTable(rows);
        assert.deepEqual(other.table.rows, table.rows);
        assert.deepEqual(other.findings, findings);
      }),
    );
  });

  it('leaves out rows that cannot be used, each with its finding', () => {
    const bad = [
      row('AAPL US', 'isin', 'US0378331006'),
      row('', 'yahoo', 'AAPL'),
      row('AAPL US', 'yahoo', ''),
      row('AAPL US', 'yahoo', 'AAPL', '2023-02-29'),
      row('AAPL US', 'yahoo', 'AAPL', '2023-02-02', '2023-02-01'),
    ];
    const { table, findings } = buildSymbolTable(bad);
    assert.equal(table.rows.length, 0);
    assert.deepEqual(findings.map(({ kind }) => kind).sort(), [
      'bad_days',
      'bad_days',
      'malformed',
      'malformed',
      'malformed',
    ]);
    assert.ok(findings.every(({ severity, rows }) => severity === 'error' && rows.length === 1));
    assert.match(findings.map(({ sentence }) => sentence).join(), /"US0378331006" of AAPL US is no ISIN/);
  });

  it('keeps one of two equal rows', () => {
    const twice = [row('A US', 'yahoo', 'A'), row('A US', 'yahoo', 'A')];
    assert.equal(buildSymbolTable(twice).table.rows.length, 1);
    assert.deepEqual(kinds(twice), ['repeated_row']);
  });

  it('sees an overlap on one day, and none where one row ends the day before', () => {
    const from = (day: string): SymbolRow[] => [
      row('A US', 'yahoo', 'A', null, '2020-05-05'),
      row('B US', 'yahoo', 'A', day),
    ];
    assert.deepEqual(kinds(from('2020-05-05')), ['overlap']);
    assert.deepEqual(kinds(from('2020-05-06')), ['reused_symbol']);
  });

  it('sees the overlap behind a row that lies within a long one', () => {
    const rows = [
      row('A US', 'yahoo', 'A', '2000-01-01', '2020-12-31'),
      row('A US', 'yahoo', 'A', '2001-01-01', '2001-12-31'),
      row('B US', 'yahoo', 'A', '2010-01-01'),
    ];
    assert.deepEqual(kinds(rows), ['overlap']);
  });

  it('warns of two symbols of one listing at a time', () => {
    assert.deepEqual(kinds([row('A US', 'yahoo', 'A'), row('A US', 'yahoo', 'A-B')]), ['several_symbols']);
  });
});
