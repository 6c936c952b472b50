import { type Amount, formatDecimal12, type PayoutPolicy, payoutFactor, sumAmounts } from '@robata/ledger';
import type { ModelRecord, RoundRecord } from '../records.ts';
import { isSignals } from './ledgerRound.ts';
import type { TournamentConfig } from './tournamentConfig.ts';

/** A round's payout factors, each by the stakes and the policy of its part: what its record keeps of them. */
export function payoutFactors(
  { payoutPolicy, signals }: Pick<TournamentConfig, 'payoutPolicy' | 'signals'>,
  record: Pick<RoundRecord, 'signals'>,
  models: readonly ModelRecord[],
  atRisk: readonly Amount[],
): Pick<RoundRecord, 'payoutFactor' | 'signals'> {
  // Benchmarks count where the policy pays them.
  const factor = (policy: PayoutPolicy, ofSignals: boolean): string => {
    const isCounted = (model: ModelRecord | undefined): boolean =>
      model !== undefined && isSignals(model) === ofSignals && (policy.paysBenchmarks || !model.marked);
    return formatDecimal12(payoutFactor(policy, sumAmounts(atRisk.filter((_, j) => isCounted(models[j])))));
  };
  return {
    payoutFactor: factor(payoutPolicy, false),
    ...(record.signals !== undefined &&
      signals !== undefined && { signals: { ...record.signals, payoutFactor: factor(signals.payoutPolicy, true) } }),
  };
}
