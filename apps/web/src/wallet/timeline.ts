import type { OwnHoldings, OwnRoundUnderWay } from '@robata/client';
import { amountOf, lesserOf, sumOf, unitsOf } from './amounts.ts';

export interface PlannedRelease {
  /** Of the model that it leaves. */
  readonly model: string;
  readonly amount: string;
  /** Name of the model that it moves to; null where it goes to the wallet. */
  readonly to: string | null;
}

/** One moment ahead: a round ends, and what waited for it is let go. All before payouts, which nobody knows yet. */
export interface TimelineStep {
  /** Null: the next release, whenever that is. */
  readonly round: OwnRoundUnderWay | null;
  /** What the round counts of all models. */
  readonly atRisk: string;
  /** The most that it can burn. */
  readonly lossMax: string;
  readonly releases: readonly PlannedRelease[];
  /** After it: what is still on its way out. */
  readonly pendingAfter: string;
  /** After it: the most that the rounds that are still under way can burn. */
  readonly lossAfter: string;
  /** After it: what is in the wallet. */
  readonly walletAfter: string;
}

/** What comes when, soonest first, as it is planned now. A release comes with the last of the rounds that it waits for. */
export function timelineOf({
  available,
  staked,
  pending,
  lossMax,
  models,
  rounds,
}: OwnHoldings): readonly TimelineStep[] {
  const placeOf = new Map(rounds.map(({ round }, at) => [round, at]));
  const nameOf = (id: string | null) => (id === null ? null : (models.find((model) => model.id === id)?.name ?? id));
  const releasesAt = new Map<number, PlannedRelease[]>();
  for (const { name, stake } of models) {
    for (const { amount, to, waitsFor } of stake.pending) {
      const at = Math.max(-1, ...waitsFor.map((round) => placeOf.get(round) ?? rounds.length));
      releasesAt.set(at, withRelease(releasesAt.get(at) ?? [], { model: name, amount, to: nameOf(to) }));
    }
  }
  let [waiting, loss, wallet] = [unitsOf(pending), unitsOf(lossMax), unitsOf(available)];
  const held = sumOf([staked, pending]);
  const stepAt = (round: OwnRoundUnderWay | null, at: number): TimelineStep => {
    const counted = models.flatMap(({ stake }) => stake.atRisk.filter((entry) => entry.round === round?.round));
    const releases = releasesAt.get(at) ?? [];
    const burnable = sumOf(counted.map((entry) => entry.lossMax));
    waiting -= unitsOf(sumOf(releases.map(({ amount }) => amount)));
    wallet += unitsOf(sumOf(releases.filter(({ to }) => to === null).map(({ amount }) => amount)));
    loss -= unitsOf(burnable);
    return {
      round,
      atRisk: sumOf(counted.map(({ amount }) => amount)),
      lossMax: burnable,
      releases,
      pendingAfter: amountOf(waiting),
      lossAfter: lesserOf(amountOf(loss), held),
      walletAfter: amountOf(wallet),
    };
  };
  const due = releasesAt.has(-1) ? [stepAt(null, -1)] : [];
  return [...due, ...rounds.map(stepAt)];
}

/** What goes the same way at the same time is one release. */
function withRelease(releases: readonly PlannedRelease[], added: PlannedRelease): PlannedRelease[] {
  const isSame = ({ model, to }: PlannedRelease): boolean => model === added.model && to === added.to;
  const same = releases.find(isSame);
  if (same === undefined) return [...releases, added];
  const amount = sumOf([same.amount, added.amount]);
  return releases.map((release) => (isSame(release) ? { ...release, amount } : release));
}
