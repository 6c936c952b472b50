import assert from 'node:assert/strict';
import test from 'node:test';
import { leaderboardSearch, roundSearch, roundsSearch, scoreSearch, signInSearch } from './search.ts';

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

test('after signing in one goes on to pages of this server and nowhere else', () => {
  assert.deepEqual(signInSearch({ to: '/account/keys?x=1' }), { to: '/account/keys?x=1' });
  for (const to of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '', 7]) {
    assert.deepEqual(signInSearch({ to }), {});
  }
});

test('the columns and lines of the leaderboard stand in its address', () => {
  assert.deepEqual(leaderboardSearch({ by: 'accounts', columns: 'corr,tc', sort: '-tc', other: 1 }), {
    by: 'accounts',
    columns: 'corr,tc',
    sort: '-tc',
  });
  assert.deepEqual(leaderboardSearch({ by: 'nobody' }), {});
});
