import assert from 'node:assert/strict';
import { it } from 'node:test';
import { bytesOf } from './seasonReport.ts';

it('gives a digest the same bytes for every kind of NaN and for both zeros, and others for other numbers', () => {
  const zero = new Float64Array(1);
  // What a processor makes of 0/0 has another sign bit than the constant, on some.
  const computed = (zero[0] as number) / (zero[0] as number);
  const foreign = new Float64Array(new BigUint64Array([0xfff8000000000001n]).buffer)[0] as number;
  assert.deepEqual(bytesOf([computed, foreign, -0]), bytesOf([Number.NaN, Number.NaN, 0]));
  assert.deepEqual([...bytesOf([1])], [0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
});
