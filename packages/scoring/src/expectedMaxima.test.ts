import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectedMaxima } from './expectedMaxima.ts';

test('the expected maximum of n normal values is the published one', () => {
  const maxima = expectedMaxima(100);
  // Of two and three in closed form; of 10 and 100 Teichroew 1956.
  const known = [
    [1, 0],
    [2, 1 / Math.sqrt(Math.PI)],
    [3, 1.5 / Math.sqrt(Math.PI)],
    [10, 1.53875273],
    [100, 2.50759364],
  ];
  for (const [n, value] of known) assert.ok(Math.abs(maxima[n - 1] - value) < 2e-8, `${n}: ${maxima[n - 1]}`);
  assert.ok(maxima.every((value, k) => k === 0 || value > maxima[k - 1]));
});
