import assert from 'node:assert/strict';
import test from 'node:test';
import { BaseError } from 'viem';
import { NodeRefusal, NodeSilent } from './nodeOf.ts';
import { plainError } from './plainError.ts';

const wrapped = (cause?: Error): BaseError => new BaseError('It went wrong.', { ...(cause && { cause }) });

test('the node’s words come out of what a library has wrapped around them, and sentences of ours stay as they are', () => {
  const silent = new NodeSilent('the node is silent.');
  assert.equal(plainError(wrapped(wrapped(silent))), silent);
  const poor = new NodeRefusal('the node says: insufficient funds for gas', -32_000, undefined);
  assert.match((plainError(wrapped(poor)) as Error).message, /too little of the chain's own coin/);
  assert.match((plainError(poor) as Error).message, /too little of the chain's own coin/);
  assert.equal((plainError(wrapped()) as Error).message, 'what your node says cannot be read: It went wrong.');
  const ours = new Error('The vault is elsewhere.', { cause: poor });
  assert.equal(plainError(ours), ours);
});
