import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seasonKey } from './seasonKey.ts';

test('a season takes its key from ROBATA_SEASON_KEY, and an API key is none', () => {
  assert.equal(seasonKey({ ROBATA_SEASON_KEY: 'sixteen letters!' }), 'sixteen letters!');
  assert.equal(seasonKey({ ROBATA_KEY: 'PUBLIC$AND_A_LONG_SECRET' }), undefined);
  assert.equal(seasonKey({ ROBATA_SEASON_KEY: '' }), undefined);
});

test('a short key is refused and not shown', () => {
  assert.throws(() => seasonKey({ ROBATA_SEASON_KEY: 'fifteen letters' }), {
    message: 'robata season: ROBATA_SEASON_KEY has 15 characters: give it 16 or more, or unset it.',
  });
});
