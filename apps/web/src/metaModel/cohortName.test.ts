import assert from 'node:assert/strict';
import { it } from 'node:test';
import { cohortName } from './cohortName.ts';

it('names the combinations in words, data versions as they were said', () => {
  assert.equal(cohortName('withoutLargest'), 'Without the largest account');
  assert.equal(cohortName('version:5'), 'Data of version 5');
  assert.equal(cohortName('version:'), 'Data version not said');
  assert.equal(cohortName('something new'), 'something new');
});
