import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { applyOverrides, parseOverride, type SymbolOverride } from './overrides.ts';
import { resolve } from './resolve.ts';
import { buildSymbolTable, type SymbolRow } from './symbolTable.ts';
import { row } from './testing/smallTable.ts';

const override = (
  action: SymbolOverride['action'],
  symbol: string,
  to: string,
  fromDay: string | null,
): SymbolOverride => ({
  action,
  scheme: 'bloomberg',
  symbol,
  to,
  fromDay,
  why: '',
});

const spans = (rows: readonly SymbolRow[]): string[] =>
  buildSymbolTable(rows).table.rows.map(
    ({ permanentId, scheme, symbol, validFrom, validTo }) =>
      `${permanentId}: ${scheme} ${symbol} ${validFrom ?? ''}..${validTo ?? ''}`,
  );

const MAP = [
  row('FB US', 'bloomberg', 'FB US'),
  row('FB US', 'yahoo', 'FB'),
  row('FB US', 'isin', 'US30303M1027'),
  row('META US', 'bloomberg', 'META US'),
  row('META US', 'yahoo', 'META'),
  row('META US', 'isin', 'US30303M1027'),
];

describe('overrides', () => {
  it('join two listings of a map that are one company, in every scheme', () => {
    const { rows, unused } = applyOverrides(MAP, [override('rename', 'FB US', 'META US', '2022-06-09')]);
    assert.deepEqual(unused, []);
    assert.deepEqual(spans(rows), [
      'FB US: bloomberg FB US ..2022-06-08',
      'FB US: bloomberg META US 2022-06-09..',
      'FB US: isin US30303M1027 ..',
      'FB US: yahoo FB ..2022-06-08',
      'FB US: yahoo META 2022-06-09..',
    ]);
  });

  it('keep a symbol that the map gives to both, and settle that it was ambiguous', () => {
    const map = [...MAP.slice(0, 1), row('FB US', 'yahoo', 'META'), ...MAP.slice(3, 5)];
    assert.equal(buildSymbolTable(map).findings[0]?.kind, 'overlap');
    const { rows } = applyOverrides(map, [override('rename', 'FB US', 'META US', '2022-06-09')]);
    assert.ok(buildSymbolTable(rows).findings.every(({ severity }) => severity === 'info'));
    assert.deepEqual(
      spans(rows).filter((line) => line.includes('yahoo')),
      ['FB US: yahoo META ..'],
    );
  });

  it('rename a listing whose new symbol the map does not know', () => {
    const { rows } = applyOverrides(MAP.slice(0, 2), [override('rename', 'FB US', 'META US', '2022-06-09')]);
    assert.deepEqual(spans(rows), [
      'FB US: bloomberg FB US ..2022-06-08',
      'FB US: bloomberg META US 2022-06-09..',
      'FB US: yahoo FB ..',
    ]);
  });

  it('change nothing when they are applied twice', () => {
    const lines = [override('rename', 'FB US', 'META US', '2022-06-09')];
    const once = applyOverrides(MAP, lines).rows;
    assert.deepEqual(spans(applyOverrides(once, lines).rows), spans(once));
  });

  it('follow a company through two renames, back to its first symbol', () => {
    const map = [row('FISV US', 'bloomberg', 'FISV US'), row('FI US', 'bloomberg', 'FI US')];
    const { rows } = applyOverrides(map, [
      override('rename', 'FISV US', 'FI US', '2023-06-07'),
      override('rename', 'FI US', 'FISV US', '2025-11-11'),
    ]);
    const { table, findings } = buildSymbolTable(rows);
    assert.ok(findings.every(({ kind }) => kind === 'renamed'));
    for (const [symbol, date] of [
      ['FISV US', '2023-06-06'],
      ['FI US', '2025-11-10'],
      ['FISV US', '2025-11-11'],
    ] as const) {
      const answer = resolve(table, { symbol, scheme: 'bloomberg', date });
      assert.ok(answer.status === 'found' && answer.permanentId === 'FISV US', `${symbol} ${date}`);
    }
  });

  it('end a symbol, and give a re-used one its own permanent id', () => {
    const { rows } = applyOverrides(MAP.slice(0, 1), [override('end', 'FB US', '', '2022-06-09')]);
    assert.deepEqual(spans(rows), ['FB US: bloomberg FB US ..2022-06-08']);
    const reused = applyOverrides(MAP.slice(0, 1), [override('reuse', 'FB US', '', '2022-06-09')]).rows;
    assert.deepEqual(spans(reused), ['FB US: bloomberg FB US ..2022-06-08', 'FB US~1: bloomberg FB US 2022-06-09..']);
    const again = applyOverrides(reused, [override('reuse', 'FB US', '', '2024-01-02')]).rows;
    assert.ok(spans(again).includes('FB US~2: bloomberg FB US 2024-01-02..'));
  });

  it('set and drop the symbol of a listing', () => {
    const set: SymbolOverride = { ...override('set', 'FB US', 'FB-A', null), scheme: 'yahoo' };
    assert.ok(spans(applyOverrides(MAP, [set]).rows).includes('FB US: yahoo FB-A ..'));
    assert.ok(!spans(applyOverrides(MAP, [set]).rows).includes('FB US: yahoo FB ..'));
    const later = spans(applyOverrides(MAP, [{ ...set, fromDay: '2022-06-09' }]).rows);
    assert.ok(later.includes('FB US: yahoo FB ..2022-06-08') && later.includes('FB US: yahoo FB-A 2022-06-09..'));
    const drop: SymbolOverride = { ...override('drop', 'FB US', 'FB', null), scheme: 'yahoo' };
    assert.ok(!spans(applyOverrides(MAP, [drop]).rows).some((line) => line.includes('yahoo FB ')));
  });

  it('say when they changed nothing', () => {
    const { rows, unused } = applyOverrides(MAP, [
      override('end', 'TWTR US', '', '2022-10-28'),
      override('drop', 'FB US', 'X US', null),
    ]);
    assert.equal(rows.length, MAP.length);
    assert.deepEqual(unused, [
      'end of bloomberg TWTR US changes nothing: the table has no such symbol then.',
      'drop of bloomberg FB US changes nothing: the table has no such symbol then.',
    ]);
  });
});

it('a line of the file is read whole, or refused for a reason', () => {
  const line = {
    action: 'rename',
    scheme: 'bloomberg',
    symbol: ' FB  US ',
    to: 'META US',
    from_day: '2022-06-09',
    why: 'name',
  };
  assert.deepEqual(parseOverride(line), { ...override('rename', 'FB US', 'META US', '2022-06-09'), why: 'name' });
  const faults: [Record<string, string>, RegExp][] = [
    [{ ...line, action: 'move' }, /action is "move"/],
    [{ ...line, scheme: 'ric' }, /scheme is "ric"/],
    [{ ...line, symbol: '' }, /no symbol/],
    [{ ...line, from_day: '9.6.2022' }, /no ISO day/],
    [{ ...line, from_day: '' }, /needs from_day/],
    [{ ...line, to: '' }, /needs to/],
  ];
  for (const [fields, fault] of faults) {
    const read = parseOverride(fields);
    assert.match('fault' in read ? read.fault : '', fault);
  }
});
