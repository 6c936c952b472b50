import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chainSettings } from './chainSettings.ts';

test('settings that are wrong are told with their remedy, and without an address of a node there are none', () => {
  assert.equal(chainSettings({}), null);
  const wrong = (change: Record<string, string>) => () =>
    chainSettings({ ROBATA_CHAIN_RPC: 'http://localhost:1', ROBATA_CHAIN_VAULT: `0x${'1'.repeat(40)}`, ...change });
  assert.equal(wrong({})()?.confirmations, 12);
  assert.deepEqual([wrong({})()?.stuckBlocks, wrong({})()?.priceMax], [25, 200n * 10n ** 9n]);
  assert.equal(wrong({ ROBATA_CHAIN_MAX_FEE_GWEI: '0.25' })()?.priceMax, 250_000_000n);
  assert.throws(wrong({ ROBATA_CHAIN_RPC: 'localhost' }), /ROBATA_CHAIN_RPC/);
  assert.throws(wrong({ ROBATA_CHAIN_VAULT: '0x1' }), /ROBATA_CHAIN_VAULT/);
  assert.throws(wrong({ ROBATA_CHAIN_CONFIRMATIONS: '-1' }), /ROBATA_CHAIN_CONFIRMATIONS is '-1'/);
  assert.throws(wrong({ ROBATA_CHAIN_SETTLE: 'yes' }), /asked .* or automatic/);
  assert.throws(wrong({ ROBATA_CHAIN_SETTLER_KEY_FILE: '/nowhere' }), /cannot be read/);
  assert.throws(wrong({ ROBATA_CHAIN_PAUSE: 'automatic' }), /nobody can pause: name the key in ROBATA_CHAIN_GUARDIAN/);
  assert.throws(wrong({ ROBATA_CHAIN_MAX_FEE_GWEI: '0' }), /ROBATA_CHAIN_MAX_FEE_GWEI is '0'/);
  assert.throws(wrong({ ROBATA_CHAIN_STUCK_BLOCKS: 'soon' }), /ROBATA_CHAIN_STUCK_BLOCKS is 'soon'/);
});
