import { accountParts, type Journal } from '@robata/ledger';
import type { RoundRecord } from '../records.ts';
import { ledgerRoundIds } from '../rounds/ledgerRound.ts';
import type { KeptLeaves, OwedAmount, ReconciledTreasury, VaultRound, VaultSettlement } from './chainDocuments.ts';
import { cumulative, type MatchedPosition, type ResolvedPayouts } from './ledgerOfVault.ts';
import { closeSeconds } from './settlementPlan.ts';

export interface TreasuryInput {
  readonly journal: Journal;
  /** What the ledger's treasury had up to this entry were points. */
  readonly afterSequence: number;
  readonly resolved: readonly ResolvedPayouts[];
  readonly settlements: readonly VaultSettlement[];
  /** `funds.treasury`. */
  readonly vault: bigint;
  readonly taken: bigint;
}

/** The ledger pays a round out of its treasury when it resolves, the vault when its settlement is sent: between the two the payout is undeclared. */
export function reconciledTreasury(input: TreasuryInput): ReconciledTreasury {
  const { journal, afterSequence, resolved, settlements, vault, taken } = input;
  let ledger = 0n;
  for (const [, { sequence, lines }] of journal.entries) {
    if (sequence <= afterSequence) continue;
    for (const { account, amount } of lines) if (isTreasury(accountParts(account).kind)) ledger += amount;
  }
  let undeclared = 0n;
  for (const { paid } of resolved) for (const units of paid.values()) if (units > 0n) undeclared += units;
  for (const { state, payout } of settlements) if (state === 'settled') undeclared -= payout;
  return { vault, undeclared, taken, ledger, difference: vault - undeclared + taken - ledger };
}

/** What is set aside for a round comes out of the treasury, and goes back to it. */
const isTreasury = (kind: string): boolean => kind === 'treasury' || kind === 'escrow';

export interface OwedInput {
  readonly resolved: readonly ResolvedPayouts[];
  readonly matched: readonly MatchedPosition[];
  /** Of the vault, and of the tournament. */
  readonly rounds: readonly VaultRound[];
  readonly records: readonly RoundRecord[];
  /** Under the settlement that stands; null before the first. */
  readonly leaves: KeptLeaves | null;
  /** Seconds. */
  readonly time: number;
}

/**
 * What rounds have paid and burned that no root has, although theirs is there or can be sent no more: beyond the clip, or passed over. A later root has it
 * as far as the stake's clip lets it, and none does once nothing is staked any more.
 */
export function owedAmounts({ resolved, matched, rounds, records, leaves, time }: OwedInput): OwedAmount[] {
  const open = new Set(
    rounds
      .filter(({ round, settleBy }) => round > (leaves?.round ?? 0) && settleBy >= time)
      .map(({ closesAt }) => closesAt),
  );
  const included = new Set(leaves?.included ?? []);
  const waits = new Set(
    records.filter((record) => open.has(closeSeconds(record))).flatMap((record) => ledgerRoundIds(record)),
  );
  const over = resolved.filter(({ round }) => included.has(round) || !waits.has(round));
  const rows = new Map((leaves?.rows ?? []).map((row) => [`${row.account} ${row.model}`, row]));
  return matched.flatMap(({ address, key, account, model }) => {
    const row = rows.get(`${address} ${key}`);
    const [paid, burned] = cumulative(over, model);
    const payout = atLeast0(paid - (row?.payout ?? 0n));
    const burn = atLeast0(burned - (row?.burn ?? 0n));
    return payout === 0n && burn === 0n ? [] : [{ account, model, payout, burn }];
  });
}

const atLeast0 = (units: bigint): bigint => (units > 0n ? units : 0n);
