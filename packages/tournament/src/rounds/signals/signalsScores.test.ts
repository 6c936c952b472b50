import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, fromColumns, gaussianizedRank } from '@robata/kernels';
import { amount, payoutPlan, roundId } from '@robata/ledger';
import { contributionGradient } from '@robata/portfolio';
import {
  cleanedSignals,
  normalScores,
  portfolioNeutralizers,
  prepareAlpha,
  prepareMmc,
  prepareMpc,
  signalsPredictions,
} from '@robata/scoring';
import * as fc from 'fast-check';
import type { ClosedSignals } from './closedSignals.ts';
import { SIGNALS_COLUMNS } from './signalsColumns.ts';
import { SIGNALS_PRESETS } from './signalsPresets.ts';
import { prepareSignalsScores, SIGNALS_SCORES } from './signalsScores.ts';

const n = 160;
function numbers(seed: number): (count: number) => Float64Array {
  let state = (Math.imul(seed, 2_654_435_761) ^ 0x9e3779b9) >>> 0;
  return (count) =>
    Float64Array.from({ length: count }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    });
}

/** Four models of which the second and the fourth are of Signals; every fifth stock of the last is left out. */
function roundOf(seed: number, signals?: readonly Float64Array[]) {
  const draw = numbers(seed);
  const own = signals ?? [draw(n), draw(n).map((x, i) => (i % 5 === 0 ? Number.NaN : x))];
  const values = fromColumns([...own], n);
  const neutralizers = fromColumns(
    [new Float64Array(n).fill(1), gaussianizedRank(draw(n)), gaussianizedRank(draw(n))],
    n,
  );
  const entered = signalsPredictions(values, neutralizers, { fill: 'after-neutralizing' });
  const predictions = fromColumns([draw(n), column(entered, 0), draw(n), column(entered, 1)], n);
  const closed: ClosedSignals = {
    places: Int32Array.of(1, 3),
    values,
    neutralizers,
    neutralizerNames: ['market', 'style:a', 'style:b'],
    sampleWeights: draw(n).map((x) => 0.5 + x),
    metaModel: gaussianizedRank(column(entered, 0)),
  };
  const neutralBins = Int8Array.from(draw(4 * n), (x) => Math.floor(5 * x));
  const targets = new Map([
    ['raw_20', draw(n).map((x) => Math.floor(5 * x) / 4)],
    ['janet_20', draw(n).map((x) => Math.floor(5 * x) / 4)],
  ]);
  return { signals: closed, kit: { predictions, stakes: Float64Array.of(5, 2, 3, 1) }, neutralBins, targets };
}

const { targets, ...round } = roundOf(1);
const metaModel = round.signals.metaModel as Float64Array;
const raw = targets.get('raw_20') as Float64Array;
const janet = targets.get('janet_20') as Float64Array;

test('every column against a target is scored for each Signals model and the meta model, and TC is not', () => {
  const scores = prepareSignalsScores({ ...round, metaModel, columns: SIGNALS_COLUMNS }).score(targets);
  const keys = SIGNALS_COLUMNS.filter(({ target }) => target !== null).map(({ key }) => key);
  assert.deepEqual([...scores.keys()], keys);
  for (const [key, values] of scores) assert.ok(values.length === 3 && values.every(Number.isFinite), key);
  assert.ok(
    Math.abs((scores.get('mmcSignals') as Float64Array)[2] as number) < 1e-15,
    'the meta model adds nothing to itself',
  );
});

test('definitions of the public code are taken of cleaned signals, MMC of what entered the meta model', () => {
  const { neutralizers, sampleWeights, values, places } = round.signals;
  const columns = SIGNALS_PRESETS['numerai-signals-2025'].columns;
  const scores = prepareSignalsScores({ ...round, metaModel, columns }).score(targets);
  const cleaned = normalScores(cleanedSignals(values));
  const portfolio = { neutralizers: portfolioNeutralizers(neutralizers, sampleWeights), sampleWeights };
  const close = (key: string, expected: Float64Array): void =>
    expected.forEach((x, j) => assert.ok(Math.abs(((scores.get(key) as Float64Array)[j] as number) - x) < 1e-14, key));
  close('alpha', prepareAlpha(cleaned, portfolio).score(raw));
  close('mpc', prepareMpc(cleaned, [2, 1], portfolio).score(raw));
  const entered = fromColumns(
    [...places].map((place) => column(round.kit.predictions, place)),
    n,
  );
  close('mmcSignals', prepareMmc(normalScores(entered), metaModel).score(janet));
});

test('without a stake in Signals there is no portfolio: MPC is undefined and all else stands', () => {
  const kit = { ...round.kit, stakes: Float64Array.of(5, 0, 3, 0) };
  const scores = prepareSignalsScores({ ...round, kit, metaModel, columns: SIGNALS_COLUMNS }).score(targets);
  assert.ok((scores.get('mpc') as Float64Array).every(Number.isNaN));
  assert.ok((scores.get('alpha') as Float64Array).every(Number.isFinite));
});

test('a Signals part that has no share in the joint meta model has its MPC still: what is at risk there is its own', () => {
  const kit = { ...round.kit, stakes: Float64Array.of(5, 0, 3, 0) };
  const signals = { ...round.signals, weights: Float64Array.of(2, 1) };
  const { columns } = SIGNALS_PRESETS['numerai-signals-2025'];
  const apart = prepareSignalsScores({ ...round, kit, signals, metaModel, columns }).score(targets);
  const joined = prepareSignalsScores({ ...round, metaModel, columns }).score(targets);
  assert.deepEqual(apart.get('mpc'), joined.get('mpc'));
});

test('the columns of each preset hold what its policy pays, and know every definition', () => {
  const known = new Set<string>([...SIGNALS_SCORES, 'tc-gradient', 'tc-leave-one-out-zero', 'tc-leave-one-out-held']);
  for (const [id, { columns, payoutPolicy }] of Object.entries(SIGNALS_PRESETS)) {
    assert.equal(payoutPolicy.id, id);
    assert.ok(columns.every(({ definitionId }) => known.has(definitionId)));
    for (const paid of payoutPolicy.scores) {
      const shown = columns.find(({ key }) => key === paid.key);
      assert.deepEqual(
        [shown?.definitionId, shown?.target ?? null],
        [paid.definitionId, paid.target],
        `${id} ${paid.key}`,
      );
    }
  }
});

test('robata-signals-1: a signal and its mirror image at equal stakes earn nothing together, whatever part of the universe they are', () => {
  const policy = SIGNALS_PRESETS['robata-signals-1'].payoutPolicy;
  const columns = SIGNALS_COLUMNS.filter(({ key }) => key === 'alpha' || key === 'corrFilled' || key === 'coveredCorr');
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 1e6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom(1, 8, 512),
      (seed, share, values) => {
        const draw = numbers(seed);
        const kept = draw(n);
        const p = draw(n).map((x, i) => ((kept[i] as number) <= share ? Math.round(x * values) / values : Number.NaN));
        const { targets: known, ...mirrored } = roundOf(seed, [p, p.map((x) => 1 - x)]);
        const scores = prepareSignalsScores({ ...mirrored, metaModel, columns }).score(known);
        // An empty or constant file has no correlation.
        for (const [key, [one = 0, other = 0]] of scores)
          assert.ok(
            Math.abs(one + other) < 1e-14 || (Number.isNaN(one) && Number.isNaN(other)),
            `${key} ${one} ${other}`,
          );
        const [alpha = 0, mirror = 0] = scores.get('alpha') as Float64Array;
        // Whatever a round paid for: TC is linear in the normal scores of what entered.
        const direction = draw(n).map((x) => x - 0.5);
        const [tc = 0, mirroredTc = 0] = [1, 3].map(
          (place) => contributionGradient(column(mirrored.kit.predictions, place), direction).tc,
        );
        assert.equal(alpha + mirror, 0);
        assert.equal(tc + mirroredTc, 0);
        const { rows } = payoutPlan({
          round: roundId('signals', 1),
          policy,
          atRisk: new Map([
            ['p', amount('123.456')],
            ['q', amount('123.456')],
          ]),
          scores: new Map([
            ['p', { alpha, tc }],
            ['q', { alpha: mirror, tc: mirroredTc }],
          ]),
          multipliers: new Map(),
        });
        assert.ok((rows[0]?.payout ?? 1n) + (rows[1]?.payout ?? 1n) <= 0n);
      },
    ),
    { numRuns: 40 },
  );
});
