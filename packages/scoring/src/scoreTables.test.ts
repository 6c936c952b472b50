import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromColumns } from '@robata/kernels';
import { scoreTables } from './scoreTables.ts';
import { selectRows } from './table.ts';
import { featureNeutralCorr, metaPortfolioContribution, numeraiCorr } from './tableScores.ts';
import { randomSeries, randomTable } from './testing/sampleData.ts';

const n = 60;
const predictions = randomTable(n, ['a', 'b'], 1);
const targets = randomSeries(n, 2);
const features = randomTable(n, ['f', 'g'], 3);
const all = {
  predictions,
  targets,
  features,
  metaModel: randomSeries(n, 4),
  stakes: { a: 2, b: 1 },
  neutralizers: randomTable(n, ['x'], 5),
  sampleWeights: randomSeries(n, 6),
};

test('metrics keep the name they were asked by and have the value of their definition', () => {
  const { scores } = scoreTables({ predictions, targets, features }, ['corr', 'corr20v2', 'fnc']);
  const corr = numeraiCorr(predictions, targets);
  assert.deepEqual(scores.a, {
    corr: corr.a,
    corr20v2: corr.a,
    fnc: featureNeutralCorr(predictions, features, targets).a,
  });
});

test('without a list, all that the tables allow is scored', () => {
  assert.deepEqual(Object.keys(scoreTables({ predictions, targets }).scores.a), [
    'corr20v2',
    'corr@2022',
    'mcwnm',
    'apcwnm',
  ]);
  const { scores } = scoreTables(all);
  assert.equal(Object.keys(scores.b).length, 15);
  assert.ok(Object.values(scores.b).every((value) => value !== null));
});

test('a table that lacks a row has all scored over the others, as if nobody had it', () => {
  const rows = Array.from({ length: n - 1 }, (_, i) => i);
  const without = (table: typeof predictions) => selectRows(table, rows);
  // Without a target's last row each score is aligned for itself; without everybody's last row there is one round.
  const gap = { ...all, targets: selectRows(targets, rows) };
  const round = {
    ...all,
    predictions: without(predictions),
    targets: selectRows(targets, rows),
    features: without(features),
    metaModel: selectRows(all.metaModel, rows),
    neutralizers: without(all.neutralizers),
    sampleWeights: selectRows(all.sampleWeights, rows),
  };
  const metrics = ['corr', 'mmc', 'alpha', 'mpc', 'corr@2022', 'mmc@2022', 'bmc'];
  assert.deepEqual(scoreTables(gap, metrics), scoreTables(round, metrics));
  const scored = scoreTables(all, ['fnc', 'mpc']).scores.b;
  assert.equal(scored.fnc, featureNeutralCorr(predictions, features, targets).b);
  assert.equal(
    scored.mpc,
    metaPortfolioContribution(predictions, all.stakes, all.neutralizers, all.sampleWeights, targets).b,
  );
});

test('an id with a gap in any table is scored for nobody, and one in two rows is refused', () => {
  const gap = { ...predictions, values: { ...predictions.values, data: predictions.values.data.slice() } };
  gap.values.data[7] = Number.NaN;
  const rows = Array.from({ length: n }, (_, i) => i).filter((i) => i !== 7);
  const metrics = ['corr', 'corr@2022', 'mmc'];
  const without = { predictions: selectRows(predictions, rows), targets, metaModel: all.metaModel };
  assert.deepEqual(scoreTables({ ...all, predictions: gap }, metrics), scoreTables(without, metrics));
  const twice = { ...predictions, ids: predictions.ids.map((id, i) => (i === 3 ? predictions.ids[2] : id)) };
  const alike = { predictions: twice, targets: { ...targets, ids: twice.ids } };
  assert.throws(() => scoreTables(alike, ['corr']), { code: 'duplicate_ids' });
});

test('the order of the rows does not matter', () => {
  const rows = Array.from({ length: n }, (_, i) => (i * 7 + 3) % n);
  const shuffled = scoreTables({
    ...all,
    predictions: selectRows(predictions, rows),
    features: selectRows(features, rows.toReversed()),
  });
  assert.deepEqual(shuffled, scoreTables(all));
});

test('a constant model scores null and leaves the others as they are', () => {
  const constant = {
    ids: predictions.ids,
    names: ['a', 'k'],
    values: fromColumns([predictions.values.data.slice(0, n), new Float64Array(n)]),
  };
  const { scores } = scoreTables({ predictions: constant, targets, features }, ['corr', 'fnc']);
  assert.deepEqual(scores.k, { corr: null, fnc: null });
  assert.deepEqual(scores.a, scoreTables(all, ['corr', 'fnc']).scores.a);
});

test('a metric without its table says which to give', () => {
  assert.throws(() => scoreTables({ predictions, targets }, ['mmc']), {
    code: 'missing_table',
    message: /mmc needs.*--meta-model/,
  });
  assert.throws(() => scoreTables({ predictions }, ['corr']), { message: /--targets/ });
  assert.throws(() => scoreTables({ predictions, targets }, ['mpc']), {
    message: /--stakes and --neutralizers and --sample-weights/,
  });
  assert.throws(() => scoreTables({ predictions, targets }, ['luck']), { code: 'unknown_metric' });
  assert.throws(() => scoreTables({ predictions, targets }, ['tb200']), { code: 'top_bottom_too_large' });
});

test('stakes of a model without predictions are refused by its name', () => {
  assert.throws(() => scoreTables({ ...all, stakes: { a: 2, gone: 5 } }), {
    code: 'unknown_model',
    message: /a stake for gone, but no predictions/,
  });
  assert.throws(() => scoreTables({ ...all, stakes: { x: 1, y: 1, b: 1 } }, ['corr']), { message: /for x and 1 more/ });
});

test('mmc of 2022 takes the stakes where there is no meta model', () => {
  const { scores } = scoreTables({ predictions, targets, stakes: { a: 1 } }, ['mmc@2022']);
  assert.ok(Math.abs(scores.a['mmc@2022'] as number) < 1e-15);
  assert.notEqual(scores.b['mmc@2022'], null);
});
