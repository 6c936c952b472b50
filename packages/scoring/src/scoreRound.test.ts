import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Matrix, column, columnRange, fromColumns } from '@robata/kernels';
import * as fc from 'fast-check';
import { BLOCK, type ColumnBlocks } from './columnBlocks.ts';
import { DEFINITIONS, type DefinitionId } from './definitions.ts';
import { joinedRanks } from './ranks.ts';
import { featureBasis } from './featureBasis.ts';
import { neutralScores } from './fnc.ts';
import { normalScores } from './normalScores.ts';
import { prepareRound, scoreRound } from './scoreRound.ts';
import { prepareCorr } from './corr20v2.ts';
import { randomMatrix, randomVector } from './testing/sampleData.ts';

const [n, models] = [50, BLOCK + 9];
const target = randomVector(n, 1);
const predictions = coarse(randomMatrix(n, models, 2));
const round = {
  features: randomMatrix(n, 6, 3),
  metaModel: randomVector(n, 4),
  benchmark: randomVector(n, 5),
  neutralizers: randomMatrix(n, 4, 6),
  sampleWeights: randomVector(n, 7),
};
/** Those of a model's own predictions only; TB200 needs more rows. */
const OWN: readonly DefinitionId[] = [...DEFINITIONS.keys()].filter(
  (id) => !['mpc', 'mpc@robata-1', 'mcwnm', 'apcwnm', 'tb200@es22'].includes(id),
);
const ANTISYMMETRIC: readonly DefinitionId[] = ['corr20v2', 'mmc@2024', 'bmc', 'fnc@tools-0.6', 'alpha', 'cwmm'];

/** Some values in common, so that ties are met. */
function coarse(m: Matrix): Matrix {
  return { ...m, data: m.data.map((x, k) => (k % 3 === 0 ? Math.round(8 * x) / 8 : x)) };
}

function chosen(m: Matrix, models: readonly number[]): Matrix {
  return fromColumns(models.map((j) => column(m, j)));
}

const scoresOf = (part: Matrix | ColumnBlocks, definitions = OWN) =>
  scoreRound({ ...round, definitions, predictions: part, target });
const all = scoresOf(predictions);

test('a round scores as each definition alone, by every definition', () => {
  const stakes = randomVector(models, 8);
  const definitions = [...OWN, 'mpc', 'mcwnm', 'apcwnm'] as const;
  const together = scoreRound({ ...round, stakes, definitions, predictions, target });
  assert.deepEqual([...together.keys()], definitions);
  const inReverse = scoreRound({ ...round, stakes, definitions: definitions.toReversed(), predictions, target });
  for (const id of definitions) assert.deepEqual(inReverse.get(id), together.get(id), id);
  for (const [id, scores] of together) {
    assert.equal(scores.length, models);
    assert.ok(scores.every(Number.isFinite), id);
    assert.deepEqual(
      scores,
      DEFINITIONS.get(id)
        ?.prepare({ ...round, stakes, predictions })
        .score(target),
      id,
    );
  }
});

test('a model’s scores have the same bits in any range of models', () => {
  fc.assert(
    fc.property(fc.nat({ max: models - 1 }), fc.integer({ min: 1, max: 20 }), (from, size) => {
      const to = Math.min(from + size, models);
      const part = scoresOf(columnRange(predictions, from, to));
      for (const id of OWN) assert.deepEqual(part.get(id), all.get(id)?.slice(from, to), id);
    }),
    { numRuns: 10 },
  );
});

test('the order of the models does not matter', () => {
  const order = Array.from({ length: models }, (_, j) => (j * 7 + 3) % models);
  const shuffled = scoresOf(chosen(predictions, order));
  for (const id of OWN) {
    assert.deepEqual(
      shuffled.get(id),
      Float64Array.from(order, (j) => all.get(id)?.[j] as number),
      id,
    );
  }
});

test('the reverse of every model scores exactly the opposite', () => {
  const reverse = scoresOf({ ...predictions, data: predictions.data.map((x) => -x) }, ANTISYMMETRIC);
  for (const id of ANTISYMMETRIC)
    assert.deepEqual(
      reverse.get(id)?.map((x) => -x),
      all.get(id),
      id,
    );
});

test('the reverse of a model contributes the opposite to the same portfolio', () => {
  const pairs = fromColumns([0, 1, 2].flatMap((j) => [column(predictions, j), column(predictions, j).map((x) => -x)]));
  const definitions = ['mpc'] as const;
  const inputs = { ...round, definitions, predictions: pairs, target, stakes: [3, 0, 2, 0, 1, 0] };
  const [a, b, c, d, e, f] = scoreRound(inputs).get('mpc') as Float64Array;
  assert.deepEqual([b, d, f], [-a, -c, -e]);
});

test('predictions may come block by block, and be asked for again', () => {
  let largest = 0;
  const source: ColumnBlocks = {
    rows: n,
    columns: models,
    block(from, to) {
      largest = Math.max(largest, to - from);
      return columnRange(predictions, from, to);
    },
  };
  assert.deepEqual(scoresOf(source), all);
  assert.equal(largest, BLOCK);
});

test('predictions may lie in shared memory', () => {
  const shared = new Float64Array(new SharedArrayBuffer(predictions.data.byteLength));
  shared.set(predictions.data);
  assert.deepEqual(scoresOf({ ...predictions, data: shared }), all);
});

test('neutral scores of ranges, made apart and joined, score as all at once', () => {
  const basis = featureBasis(round.features, { constant: true });
  const parts = [columnRange(predictions, 0, 101), columnRange(predictions, 101, models)].map(
    (part) => neutralScores(normalScores(part), basis).ranks,
  );
  assert.deepEqual(prepareCorr({ ranks: joinedRanks(parts) }).score(target), all.get('fnc@tools-0.6'));
});

test('a prepared round takes a new target every day', () => {
  const prepared = prepareRound(OWN, { ...round, predictions });
  const tomorrow = randomVector(n, 9);
  const expected = scoreRound({ ...round, definitions: OWN, predictions, target: tomorrow });
  for (const [id, score] of prepared) {
    assert.deepEqual(score.score(target), all.get(id), id);
    assert.deepEqual(score.score(tomorrow), expected.get(id), id);
  }
  assert.throws(() => prepareRound(['mpc'], { ...round, predictions }), { code: 'missing_table', message: /stakes/ });
});
