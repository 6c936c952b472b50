import assert from 'node:assert/strict';
import { it } from 'node:test';

import { detectSchemes } from './detectScheme.ts';
import { smallTable } from './testing/smallTable.ts';

const best = (...values: string[]) => detectSchemes(values, smallTable())[0];

it('goes by what the table knows, then by form', () => {
  assert.deepEqual(best('AAPL', '7203.T', 'AAPL US'), { scheme: 'yahoo', known: 2, wellFormed: 2 });
  assert.equal(best('AAPL US', 'META US', 'META')?.scheme, 'bloomberg');
  assert.deepEqual(best('2046251', 'B0YBKJ7'), { scheme: 'sedol', known: 0, wellFormed: 2 });
});

it('counts symbols that ended, and leaves out empty values', () => {
  assert.deepEqual(best('FB', '', ' '), { scheme: 'yahoo', known: 1, wellFormed: 1 });
  assert.deepEqual(detectSchemes(['', '§'], smallTable()), []);
});
