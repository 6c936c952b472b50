import type { RoundRecord } from '../../records.ts';

/**
 * The round of the same tournament that closed before this one and is neither resolved nor cancelled; of several the one that closed first.
 * Null where there is none. Payouts are posted in the order of the closes: a later round's burn could take what the earlier one has at risk.
 */
export function earlierUnfinished(
  rounds: readonly RoundRecord[],
  { number, tournament, closesAt }: RoundRecord,
): RoundRecord | null {
  const earlier = rounds
    .filter((each) => each.tournament === tournament && (each.state === 'closed' || each.state === 'scoring'))
    .filter((each) => each.closesAt < closesAt || (each.closesAt === closesAt && each.number < number))
    .sort((a, b) => (a.closesAt === b.closesAt ? a.number - b.number : a.closesAt < b.closesAt ? -1 : 1));
  return earlier[0] ?? null;
}
