import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolvedRoundOf } from '../testing/resolvedRound.ts';
import { modelsIn } from './modelsIn.ts';

const models = [1, 2, 3, 4].map((id) => ({
  id,
  name: `m${id}`,
  account: 'ada',
  kind: 'ridge',
  description: '',
  marked: false,
}));
const ids = (found: readonly { readonly id: number }[]) => found.map(({ id }) => id);

test('before Signals has rounds its models are those with a slot of it, and classic has the rest', () => {
  const given = { models, rounds: [resolvedRoundOf(1, { 1: {}, 2: {} })], signals: new Set([4]) };
  assert.deepEqual(ids(modelsIn('signals', given)), [4]);
  assert.deepEqual(ids(modelsIn('classic', given)), [1, 2, 3]);
});

test('once Signals has rounds its board fills by itself, with models that have no slot too', () => {
  const rounds = [
    resolvedRoundOf(1, { 1: {}, 2: {} }),
    resolvedRoundOf(2, { 2: {}, 3: {} }, { tournament: 'signals' }),
  ];
  const given = { models, rounds, signals: new Set([4]) };
  assert.deepEqual(ids(modelsIn('signals', given)), [2, 3, 4]);
  assert.deepEqual(ids(modelsIn('classic', given)), [1, 2]);
});
