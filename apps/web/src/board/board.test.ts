import assert from 'node:assert/strict';
import test from 'node:test';
import { boardCsv } from './boardCsv.ts';
import { boardFilter } from './boardFilter.ts';
import { accountRows, type BoardRow, modelRows, sumOf } from './boardRow.ts';

const row = (change: Partial<BoardRow>): BoardRow => ({
  rank: 1,
  id: 1,
  model: 'ridge',
  kind: 'ridge',
  account: 'ada',
  marked: false,
  rounds: 10,
  corr: 0.02,
  corrStandardError: 0.001,
  corrSharpe: 1,
  mmc: null,
  fnc: 0.01,
  tc: 0.001,
  tcStandardError: 0.0002,
  tcLeaveOneOut: null,
  tcLeaveOneOutStandardError: null,
  tcLeaveOneOutHeld: null,
  tcLeaveOneOutHeldStandardError: null,
  metaModelCorrelation: 0.8,
  stake: '100',
  payout: '1.5',
  return: 0.1,
  models: 1,
  returnDay: null,
  returnThreeMonths: null,
  returnYear: null,
  corrReputation: null,
  tcReputation: null,
  gate: null,
  ...change,
});

test('a filter takes words of name, account and kind, and comparisons, all of which have to hold', () => {
  const rows = [
    row({}),
    row({ model: 'trees', kind: 'trees', account: 'eve', tc: null }),
    row({ model: 'x', stake: '5' }),
  ];
  const found = (text: string) => rows.filter(boardFilter(text)).map(({ model }) => model);
  assert.deepEqual(found(''), ['ridge', 'trees', 'x']);
  assert.deepEqual(found('EVE'), ['trees']);
  assert.deepEqual(found('stake>=100'), ['ridge', 'trees']);
  assert.deepEqual(found('stake<100 ada'), ['x']);
  assert.deepEqual(found('tc>-1'), ['ridge', 'x'], 'what has no number does not match');
  assert.deepEqual(found('tc>'), ['ridge', 'trees', 'x'], 'half typed');
  assert.deepEqual(found('tostring>0'), [], 'a word like any other');
});

test('an account sums stakes to the last digit and weighs scores by them', () => {
  const [eve, ada, ...none] = accountRows([
    row({ stake: '100.000000000000000001', corr: 0.01, tc: 0 }),
    row({ id: 2, model: 'second', stake: '300', corr: 0.03, tc: 0 }),
    row({ id: 3, model: 'unstaked', stake: '0', corr: 9 }),
    row({ id: 4, model: 'other', account: 'eve', payout: '-0.000000000000000001' }),
    row({ id: 5, model: 'meta model', kind: 'meta', account: 'robata' }),
  ]);
  assert.deepEqual(none, []);
  assert.deepEqual([eve?.model, eve?.rank, ada?.model, ada?.rank, ada?.models], ['eve', 1, 'ada', 2, 3]);
  assert.equal(ada?.stake, '400.000000000000000001');
  assert.ok(Math.abs((ada?.corr ?? 0) - 0.025) < 1e-12);
  assert.equal(ada?.corrSharpe, null);
  assert.equal(eve?.payout, '-0.000000000000000001');
  assert.equal(sumOf(['1.5', '-1.5', '0']), '0');
});

test('returns and reputations find their models, and are not known before they are there', () => {
  const returns = { lastResolved: 3, returns: { 1: [0.01, null, 0.2] as const } };
  assert.deepEqual(
    modelRows([row({}), row({ id: 2 })], returns, undefined).map((line) => [line.returnDay, line.returnYear]),
    [
      [0.01, 0.2],
      [null, null],
    ],
  );
  const reputations = {
    definitionId: 'reputation@2022' as const,
    newest: { round: 3, day: 20 },
    reputations: { 2: [0.02, null] as const },
  };
  assert.deepEqual(
    modelRows([row({}), row({ id: 2 })], undefined, reputations).map((line) => [
      line.returnDay,
      line.corrReputation,
      line.tcReputation,
    ]),
    [
      [null, null, null],
      [null, 0.02, null],
    ],
  );
});

test('the state of a signal’s gates finds its model, is filtered by and saved', () => {
  const gate = { round: 9, compared: 4, churn: 0.2, turnover: null, reasons: ['churn', 'no_previous'] as const };
  const gates = { round: 9, policy: null, schedule: 'weekly' as const, states: { 1: gate } };
  const signals = {
    alpha: 0.01,
    alphaStandardError: null,
    mpc: null,
    corrFilled: null,
    coveredCorr: null,
    corrSignals: null,
    fncV4: null,
    ic: null,
    ric: null,
    mmcSignals: null,
  };
  const rows = modelRows([row({ signals }), row({ id: 2, model: 'other', signals })], undefined, undefined, gates);
  assert.deepEqual(
    rows.map((line) => line.gate),
    [gate, null],
  );
  assert.deepEqual(
    rows.filter(boardFilter('churn>=0.2')).map(({ id }) => id),
    [1],
  );
  const [head, first, second] = boardCsv(rows).split('\n');
  assert.match(head as string, /,churn,turnover,gateRound,gate$/);
  assert.match(first as string, /,0\.2,,9,churn no_previous$/);
  assert.match(second as string, /,,,,$/);
});

test('CSV holds every digit and nothing that a spreadsheet would run', () => {
  const [head, first, second] = boardCsv([row({ corr: 0.1 + 0.2 }), row({ model: '=1+1', account: 'a,"b"' })]).split(
    '\n',
  );
  assert.match(head as string, /^rank,model,account/);
  assert.match(first as string, /,0\.30000000000000004,/);
  assert.match(second as string, /^1,'=1\+1,"a,""b""",/);
  assert.match(second as string, /,-?1\.5,,,,0\.1$/);
});
