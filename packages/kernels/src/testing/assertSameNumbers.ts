import assert from 'node:assert/strict';

/**
 * Asserts that two arrays of numbers, or records of such, hold the same bits, NaN being one number. `assert.deepEqual` compares the
 * bytes of typed arrays, and a NaN's sign hangs on whether the engine has compiled a function already.
 */
export function assertSameNumbers(actual: unknown, expected: unknown): void {
  assert.deepEqual(plain(actual), plain(expected));
}

/** Typed arrays as arrays of plain numbers, which are compared by `Object.is`. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}
