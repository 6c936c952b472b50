import type { EntryRecord, payoutPolicies, RoundRecord, ScoreRecord } from '@robata/tournament';

/** By the version of a round's configuration. */
export type Policies = Awaited<ReturnType<typeof payoutPolicies>>;

const E12 = 1e12;

/**
 * What each score column of a round has to do with the money of a model at risk there, in units of 1e-18, by column key: a round pays one
 * sum for all its paid scores, and each has the share of scale × multiplier × score in it. The shares of what was paid add up to it exactly.
 * `pending`: what it would pay with the scores of now; of doubles, so good for 12 digits and nothing to post. A column that is not paid is
 * not in it; empty where nothing is at risk, a paid score is undefined, or the round's configuration is not known to this program.
 */
export function payoutShares(
  round: RoundRecord,
  entry: EntryRecord | null,
  score: ScoreRecord | null,
  settled: bigint | null,
  policies: Policies,
): { readonly settled: ReadonlyMap<string, bigint>; readonly pending: ReadonlyMap<string, bigint> } {
  const nothing = new Map<string, bigint>();
  const none = { settled: nothing, pending: nothing };
  const policy = policies.get(round.configVersion);
  if (entry === null || entry.atRisk === 0n || score === null || policy === undefined) return none;
  const { scores, clip } = policy;
  const terms = scores.map(({ key, scale, multiplier }) => ({
    key,
    value:
      (Number(scale) / E12) *
      (Number(multiplier) / E12) *
      (score.values[round.columns.findIndex((column) => column.key === key)] ?? Number.NaN),
  }));
  const sum = terms.reduce((total, { value }) => total + value, 0);
  if (!Number.isFinite(sum)) return none;
  const split = (amount: bigint): ReadonlyMap<string, bigint> => {
    const shares = new Map<string, bigint>();
    let left = amount;
    terms.forEach(({ key, value }, i) => {
      const isLast = i === terms.length - 1;
      const share = isLast ? left : sum === 0 ? 0n : (amount * BigInt(Math.round((value / sum) * E12))) / BigInt(E12);
      shares.set(key, share);
      left -= share;
    });
    return shares;
  };
  if (settled !== null) return { settled: split(settled), pending: nothing };
  const factor = Number(round.payoutFactor ?? Number.NaN);
  const limit = Number(clip.limit) / E12;
  const clipped = (rate: number): number => Math.max(-limit, Math.min(limit, rate));
  const rate = clip.order === 'after_factor' ? clipped(factor * sum) : factor * clipped(sum);
  if (!Number.isFinite(rate)) return none;
  return { settled: nothing, pending: split((entry.atRisk * BigInt(Math.round(rate * E12))) / BigInt(E12)) };
}
