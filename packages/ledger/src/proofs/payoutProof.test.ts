import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { roundId } from '../accounts.ts';
import { amount, amountOf } from '../amount.ts';
import { canonicalJson } from '../canonicalJson.ts';
import { decimal12 } from '../decimal12.ts';
import { payoutPlan, payoutPlanHash, recomputePayoutRow } from '../payoutPlan.ts';
import { robataPolicy } from '../payoutPolicy.ts';
import { PAYOUT_POLICIES } from '../payoutPresets.ts';
import { type PayoutProof, payoutProof, payoutProofJson, payoutTree, verifyPayoutProof } from './payoutProof.ts';

const planOf = (models: number) => {
  const names = Array.from({ length: models }, (_, i) => `m${i}`);
  return payoutPlan({
    round: roundId('classic', 7),
    policy: robataPolicy({ threshold: '250' }),
    atRisk: new Map(names.map((model, i) => [model, amount(`${100 + i}`)])),
    scores: new Map(names.map((model, i) => [model, { corr: i === 3 ? null : 0.01 * i - 0.02, tc: 0.001 }])),
    benchmarks: new Set(['m2']),
  });
};

test('the leaf is the text that its documentation shows, byte for byte', () => {
  const plan = payoutPlan({
    round: roundId('classic', 7),
    policy: robataPolicy({ tcScale: '17', threshold: '250' }),
    atRisk: new Map([
      ['12', amount('100')],
      ['rest', amount('400')],
    ]),
    scores: new Map([['12', { corr: 0.01, tc: 0.001 }]]),
  });
  const { leaf, root, path } = payoutProof(plan, '12', new Map([['12', 'ada']]));
  const text =
    '{"account":"ada","atRisk":"100","format":"robata-payout-leaf/1","model":"12","payout":"1.35","payoutFactor":"0.5",' +
    `"planHash":"${payoutPlanHash(plan)}","policyHash":"${leaf.policyHash}","rate":"0.0135","round":"classic/7",` +
    '"terms":[{"key":"corr","multiplier":"1","score":"0.01"},{"key":"tc","multiplier":"1","score":"0.001"}],' +
    '"totalAtRisk":"500","unpaidBecause":null,"weightedScore":"0.027"}';
  assert.equal(canonicalJson(leaf), text);
  const sha = (...parts: (string | Uint8Array)[]) =>
    createHash('sha256')
      .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
      .digest();
  const sibling = Buffer.from(path[0] ?? '', 'hex');
  assert.equal(sha(Uint8Array.of(1), sha(Uint8Array.of(0), text), sibling).toString('hex'), root);
});

test('every row of a plan has a proof, paid or not, and the root tells whose models they are', () => {
  const plan = planOf(11);
  const tree = payoutTree(plan);
  for (const { model } of plan.rows) {
    const text = payoutProofJson(tree.proof(model));
    const outcome = verifyPayoutProof(text, { root: tree.root, planHash: payoutPlanHash(plan) });
    assert.equal(outcome.status, 'verified', model);
    assert.equal(verifyPayoutProof(JSON.stringify(JSON.parse(text), null, 2)).status, 'verified');
  }
  assert.notEqual(payoutTree(plan, new Map([['m0', 'ada']])).root, tree.root);
  assert.throws(() => tree.proof('nobody'), /has no model nobody/);
});

test('a proof says in a sentence what it shows, and whether the root was known elsewhere', () => {
  const text = payoutProofJson(payoutProof(planOf(2), 'm1'));
  const { root } = payoutProof(planOf(2), 'm1');
  const [alone, known] = [verifyPayoutProof(text), verifyPayoutProof(text, { root })];
  assert.ok(alone.status === 'verified' && alone.sentence.endsWith('compare it with the published one.'));
  assert.ok(known.status === 'verified' && known.sentence.endsWith('and is in the published root.'));
  assert.match(alone.sentence, /^Model m1 got -0\.6565 for 101 at risk in round classic\/7, which follows/);
});

/** A proof made again by somebody who wants other numbers and rebuilds all that he can: a leaf, its hash, and a root of his own. */
function forged(proof: PayoutProof, leaf: Partial<PayoutProof['leaf']>): PayoutProof {
  const changed = { ...proof.leaf, ...leaf };
  const bytes = Buffer.concat([Buffer.of(0), Buffer.from(canonicalJson(changed))]);
  return {
    ...proof,
    leaf: changed,
    index: 0,
    size: 1,
    path: [],
    root: createHash('sha256').update(bytes).digest('hex'),
  };
}

test('a payout that does not follow from its terms is refuted even in a tree of the forger’s own', () => {
  const proof = payoutProof(planOf(8), 'm5');
  const [corr, tc] = proof.leaf.terms as [PayoutProof['leaf']['terms'][0], PayoutProof['leaf']['terms'][0]];
  const changes: Partial<PayoutProof['leaf']>[] = [
    { payout: amountOf(proof.leaf.payout + 1n) },
    { rate: '0.05' },
    { weightedScore: '1' },
    { atRisk: amountOf(proof.leaf.atRisk * 2n) },
    { terms: [{ ...corr, score: decimal12('0.2') }, tc] },
    { terms: [corr] },
    { terms: [tc, corr] },
    { payoutFactor: decimal12('1') },
    { totalAtRisk: amount('1') },
    { policyHash: '0'.repeat(64) },
    { unpaidBecause: 'null_score' },
  ];
  assert.equal(verifyPayoutProof(payoutProofJson(forged(proof, {}))).status, 'verified');
  for (const change of changes) {
    const outcome = verifyPayoutProof(payoutProofJson(forged(proof, change)));
    assert.equal(outcome.status, 'refuted', canonicalJson(change));
  }
  const own = forged(proof, { model: 'other' });
  const outcome = verifyPayoutProof(payoutProofJson(own), { root: proof.root, planHash: '1'.repeat(64) });
  assert.ok(outcome.status === 'refuted');
  assert.deepEqual(outcome.faults, ['The root is not the published one.', 'The plan is not the published one.']);
});

test('another policy, a multiplier that it does not offer though all follows from it, or another path is refuted', () => {
  const proof = payoutProof(planOf(8), 'm5');
  const [corr, tc] = proof.leaf.terms as [PayoutProof['leaf']['terms'][0], PayoutProof['leaf']['terms'][0]];
  const terms = [corr, { ...tc, multiplier: decimal12('2') }];
  const doubled = recomputePayoutRow(proof.policy, proof.leaf.payoutFactor, { ...proof.leaf, terms });
  assert.ok(doubled.payout > proof.leaf.payout);
  const texts = [
    payoutProofJson({ ...proof, policy: { ...proof.policy, version: 2 } }),
    payoutProofJson({ ...proof, policy: PAYOUT_POLICIES['numerai-2024-01'] }),
    payoutProofJson(forged(proof, doubled)),
    payoutProofJson({ ...proof, path: proof.path.toReversed() }),
    payoutProofJson({ ...proof, index: 4 }),
  ];
  for (const text of texts) assert.equal(verifyPayoutProof(text).status, 'refuted');
});

test('any changed character of a proof is refuted or says the same, and no text makes the verifier throw', () => {
  const proof = payoutProof(planOf(5), 'm1');
  const text = payoutProofJson(proof);
  const parts = fc.tuple(fc.nat(text.length - 1), fc.constantFrom(...'0123456789abcdef"{}[],:.-eZ\u00e9'));
  fc.assert(
    fc.property(parts, ([at, character]) => {
      const changed = text.slice(0, at) + character + text.slice(at + 1);
      const outcome = verifyPayoutProof(changed, { root: proof.root });
      if (outcome.status === 'verified') assert.equal(canonicalJson(outcome.leaf), canonicalJson(proof.leaf));
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (anything) => {
      assert.equal(verifyPayoutProof(anything).status, 'refuted');
    }),
  );
  for (const hollow of ['null', '{}', '{"format":"robata-payout-proof/1","leaf":{"format":"robata-payout-leaf/1"}}']) {
    assert.equal(verifyPayoutProof(hollow).status, 'refuted');
  }
});
