import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, fromColumns, gaussianizedRank, pearsonCorrelation } from '@robata/kernels';
import { gaussianizedPredictions, metaModelOf } from '@robata/portfolio';
import { prepareKnownShares, signalsPredictions } from '@robata/scoring';
import {
  FEATURES_GROUP,
  JOINT_META_MODEL_GROUP,
  prepareSignalReports,
  SIGNALS_META_MODEL_GROUP,
} from './signalReports.ts';

const n = 300;
let state = 7;
const draw = (): Float64Array =>
  gaussianizedRank(
    Float64Array.from({ length: n }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    }),
  );
const sector = (s: number): Float64Array => Float64Array.from({ length: n }, (_, i) => (i % 3 === s ? 1 : 0));
const [size, momentum, own] = [draw(), draw(), draw()];
const neutralizers = fromColumns([new Float64Array(n).fill(1), sector(0), sector(1), sector(2), size, momentum], n);
/** Six signals of Signals: size itself, a new one, the new one again, one of a third of the universe, and two more. */
const signals = [size, own, own, own.map((x, i) => (i % 3 === 0 ? x : Number.NaN)), draw(), draw()];
const values = fromColumns(signals, n);
const entered = signalsPredictions(values, neutralizers, { fill: 'after-neutralizing' });
const classic = draw();
const predictions = fromColumns([classic, ...signals.map((_, j) => column(entered, j))], n);
const stakes = Float64Array.of(10, 1, 2, 0, 1, 0, 3);
const prepared = prepareSignalReports({
  round: 4,
  signals: {
    places: Int32Array.of(1, 2, 3, 4, 5, 6),
    values,
    neutralizers,
    neutralizerNames: ['market', 'sector:a', 'sector:b', 'sector:c', 'style:size', 'style:momentum'],
    sampleWeights: new Float64Array(n).fill(1),
    metaModel: own,
  },
  kit: { predictions, stakes },
  models: [11, 12, 13, 14, 15, 16],
  neutralBins: Int8Array.from(draw(), (x) => (x > 1 ? -1 : x > 0 ? 3 : 1)),
});
const report = prepared.reports(new Map());
const at = (model: number, group: string) =>
  report.models.find((each) => each.model === model)?.shares[report.groups.findIndex(({ name }) => name === group)];

test('sectors are one group, styles stand alone, then features and the two meta models', () => {
  assert.deepEqual(
    report.groups.map(({ name, directions }) => [name, directions]),
    [
      ['market', 0],
      ['sector', 2],
      ['style:size', 1],
      ['style:momentum', 1],
      [FEATURES_GROUP, 1],
      [SIGNALS_META_MODEL_GROUP, 1],
      [JOINT_META_MODEL_GROUP, 1],
    ],
  );
  assert.deepEqual([report.round, report.stocks, report.models.length], [4, n, 6]);
  for (const { shares, left } of report.models) {
    const sum = shares.reduce((total, { added }) => total + (added as number), left as number);
    assert.ok(Math.abs(sum - 1) < 5e-4, String(sum));
  }
});

test('a factor is known wholly, a new signal is its own, and it is known again to whoever copies it', () => {
  assert.ok((at(11, 'style:size')?.alone as number) > 0.999);
  assert.ok((report.models[0]?.left as number) < 0.02);
  const [first, copy] = [at(12, SIGNALS_META_MODEL_GROUP), at(13, SIGNALS_META_MODEL_GROUP)];
  assert.ok((copy?.added as number) > 5 * (first?.added as number), 'its own stake is not held against it');
  assert.ok((report.models[1]?.left as number) > 0.8 && (report.models[2]?.left as number) < 0.8);
});

test('a meta model is held against a signal without the signal’s own stake', () => {
  const others = Float64Array.from(stakes, (stake, j) => (j === 2 ? 0 : stake));
  const without = metaModelOf(gaussianizedPredictions(predictions), others);
  const alone = prepareKnownShares([{ name: 'x', columns: fromColumns([without], n) }])(own).shares[0]?.alone as number;
  assert.ok(Math.abs((at(12, JOINT_META_MODEL_GROUP)?.alone as number) - alone) < 1e-4);
});

test('with targets what is left is compared with them over the stocks submitted', () => {
  const target = own.map((x, i) => (i % 7 === 0 ? Number.NaN : x + (draw()[i] as number)));
  const { models } = prepared.reports(new Map([['janet_20', target]]));
  const known = [...target.keys()].filter((i) => i % 7 !== 0);
  const byHand = pearsonCorrelation(
    Float64Array.from(known, (i) => own[i] as number),
    Float64Array.from(known, (i) => target[i] as number),
  );
  assert.ok(Math.abs((models[1]?.leftCorrelation['janet_20'] as number) - byHand) < 0.06);
  assert.equal(models[3]?.covered, 100);
  assert.ok(Number.isFinite(models[3]?.leftCorrelation['janet_20']));
  assert.deepEqual(report.models[0]?.leftCorrelation, {});
});

test('of all together only quartiles are told, and nothing of fewer than five', () => {
  const lefts = report.models.map(({ left }) => left as number).sort((a, b) => a - b);
  const [low, middle, high] = report.all.left ?? assert.fail();
  assert.ok(low <= middle && middle <= high && (lefts[0] as number) < low && high <= (lefts[5] as number));
  assert.equal(report.all.added.length, report.groups.length);
  assert.ok(JSON.stringify(report).length < 6 * 700 + 1200, 'small enough for every round');
});
