import assert from 'node:assert/strict';
import test from 'node:test';
import { stakingVaultAbi } from '../stakingVaultAbi.ts';
import { refusalSentence, revertData } from './refusals.ts';

/** What a participant's own calls cannot run into: errors of the settler and the owner. */
const OF_OTHERS = new Set([
  'BadParameters',
  'BadRound',
  'BeyondClip',
  'TreasuryShort',
  'NoFault',
  'FailedCall',
  'InsufficientBalance',
  'CheckpointUnorderedInsertion',
]);

test('every error of the vault that a participant can run into has a sentence of its own', () => {
  const names = stakingVaultAbi.flatMap((item): string[] => (item.type === 'error' ? [item.name] : []));
  assert.ok(names.includes('TooMuch') && names.length > 15);
  for (const name of names.filter((each) => !OF_OTHERS.has(each) && !/^(Address|Safe|Math)/.test(each))) {
    assert.doesNotMatch(refusalSentence(name), /refused it \(/, name);
  }
  assert.equal(refusalSentence('Unheard'), 'The vault refused it (Unheard). Nothing was moved.');
});

test('what a call reverted with is found wherever a wallet puts it, and an address or a hash in a sentence is not taken for it', () => {
  const data = '0x12345678';
  for (const error of [
    { code: 3, data },
    { code: -32_603, data: { originalError: { code: 3, data } } },
    { cause: { error: { data } } },
  ]) {
    assert.equal(revertData(error), data);
  }
  assert.equal(revertData({ code: 4001, message: data }), null);
  assert.equal(revertData({ data: '0x' }), null);
  const loop: { cause?: unknown } = {};
  loop.cause = loop;
  assert.equal(revertData(loop), null);
});
