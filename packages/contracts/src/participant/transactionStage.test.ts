import assert from 'node:assert/strict';
import test from 'node:test';
import { isOver, stageOf } from './transactionStage.ts';

const HASH = `0x${'ab'.repeat(32)}`;
const SENT = { hash: HASH, sentAt: 1_000_000 };
const CHAIN = { head: 110, confirmations: 12, readTo: 90, waiting: [] };
const inBlock = (block: number) => ({ block, isReverted: false, isKnown: true });

test('a transaction is sent, then confirming block by block, then confirmed, and counted once the server has read its block', () => {
  const stage = (block: number | null, chain = CHAIN) =>
    stageOf(SENT, { block, isReverted: false, isKnown: true }, chain, SENT.sentAt + 1_000);
  assert.deepEqual(stage(null), { kind: 'sent' });
  assert.deepEqual(stage(110), { kind: 'confirming', have: 0, of: 12 });
  assert.deepEqual(stage(99), { kind: 'confirming', have: 11, of: 12 });
  assert.deepEqual(stage(98), { kind: 'confirmed' });
  assert.deepEqual(stage(90), { kind: 'counted' });
  assert.deepEqual(stage(111), { kind: 'confirming', have: 0, of: 12 }, 'the wallet is a block ahead of the server');
});

test('what the ledger cannot take says why, whatever the case of the hash', () => {
  const waiting = [{ transaction: HASH.toUpperCase().replace('0X', '0x'), sentence: 'No account has linked it.' }];
  assert.deepEqual(stageOf(SENT, inBlock(80), { ...CHAIN, waiting }, 0), {
    kind: 'waiting',
    sentence: 'No account has linked it.',
  });
});

test('one that reverted failed, and one that no node knows is forgotten only after a while', () => {
  assert.deepEqual(stageOf(SENT, { ...inBlock(80), isReverted: true }, CHAIN, 0), { kind: 'failed' });
  const unknown = { block: null, isReverted: false, isKnown: false };
  assert.deepEqual(stageOf(SENT, unknown, CHAIN, SENT.sentAt + 60_000), { kind: 'sent' });
  assert.deepEqual(stageOf(SENT, unknown, CHAIN, SENT.sentAt + 121_000), { kind: 'forgotten' });
});

test('one whose place another transaction took is replaced, whether or not a node still knows it, and nothing more comes of it', () => {
  for (const isKnown of [true, false]) {
    const stage = stageOf(SENT, { block: null, isReverted: false, isKnown, isReplaced: true }, CHAIN, 0);
    assert.deepEqual(stage, { kind: 'replaced' });
    assert.equal(isOver(stage), true);
  }
  assert.equal(isOver({ kind: 'confirmed' }), false);
});
