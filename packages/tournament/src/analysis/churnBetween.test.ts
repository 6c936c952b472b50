import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fromColumns } from '@robata/kernels';
import { churnBetween } from './churnBetween.ts';

const round = (securities: readonly number[], models: readonly number[], columns: readonly (readonly number[])[]) => ({
  securities: Int32Array.from(securities),
  models,
  predictions: fromColumns(columns),
  metaModel: Float64Array.from(columns[0] as readonly number[]),
});

it('compares over the stocks that both rounds have, wherever they stand', () => {
  const now = round(
    [7, 8, 9, 1],
    [3, 4],
    [
      [0.1, 0.2, 0.3, 0.9],
      [0.3, 0.2, 0.1, 0.5],
    ],
  );
  const before = round(
    [9, 2, 8, 7],
    [4, 3],
    [
      [0.6, 0.7, 0.5, 0.4],
      [0.6, 0.1, 0.5, 0.4],
    ],
  );
  const { models, metaModel } = churnBetween(now, before);
  assert.ok(Math.abs((models[0] as number) - 0) < 1e-12, 'the same order');
  assert.ok(Math.abs((models[1] as number) - 2) < 1e-12, 'the reverse');
  assert.ok(Math.abs(metaModel) < 1e-12);
});

it('is not defined for a model without a submission before, a constant one, or stocks that are all new', () => {
  const now = round(
    [1, 2, 3],
    [1, 2],
    [
      [1, 2, 3],
      [5, 5, 5],
    ],
  );
  const before = round([1, 2, 3], [2], [[1, 2, 3]]);
  assert.deepEqual([...churnBetween(now, before).models], [Number.NaN, Number.NaN]);
  const elsewhere = round(
    [4, 5, 6],
    [1, 2],
    [
      [1, 2, 3],
      [1, 2, 3],
    ],
  );
  assert.deepEqual([...churnBetween(now, elsewhere).models], [Number.NaN, Number.NaN]);
  assert.equal(churnBetween(now, elsewhere).metaModel, Number.NaN);
});
