import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalQuantile } from './normalQuantile.ts';
import { rankTable } from './rankTable.ts';

test('a table holds rank 1, 1½, 2, … on its scale', () => {
  assert.deepEqual([...rankTable('averageRank', 3)], [1, 1.5, 2, 2.5, 3]);
  assert.deepEqual([...rankTable('tieKeptRank', 2)], [0.25, 0.5, 0.75]);
  for (const scale of ['averageRank', 'tieKeptRank', 'gaussianizedRank'] as const) {
    assert.equal(rankTable(scale, 0).length, 0);
    assert.equal(rankTable(scale, 1).length, 1);
  }
});

test('normal scores are quantiles in the lower half, 0 in the middle, and the lower half with its signs turned above', () => {
  for (const n of [1, 2, 3, 50, 5000]) {
    const table = rankTable('gaussianizedRank', n);
    assert.equal(table.length, 2 * n - 1);
    table.forEach((x, k) => {
      assert.equal(x + table[2 * n - 2 - k], 0);
      if (k < n - 1) assert.equal(x, normalQuantile(((k + 2) / 2 - 0.5) / n));
    });
  }
});
