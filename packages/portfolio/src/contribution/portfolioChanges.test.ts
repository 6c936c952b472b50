import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesBuilder, returnsOfChanges } from './portfolioChanges.ts';

test('columns of any length earn what their entries earn', () => {
  const returns = Float64Array.from({ length: 50 }, (_, i) => Math.cos(i));
  const lengths = [0, 3, 3000, 0, 1];
  const builder = changesBuilder(lengths.length);
  const expected = lengths.map((length, c) => {
    let sum = 0;
    for (let entry = 0; entry < length; entry++) {
      const stock = (7 * entry + c) % 50;
      builder.add(stock, entry - 1.5);
      sum += (entry - 1.5) * returns[stock];
    }
    builder.endColumn();
    return sum;
  });
  const changes = builder.finish();
  assert.equal(changes.stock.length, 3004);
  assert.deepEqual([...returnsOfChanges(changes, returns)], expected);
});
