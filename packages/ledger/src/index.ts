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
  withdrawalHold,
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
export { type Concentration, concentration } from './concentration.ts';
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
  type WithdrawalCommand,
} from './entry.ts';
export {
  activeRoundsOf,
  balance,
  emptyJournal,
  type Journal,
  type LedgerRound,
  type PendingRelease,
  pendingReleases,
} from './journal.ts';
export { metaModelWeights, PROPORTIONAL, type StakeWeighting } from './metaModelWeights.ts';
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
  recomputePayoutRow,
} from './payoutPlan.ts';
export {
  type PaidScore,
  type PaidScoreTexts,
  paidScore,
  type PayoutPolicy,
  robataPolicy,
  type StatedExcess,
} from './payoutPolicy.ts';
export { maximumLoss, maximumOpenLoss } from './openLoss.ts';
export { paidByModel } from './paidByModel.ts';
export { PAYOUT_POLICIES, type PresetId, PRESET_DAYS, presetOn } from './payoutPresets.ts';
export { type PostedPlan, postPayoutPlan } from './postPayoutPlan.ts';
export { journalOf, recordEntry } from './recordEntry.ts';
export type { MerklePath } from './proofs/merklePath.ts';
export { type MerkleTree, merkleTree, verifyMerkleProof } from './proofs/merkleTree.ts';
export {
  type Owners,
  type PayoutLeaf,
  type PayoutProof,
  type PayoutTree,
  type PayoutVerification,
  payoutProof,
  payoutProofJson,
  payoutTree,
  type Published,
  verifyPayoutProof,
} from './proofs/payoutProof.ts';
export type { Refusal, RefusalReason } from './refusal.ts';
export { mustStayPending } from './releasedEarly.ts';
export { waitsFor } from './releasePlaces.ts';
export {
  type PayoutMode,
  RELEASE_POLICIES,
  type ReleaseCalendar,
  type ReleasePolicy,
  type ReleaseTerms,
} from './releasePolicy.ts';
export type { BurnShortfall } from './settlement.ts';
export { roundOf } from './roundOf.ts';
export { type BurnLimits, type StakeFigures, stakeFigures } from './stakeFigures.ts';
export { type StakeMovement, stakeStatement } from './stakeStatement.ts';
export { type FoundFault, type LedgerFault, type Verification, verifyJournal } from './verifyJournal.ts';
export { waitingWithdrawals, type WithdrawalRequest } from './withdrawalRequest.ts';
export { accountStatementCsv } from './statements/accountStatementCsv.ts';
export { roundStatementCsv } from './statements/roundStatementCsv.ts';
export {
  resolvedPayouts,
  type Runway,
  type TreasuryRunway,
  treasuryRunway,
  type TreasuryRunwayInput,
  worstCasePayout,
} from './treasuryRunway.ts';
