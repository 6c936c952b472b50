import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokeredProducts } from './brokeredProducts.ts';

test('products for a broker are named one by one or all at once, and none by default', () => {
  assert.deepEqual(brokeredProducts(undefined), []);
  assert.deepEqual(brokeredProducts(' , '), []);
  assert.deepEqual(brokeredProducts('long_only, market_neutral'), ['long_only', 'market_neutral']);
  assert.equal(brokeredProducts(' all '), 'all');
});

test('a product that nobody runs is told with those that there are', () => {
  assert.throws(() => brokeredProducts('long_only,gold'), /names 'gold': there are market_neutral, higher_risk/);
  assert.throws(() => brokeredProducts('all,long_only'), RangeError);
});
