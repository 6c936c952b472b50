import assert from 'node:assert/strict';
import test from 'node:test';
import { leaderboardSearch, roundSearch, roundsSearch, scoreSearch } from './search.ts';

test('a search that is understood comes through, and nothing else', () => {
  assert.deepEqual(leaderboardSearch({ rounds: 'all', sort: '-corr', filter: 'ridge', evil: '1' }), {
    rounds: 'all',
    sort: '-corr',
    filter: 'ridge',
  });
  assert.deepEqual(leaderboardSearch({ rounds: 20, sort: {}, filter: '' }), {});
  assert.deepEqual(scoreSearch({ score: 'tc' }), { score: 'tc' });
  assert.deepEqual(roundSearch({ score: ['tc'], sort: 'model' }), { sort: 'model' });
});

test('a number in the filter is text: models may be named so', () => {
  assert.deepEqual(leaderboardSearch({ filter: 20 }), { filter: '20' });
});

test('pages of rounds begin before a whole positive number', () => {
  assert.deepEqual(roundsSearch({ before: 51 }), { before: 51 });
  for (const before of [0, -1, 1.5, 'x', null, undefined]) assert.deepEqual(roundsSearch({ before }), {});
});
