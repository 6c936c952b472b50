import { type RoundId, stake } from './accounts.ts';
import { type Amount, amountOf, sumAmounts } from './amount.ts';
import { decideStakeDrain } from './decideStake.ts';
import type { Decimal12 } from './decimal12.ts';
import { activeRoundsOf, balance, type Journal, pendingReleases } from './journal.ts';
import { type KeptPlace, keptPlaces } from './keptPlaces.ts';
import { maximumLoss } from './openLoss.ts';
import { mustStayPending } from './releasedEarly.ts';
import { waitsFor } from './releasePlaces.ts';
import type { PayoutMode, ReleaseTerms } from './releasePolicy.ts';

/** One page of figures that adds up: value = stake + Σ pending. */
export interface StakeFigures {
  readonly model: string;
  /** Null before the first stake. */
  readonly owner: string | null;
  /** Holds for the rounds that close from now on. */
  readonly payoutMode: PayoutMode;
  readonly value: Amount;
  /** What the next snapshot counts. */
  readonly stake: Amount;
  /** Soonest first. */
  readonly pending: readonly PendingFigures[];
  /** Σ pending. */
  readonly pendingTotal: Amount;
  /** Of the active rounds, in the order of their closes. */
  readonly atRisk: readonly AtRiskFigures[];
  /** Σ lossMax: the most that all active rounds together can burn. */
  readonly lossMax: Amount;
  /** What a drain under these terms would bring into the wallet at once. */
  readonly availableNow: Amount;
  /** Of cancelled releases, the places that may be had again until the next snapshot; part of the stake. */
  readonly keptPlaces: readonly KeptPlace[];
  /** Of Σ pending, what no cancellation takes back for now, because it covers open rounds after the rest left early. */
  readonly mustStayPending: Amount;
}

export interface PendingFigures {
  readonly after: RoundId;
  readonly amount: Amount;
  /** The model it moves to; null where it goes to the wallet. */
  readonly to: string | null;
  /** Releasable when all of these have finished; empty: with the next release. */
  readonly waitsFor: readonly RoundId[];
}

export interface AtRiskFigures {
  readonly round: RoundId;
  readonly atRisk: Amount;
  /** The most the round can burn; all of it where neither its snapshot nor its rules give a limit. */
  readonly lossMax: Amount;
  /** Where its payout goes. */
  readonly payoutMode: PayoutMode;
}

/** The share of what is at risk that a round's payout policy burns at most, for rounds whose snapshot does not say it. */
export type BurnLimits = ReadonlyMap<RoundId, Decimal12>;

/**
 * Everything that a model's stake is now, under the terms that hold for taking out. All zero for a model that never staked. `limits` only lower
 * the losses that are told: what is released waits as the snapshots say.
 */
export function stakeFigures(
  journal: Journal,
  model: string,
  terms: ReleaseTerms,
  limits: BurnLimits = new Map(),
): StakeFigures {
  const held = balance(journal, stake(model));
  const pending = pendingReleases(journal, model).map(({ after, amount, to = null }) => {
    return { after, amount, to, waitsFor: waitsFor(journal, model, after) };
  });
  const pendingTotal = sumAmounts(pending.map(({ amount }) => amount));
  const atRisk = activeRoundsOf(journal, model).map((round): AtRiskFigures => {
    const counted = round.atRisk.get(model) as Amount;
    const payoutMode = round.takesProfit.has(model) ? 'take_profit' : 'compound';
    const lossLimit = round.lossLimit ?? limits.get(round.round) ?? null;
    return { round: round.round, atRisk: counted, lossMax: maximumLoss({ ...round, lossLimit }, model), payoutMode };
  });
  const mustStay = mustStayPending(journal, model);
  return {
    model,
    owner: journal.owners.get(model) ?? null,
    payoutMode: journal.payoutModes.get(model) ?? 'compound',
    value: amountOf(held + pendingTotal),
    stake: held,
    pending,
    pendingTotal,
    atRisk,
    lossMax: sumAmounts(atRisk.map(({ lossMax }) => lossMax)),
    availableNow: drainedNow(journal, model, terms),
    keptPlaces: keptPlaces(journal, model),
    mustStayPending: mustStay < pendingTotal ? mustStay : pendingTotal,
  };
}

/** Asks the drain itself, so that the figure is what would happen. */
function drainedNow(journal: Journal, model: string, terms: ReleaseTerms): Amount {
  const account = journal.owners.get(model) ?? 'nobody';
  const drain = decideStakeDrain(journal, { kind: 'stake_drain', account, model, ...terms });
  if (drain.status === 'refused') return amountOf(0n);
  return sumAmounts(drain.lines.filter((line) => line.account.startsWith('wallet:')).map(({ amount }) => amount));
}
