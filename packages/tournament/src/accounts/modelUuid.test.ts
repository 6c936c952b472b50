import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelUuid } from './modelUuid.ts';

test('a name gives the UUIDv5 that other programs compute', () => {
  // python: uuid5(uuid5(NAMESPACE_URL, 'https://robata.invalid/model'), name)
  assert.equal(modelUuid('ridge'), 'ff53326b-a1d2-5063-8c4d-da6903fcd423');
  assert.equal(modelUuid('é'), 'dc277806-6e0f-51b5-810d-2229a0879fc1');
  assert.notEqual(modelUuid('Ridge'), modelUuid('ridge'));
});
