import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readChain } from './readChain.ts';
import type { WatchOutcome } from './watcher.ts';

const cursor = { block: 1, hash: '0x01', time: 1, completeUntil: 1 } as const;
const disturbed: WatchOutcome = { status: 'disturbed', cursor, isCaughtUp: false };
const more: WatchOutcome = { status: 'read', cursor, isCaughtUp: false };
const done: WatchOutcome = { status: 'read', cursor, isCaughtUp: true };

/** What steps say, the last of them for ever; gives how it ended, how many steps there were and how many pauses. */
async function reading(...outcomes: WatchOutcome[]): Promise<[string, number, number]> {
  let [steps, pauses] = [0, 0];
  const step = async () => outcomes[Math.min(steps++, outcomes.length - 1)] as WatchOutcome;
  const ended = await readChain({ watcher: { step }, pause: async () => void (pauses += 1) });
  return [ended, steps, pauses];
}

test('a chain is read until nothing is left, without a pause', async () => {
  assert.deepEqual(await reading(more, more, done), ['caught_up', 3, 0]);
  assert.deepEqual(await reading(more, { status: 'halted', sentence: 'Another block.' }), ['halted', 2, 0]);
});

test('blocks that change while they are read are tried again after a pause, four times', async () => {
  assert.deepEqual(await reading(disturbed, disturbed, more, disturbed, done), ['caught_up', 5, 3]);
  assert.deepEqual(await reading(disturbed), ['behind', 4, 3]);
});

test('a chain that has no end leaves its turn to others', async () => {
  assert.deepEqual(await reading(more), ['behind', 200, 0]);
});
