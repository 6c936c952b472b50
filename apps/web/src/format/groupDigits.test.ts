import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupDigits } from './groupDigits.ts';

test('numbers of a sentence are grouped, and nothing else of it is changed', () => {
  assert.equal(
    groupDigits('It paid 3477.93 tokens a round: it pays 17880 more rounds, or 1000000.'),
    'It paid 3,477.93 tokens a round: it pays 17,880 more rounds, or 1,000,000.',
  );
  const same = 'Round 12 of 2026-11-23 pays 552.4912345 by v12345 and 1,234.';
  assert.equal(groupDigits(same), same);
});
