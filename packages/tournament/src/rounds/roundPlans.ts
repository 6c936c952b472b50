import {
  type Journal,
  parseCanonicalJson,
  type PayoutPlan,
  type PayoutPlanInput,
  type PayoutPolicy,
  payoutPlan,
  payoutPlanHash,
  payoutPlanJson,
  payoutTree,
  sha256,
} from '@robata/ledger';
import type { PlanRecord, RoundRecord } from '../records.ts';
import { ledgerRoundOf, signalsRoundId } from './ledgerRound.ts';

/** What the parts of a round are paid by. */
export interface RoundPolicies {
  readonly payoutPolicy: PayoutPolicy;
  readonly signals?: { readonly payoutPolicy: PayoutPolicy };
}

export interface RoundPlansInput {
  readonly journal: Journal;
  readonly record: Pick<RoundRecord, 'tournament' | 'number' | 'signals'>;
  readonly config: RoundPolicies;
  readonly scores: PayoutPlanInput['scores'];
  readonly benchmarks: ReadonlySet<string>;
}

/** The payout plans of a closed round: that of the classic part, and that of the Signals part where it has one. Throws as `ledgerRoundOf`. */
export function roundPlans({ journal, record, config, scores, benchmarks }: RoundPlansInput): readonly PayoutPlan[] {
  const { round, atRisk } = ledgerRoundOf(journal, record);
  const classic = payoutPlan({ round, policy: config.payoutPolicy, atRisk, scores, benchmarks });
  const signals = record.signals === undefined ? undefined : journal.rounds.get(signalsRoundId(record));
  if (signals === undefined || config.signals === undefined) return [classic];
  const { payoutPolicy } = config.signals;
  const { round: part, atRisk: staked } = signals;
  return [classic, payoutPlan({ round: part, policy: payoutPolicy, atRisk: staked, scores, benchmarks })];
}

export interface PlanFingerprints {
  readonly planHash: string;
  readonly payoutRoot: string;
}

/** What a round publishes of its plans, given as by `roundPlans`. */
export function postedPayouts([classic, signals]: readonly PayoutPlan[]): PlanFingerprints & {
  readonly signals?: PlanFingerprints;
} {
  if (classic === undefined) throw new Error('a round has a payout plan');
  return { ...fingerprintsOf(classic), ...(signals !== undefined && { signals: fingerprintsOf(signals) }) };
}

const fingerprintsOf = (plan: PayoutPlan): PlanFingerprints => ({
  planHash: payoutPlanHash(plan),
  payoutRoot: payoutTree(plan).root,
});

/** A round's plans (as `roundPlans` gives them) as they are kept before anybody approves them: of a joint round one hash says yes to both. */
export function planRecordOf(round: number, plans: readonly PayoutPlan[]): PlanRecord {
  const [classic, signals] = plans;
  if (classic === undefined) throw new Error('a round has a payout plan');
  const kept = { round, body: payoutPlanJson(classic), approvedBy: null };
  if (signals === undefined) return { ...kept, hash: payoutPlanHash(classic) };
  return { ...kept, hash: sha256(plans.map(payoutPlanHash).join('\n')), signals: payoutPlanJson(signals) };
}

/** The plans of a record, in the order of `roundPlans`. */
export const plansOf = ({ body, signals }: Pick<PlanRecord, 'body' | 'signals'>): readonly PayoutPlan[] =>
  [body, ...(signals === undefined ? [] : [signals])].map((text) => parseCanonicalJson<PayoutPlan>(text));
