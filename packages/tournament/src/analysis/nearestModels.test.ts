import assert from 'node:assert/strict';
import { it } from 'node:test';
import { column, fromColumns, pearsonCorrelation, transformColumns } from '@robata/kernels';
import { nearestModels } from './nearestModels.ts';

const units = (columns: readonly (readonly number[])[]) => transformColumns(fromColumns(columns), ['unitDeviations']);

it('gives the most alike first, and equally alike ones by their ids', () => {
  const p = [1, 2, 3, 4];
  const nearest = nearestModels(units([p, [4, 3, 2, 1], p, [1, 2, 4, 3]]), [30, 20, 10, 5], 2);
  assert.deepEqual(nearest[0], [
    { model: 10, correlation: 1 },
    { model: 5, correlation: 0.8 },
  ]);
  assert.deepEqual(nearest[1], [
    { model: 5, correlation: -0.8 },
    { model: 10, correlation: -1 },
  ]);
  assert.deepEqual(nearest[3], [
    { model: 10, correlation: 0.8 },
    { model: 30, correlation: 0.8 },
  ]);
});

it('leaves out a constant submission, which is like nobody', () => {
  const nearest = nearestModels(
    units([
      [1, 2, 3],
      [5, 5, 5],
      [3, 2, 1],
    ]),
    [1, 2, 3],
    5,
  );
  assert.deepEqual(nearest, [[{ model: 3, correlation: -1 }], [], [{ model: 1, correlation: -1 }]]);
});

it('finds over many blocks of models the same as all pairs taken one by one', () => {
  const [rows, count] = [7, 600];
  let state = 1;
  const next = (): number => (state = (state * 48271) % 2147483647);
  const all = units(Array.from({ length: count }, () => Array.from({ length: rows }, next)));
  const ids = Array.from({ length: count }, (_, j) => 2 * j + 1);
  const nearest = nearestModels(all, ids, 5);
  for (const j of [0, 255, 256, 599]) {
    const expected = ids
      .map((model, k) => ({
        model,
        correlation: Math.round(pearsonCorrelation(column(all, j), column(all, k)) * 1e6) / 1e6,
      }))
      .filter(({ model }) => model !== ids[j])
      .toSorted((a, b) => b.correlation - a.correlation || a.model - b.model)
      .slice(0, 5);
    assert.deepEqual(nearest[j], expected);
  }
});
