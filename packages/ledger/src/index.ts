export {
  type AccountKind,
  accountParts,
  BURNED,
  type LedgerAccount,
  payoutClearing,
  pendingRelease,
  roundEscrow,
  type RoundId,
  roundId,
  stake,
  TREASURY,
  wallet,
  WORLD,
} from './accounts.ts';
export {
  type Amount,
  type AmountFault,
  amount,
  amountOf,
  formatAmount,
  type ParsedAmount,
  parseAmount,
  sumAmounts,
  ZERO,
} from './amount.ts';
export { type Appended, append } from './append.ts';
export { atRiskSnapshot } from './atRiskSnapshot.ts';
export { canonicalJson, parseCanonicalJson, sha256 } from './canonicalJson.ts';
export { type Decimal12, decimal12, decimal12FromDouble, formatDecimal12 } from './decimal12.ts';
export {
  type AtRisk,
  type Command,
  type Entry,
  entryJson,
  type Head,
  type Line,
  parseEntry,
  type Posting,
  type Request,
} from './entry.ts';
export {
  activeRoundsOf,
  balance,
  emptyJournal,
  type Journal,
  journalOf,
  type LedgerRound,
  pendingReleases,
  recordEntry,
} from './journal.ts';
export {
  followsFromItsInputs,
  type PayoutPlan,
  type PayoutPlanInput,
  type PayoutRow,
  type PayoutTerm,
  payoutFactor,
  payoutPlan,
  payoutPlanHash,
  payoutPlanJson,
} from './payoutPlan.ts';
export { PAYOUT_POLICIES, type PaidScore, type PayoutPolicy, robataPolicy } from './payoutPolicy.ts';
export { type PostedPlan, postPayoutPlan } from './postPayoutPlan.ts';
export type { Refusal, RefusalReason } from './refusal.ts';
export type { BurnShortfall } from './settlement.ts';
export { type StakeMovement, stakeStatement } from './stakeStatement.ts';
export { type FoundFault, type LedgerFault, type Verification, verifyJournal } from './verifyJournal.ts';
