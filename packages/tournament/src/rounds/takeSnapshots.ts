import type { PayoutPolicy, RoundId } from '@robata/ledger';
import type { ModelRecord, RoundRecord } from '../records.ts';
import type { LedgerBook } from './ledgerBook.ts';
import { isSignals, ledgerRoundId, signalsRoundId } from './ledgerRound.ts';
import type { RoundPolicies } from './roundPlans.ts';
import { releasePolicyOf, type TournamentConfig } from './tournamentConfig.ts';

/** Fixes what is at risk in each part of a round that closes: of the models that submitted, by the policy of their part. */
export function takeSnapshots(
  book: LedgerBook,
  record: Pick<RoundRecord, 'tournament' | 'number' | 'signals'>,
  models: readonly ModelRecord[],
  config: RoundPolicies & Pick<TournamentConfig, 'releasePolicy'>,
): void {
  const { progressive } = releasePolicyOf(config);
  const post = (round: RoundId, { clip }: PayoutPolicy, own: readonly ModelRecord[]): void => {
    // What no loss can reach need not wait: the ledger must know how much a round can take at most.
    const lossLimit = progressive === 'never' ? {} : { lossLimit: clip.limit };
    book.post({
      idempotencyKey: `snapshot:${round}`,
      command: { kind: 'snapshot', round, models: own.map(({ id }) => String(id)), ...lossLimit },
    });
  };
  const { payoutPolicy, signals } = config;
  if (record.signals === undefined || signals === undefined) return post(ledgerRoundId(record), payoutPolicy, models);
  const classic = models.filter((model) => !isSignals(model));
  post(ledgerRoundId(record), payoutPolicy, classic);
  post(signalsRoundId(record), signals.payoutPolicy, models.filter(isSignals));
}
