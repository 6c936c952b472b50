import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textTable } from './textTable.ts';

test('columns are aligned, and what a name would tell a terminal is shown instead', () => {
  assert.equal(
    textTable([
      ['model', 'tc'],
      ['a\x1b[31m\n', '0.1'],
      ['é', '2'],
    ]),
    'model    tc\na?[31m?  0.1\né        2',
  );
});
