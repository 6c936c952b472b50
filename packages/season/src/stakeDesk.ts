import { type Amount, amount, amountOf, balance, type PayoutPlan, type RoundId, TREASURY } from '@robata/ledger';
import {
  atRiskOf,
  type LedgerBook,
  type ModelRecord,
  resetStake,
  type RoundRecord,
  takeSnapshots,
  type TournamentConfig,
} from '@robata/tournament';
import type { Participant } from './participants/participant.ts';

/** What the operator brings at first, and again whenever a payout would find too little: a market without end pays for ever. */
const OPERATOR_FUNDS = amount('10000000');
/** Each participant brings so many times its stake; one that is topped up every round brings more when that is gone. */
const WALLET_STAKES = 20n;

const tokens = (count: bigint): Amount => amountOf(count * 10n ** 18n);

/** What the stakes of the cast depend on. */
export type StakedParticipant = Pick<Participant, 'initialStake'> & { readonly kind: string };

/** Puts the operator's funds and everybody's first stake into the ledger. */
export function beginStakes(
  book: LedgerBook,
  models: readonly ModelRecord[],
  participants: readonly StakedParticipant[],
): void {
  book.post({ idempotencyKey: 'treasury', command: { kind: 'treasury_deposit', amount: OPERATOR_FUNDS } });
  participants.forEach(({ initialStake }, index) => {
    const { id, account } = models[index] as ModelRecord;
    if (initialStake === 0n) return;
    book.post({
      idempotencyKey: `deposit:${id}`,
      command: { kind: 'deposit', account, amount: tokens(initialStake * WALLET_STAKES) },
    });
    book.post({
      idempotencyKey: `stake:${id}`,
      command: { kind: 'stake_increase', account, model: String(id), amount: tokens(initialStake) },
    });
  });
}

/**
 * Before each snapshot p and 1 − p are brought back to the same stake, and the planted model to its first one: paid for what nobody can
 * know, it would otherwise own the meta model after a year, and the fund would look profitable.
 */
export function resetStakes(
  book: LedgerBook,
  round: RoundId,
  models: readonly ModelRecord[],
  participants: readonly StakedParticipant[],
): void {
  participants.forEach((participant, index) => {
    if (!isReset(participant)) return;
    const { id, account } = models[index] as ModelRecord;
    resetStake(book, round, { model: String(id), account, stake: tokens(participant.initialStake) });
  });
}

export const isReset = ({ kind }: StakedParticipant): boolean =>
  kind === 'pair' || kind === 'planted' || kind === 'signals-planted';

/** Sees to it that the treasury can pay a plan. */
export function fundTreasury(book: LedgerBook, { round, totalPayout }: PayoutPlan): void {
  if (balance(book.journal, TREASURY) >= totalPayout) return;
  book.post({
    idempotencyKey: `treasury:${round}`,
    command: { kind: 'treasury_deposit', amount: amountOf(OPERATOR_FUNDS + totalPayout) },
  });
}

/** What each of the models has at risk in a round, fixed now, in each part of it; in their order, 0 for one without a stake or that does not count. */
export function snapshotStakes(
  book: LedgerBook,
  record: Pick<RoundRecord, 'tournament' | 'number' | 'signals'>,
  models: readonly ModelRecord[],
  config: Pick<TournamentConfig, 'payoutPolicy' | 'releasePolicy' | 'signals'>,
  counts: (model: ModelRecord) => boolean = () => true,
): Amount[] {
  takeSnapshots(book, record, models.filter(counts), config);
  const atRisk = atRiskOf(book.journal, record);
  return models.map(({ id }) => atRisk.get(String(id)) ?? amountOf(0n));
}
