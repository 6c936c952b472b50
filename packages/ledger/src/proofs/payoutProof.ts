import type { RoundId } from '../accounts.ts';
import { type Amount, formatAmount } from '../amount.ts';
import { canonicalJson, parseCanonicalJson, sha256 } from '../canonicalJson.ts';
import { type Decimal12, formatDecimal12 } from '../decimal12.ts';
import type { MerklePath } from './merklePath.ts';
import { merkleTree, verifyMerkleProof } from './merkleTree.ts';
import {
  type PayoutPlan,
  type PayoutRow,
  payoutFactor,
  payoutPlanHash,
  recomputePayoutRow,
  termsFit,
} from '../payoutPlan.ts';
import type { PayoutPolicy } from '../payoutPolicy.ts';

/**
 * What one model gets of a round, as a leaf of the round's Merkle tree. Its bytes are the UTF-8 of its canonical JSON (`canonicalJson`:
 * no spaces, keys in order of UTF-16 code units, amounts and decimals as shortest exact texts, missing fields left out):
 *
 *     {"account":"ada","atRisk":"100","format":"robata-payout-leaf/1","model":"12","payout":"1.35","payoutFactor":"0.5","planHash":"…",
 *      "policyHash":"…","rate":"0.0135","round":"classic/7","terms":[{"key":"corr","multiplier":"1","score":"0.01"},…],
 *      "totalAtRisk":"500","unpaidBecause":null,"weightedScore":"0.027"}
 *
 * Everything that decides the payout is in it or hashed in it. Later formats may add fields, never change one: a verifier hashes all the
 * fields that it finds. What wants another encoding (a claim on a chain) carries the SHA-256 of these bytes.
 */
export interface PayoutLeaf extends PayoutRow {
  readonly format: 'robata-payout-leaf/1';
  readonly round: RoundId;
  /** The account that owned the model, where the publisher says so. */
  readonly account?: string;
  readonly totalAtRisk: Amount;
  readonly payoutFactor: Decimal12;
  /** SHA-256 of the canonical JSON of the policy, and of the whole plan. */
  readonly policyHash: string;
  readonly planHash: string;
}

/** All that is needed to recompute a payout and to show that the round's root contains it. */
export interface PayoutProof extends MerklePath {
  readonly format: 'robata-payout-proof/1';
  readonly policy: PayoutPolicy;
  readonly leaf: PayoutLeaf;
  readonly root: string;
}

export interface PayoutTree {
  readonly root: string;
  /** Throws RangeError for a model that the plan does not have. */
  proof(model: string): PayoutProof;
}

/** Owners to be named in the leaves, by model; a model that is missing names none. */
export type Owners = { get(model: string): string | undefined };

/** The Merkle tree of a plan's rows, in their order (by model id). `root` is what is published when the round resolves. */
export function payoutTree(plan: PayoutPlan, owners: Owners = new Map<string, string>()): PayoutTree {
  const { policy, round, totalAtRisk } = plan;
  const hashes = { policyHash: sha256(canonicalJson(policy)), planHash: payoutPlanHash(plan) };
  const leaves = plan.rows.map((row): PayoutLeaf => {
    const account = owners.get(row.model);
    const shared = { format: 'robata-payout-leaf/1', round, totalAtRisk, payoutFactor: plan.payoutFactor } as const;
    return { ...row, ...shared, ...hashes, ...(account !== undefined && { account }) };
  });
  const tree = merkleTree(leaves.map(leafBytes));
  const places = new Map(leaves.map(({ model }, index) => [model, index]));
  return {
    root: tree.root,
    proof(model) {
      const index = places.get(model);
      if (index === undefined) throw new RangeError(`the plan of round ${round} has no model ${model}`);
      const leaf = leaves[index] as PayoutLeaf;
      const place = { index, size: tree.size, path: tree.path(index) };
      return { format: 'robata-payout-proof/1', policy, leaf, ...place, root: tree.root };
    },
  };
}

/** One model's proof; `payoutTree` gives those of many at once. Throws RangeError for a model that the plan does not have. */
export const payoutProof = (plan: PayoutPlan, model: string, owners?: Owners): PayoutProof =>
  payoutTree(plan, owners).proof(model);

/** The file that `robata verify payout` reads. */
export const payoutProofJson = (proof: PayoutProof): string => canonicalJson(proof);

const leafBytes = (leaf: PayoutLeaf): Uint8Array => new TextEncoder().encode(canonicalJson(leaf));

export type PayoutVerification =
  | { readonly status: 'verified'; readonly leaf: PayoutLeaf; readonly root: string; readonly sentence: string }
  /** One sentence for everything that does not hold. */
  | { readonly status: 'refuted'; readonly faults: readonly string[] };

/** What was learned elsewhere: without a published root a proof only shows that it agrees with itself. */
export interface Published {
  readonly root?: string;
  readonly planHash?: string;
}

/**
 * Checks the text of a proof with nothing but itself: the policy is the one hashed in the leaf, the factor follows from the total at risk,
 * the payout from stake, terms, policy and factor, and the leaf with its path leads to the root; and the root and the plan's hash are the
 * published ones, where these are given. Never throws: a text that is no proof is refuted.
 */
export function verifyPayoutProof(text: string, published: Published = {}): PayoutVerification {
  try {
    const proof = parseCanonicalJson<PayoutProof>(text);
    if (proof?.format !== 'robata-payout-proof/1' || proof.leaf?.format !== 'robata-payout-leaf/1') {
      return {
        status: 'refuted',
        faults: ['The file is no proof of a payout: its format is not robata-payout-proof/1.'],
      };
    }
    const faults = faultsOf(proof, published);
    const { leaf, root } = proof;
    return faults.length === 0
      ? { status: 'verified', leaf, root, sentence: sentenceOf(leaf, published.root !== undefined) }
      : { status: 'refuted', faults };
  } catch (cause) {
    // Foreign text: a missing field or a number that is none may surface anywhere above.
    const reason = cause instanceof Error ? cause.message : String(cause);
    return { status: 'refuted', faults: [`The file cannot be read as a proof of a payout (${reason}).`] };
  }
}

function faultsOf({ policy, leaf, root, index, size, path }: PayoutProof, published: Published): string[] {
  const { totalAtRisk, model, atRisk, terms, weightedScore, rate, payout, unpaidBecause } = leaf;
  const faults: string[] = [];
  if (sha256(canonicalJson(policy)) !== leaf.policyHash) faults.push('The policy is not the one that the leaf names.');
  if (payoutFactor(policy, totalAtRisk) !== leaf.payoutFactor) {
    faults.push(`The payout factor does not follow from ${formatAmount(totalAtRisk)} at risk.`);
  }
  const row: PayoutRow = { model, atRisk, terms, weightedScore, rate, payout, unpaidBecause };
  const recomputed = recomputePayoutRow(policy, leaf.payoutFactor, row);
  if (!termsFit(policy, terms) || canonicalJson(recomputed) !== canonicalJson(row)) {
    faults.push(`The payout of ${formatAmount(payout)} does not follow from its stake, scores and multipliers.`);
  }
  if (!verifyMerkleProof(leafBytes(leaf), { index, size, path }, root)) {
    faults.push('The leaf and its path do not lead to the root.');
  }
  if (published.root !== undefined && published.root !== root) faults.push('The root is not the published one.');
  if (published.planHash !== undefined && published.planHash !== leaf.planHash) {
    faults.push('The plan is not the published one.');
  }
  return faults;
}

function sentenceOf({ model, payout, atRisk, round, payoutFactor }: PayoutLeaf, isPublished: boolean): string {
  const got = `Model ${model} got ${formatAmount(payout)} for ${formatAmount(atRisk)} at risk in round ${round}`;
  const why = `which follows from its scores at payout factor ${formatDecimal12(payoutFactor)}`;
  const root = isPublished
    ? 'and is in the published root.'
    : 'and is in this root; compare it with the published one.';
  return `${got}, ${why}, ${root}`;
}
