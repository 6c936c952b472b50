import { column, fromColumns } from '@robata/kernels';
import { amount, formatAmount, payoutPlan, type PayoutPolicy, roundId } from '@robata/ledger';
import { type ContributionKit, prepareLeaveOneOut, scoreLeaveOneOut, type Start } from '@robata/portfolio';
import { readKit } from '@robata/tournament';
import type { SmallSeason } from './smallSeason.ts';

/** One staked model and its mirror image in one round: what both were paid per token at risk of one of them, at payout factor 1. */
export interface MirroredPair {
  readonly round: number;
  readonly model: string;
  /** Of all stakes of the round, of one of the two. */
  readonly share: number;
  readonly payouts: readonly [number, number];
}

export interface MeasuredExcess {
  /** payout(p) + payout(1 − p), over all pairs and rounds. */
  readonly mean: number;
  /** From the means of the rounds: pairs of one round share its market. */
  readonly standardError: number;
  readonly highest: number;
  readonly pairs: number;
  readonly rounds: number;
  /** Mean absolute payout of one of a pair, to compare with. */
  readonly size: number;
}

/**
 * What a policy that pays leave-one-out TC pays to pairs: for every resolved round of a season and every staked model a mirror image 1 − p
 * with the same stake joins the round, both are scored by leave-one-out in the meta model that has both, CORR is that of the model and its
 * opposite, and the ledger's own plan pays them at factor 1. The roster's own pair is left out (each has its mirror already).
 */
export async function mirroredPairs(season: SmallSeason, policy: PayoutPolicy, start: Start): Promise<MirroredPair[]> {
  const pairs: MirroredPair[] = [];
  const kinds = new Map((await season.storage.models()).map(({ name, kind }) => [name, kind]));
  for (const { number, columns } of await season.storage.rounds()) {
    const kit = await readKit(season.blobs, number);
    if (kit === null) continue;
    const { models, stakes } = kit;
    const scores = await season.storage.scores({ round: number, latestOnly: true });
    const corrAt = columns.findIndex(({ key }) => key === 'corr');
    const total = stakes.reduce((sum, stake) => sum + stake, 0);
    models.forEach((model, at) => {
      const stake = stakes[at] as number;
      if (stake === 0 || kinds.get(model) === 'pair') return;
      const corr = scores[at]?.values[corrAt] ?? Number.NaN;
      const payouts = paid(policy, corr, mirroredTc(kit, at, start));
      pairs.push({ round: number, model, share: stake / (total + stake), payouts });
    });
  }
  return pairs;
}

export function excessOf(pairs: readonly MirroredPair[]): MeasuredExcess {
  const sums = pairs.map(({ payouts: [p, q] }) => p + q);
  const means = [...Map.groupBy(pairs, ({ round }) => round).values()].map((ofRound) =>
    meanOf(ofRound.map(({ payouts: [p, q] }) => p + q)),
  );
  const mean = meanOf(means);
  return {
    mean: meanOf(sums),
    standardError: Math.sqrt(meanOf(means.map((value) => (value - mean) ** 2)) / (means.length - 1)),
    highest: Math.max(...sums),
    pairs: pairs.length,
    rounds: means.length,
    size: meanOf(pairs.flatMap(({ payouts }) => payouts.map(Math.abs))),
  };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Leave-one-out TC of a model and of its mirror image, which joins the round with the same stake. */
function mirroredTc(kit: ContributionKit, model: number, start: Start): [number, number] {
  const columns = kit.models.map((_, j) => column(kit.predictions, j));
  const mirror = column(kit.predictions, model).map((value) => 1 - value);
  const joined: ContributionKit = {
    ...kit,
    models: [...kit.models, 'mirror image'],
    predictions: fromColumns([...columns, mirror]),
    stakes: Float64Array.of(...kit.stakes, kit.stakes[model] as number),
  };
  const prepared = prepareLeaveOneOut(joined, { start });
  const ranges = [prepared.portfolios(model, model + 1), prepared.portfolios(kit.models.length, kit.models.length + 1)];
  const { contributions } = scoreLeaveOneOut(prepared, ranges, joined.returns as Float64Array);
  const [p, q] = contributions.map(({ tc }) => tc ?? Number.NaN) as [number, number];
  return [p, q];
}

/** Per token at risk, by the ledger's plan at payout factor 1. */
function paid(policy: PayoutPolicy, corr: number, tc: [number, number]): [number, number] {
  const [corrKey, tcKey] = policy.scores.map(({ key }) => key) as [string, string];
  const plan = payoutPlan({
    round: roundId('classic', 1),
    policy: { ...policy, payoutFactor: { curve: 'threshold', threshold: amount('1000') } },
    atRisk: new Map(['p', 'q'].map((model) => [model, amount('1')])),
    scores: new Map([
      ['p', { [corrKey]: corr, [tcKey]: tc[0] }],
      ['q', { [corrKey]: -corr, [tcKey]: tc[1] }],
    ]),
  });
  return plan.rows.map(({ payout }) => Number(formatAmount(payout))) as [number, number];
}
