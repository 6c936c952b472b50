import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount } from './amount.ts';
import { canonicalJson, parseCanonicalJson, sha256 } from './canonicalJson.ts';
import { decimal12 } from './decimal12.ts';
import { PAYOUT_POLICIES } from './payoutPresets.ts';

test('the canonical text does not depend on the order of the fields', () => {
  const text = canonicalJson({ score: decimal12('0.02'), atRisk: amount('100'), b: [1, null, true], a: undefined });
  assert.equal(text, '{"atRisk":"100","b":[1,null,true],"score":"0.02"}');
  assert.equal(canonicalJson({ B: 1, a: 2 }), canonicalJson({ a: 2, B: 1 }));
});

test('what could be read in two ways has no canonical form', () => {
  assert.throws(() => canonicalJson({ number: 0.5 }), TypeError);
  assert.throws(() => canonicalJson({ unknown: 1n }), TypeError);
  assert.throws(() => canonicalJson({ f: () => 1 }), TypeError);
});

test('every preset reads back from its text as it was', () => {
  for (const policy of Object.values(PAYOUT_POLICIES)) {
    assert.deepEqual(parseCanonicalJson(canonicalJson(policy)), policy);
  }
});

test('the hash is SHA-256', () => {
  assert.equal(sha256('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
