import { accountParts } from '../accounts.ts';
import { amountOf, formatAmount } from '../amount.ts';
import { type CsvColumn, csvText } from './csvText.ts';
import type { Entry } from '../entry.ts';
import { type PaidRow, payoutColumns } from './payoutColumns.ts';
import { type PayoutPlan, type PayoutRow, payoutPlanHash } from '../payoutPlan.ts';
import type { Owners } from '../proofs/payoutProof.ts';

/**
 * What a round pays as CSV (RFC 4180), one line per model in the order of the plan:
 *
 *     round, model, account, at_risk, [the columns of payoutColumns.ts with their formulas], posted, entry, entry_hash, plan_hash
 *
 * `total_at_risk` is the sum of `at_risk` over the lines whose `unpaid_because` is not `benchmark` (all lines, where benchmarks are paid).
 * `posted` is what the entry moved: the payout, or of a burn as much as there was to burn; empty without an entry (a plan to be approved).
 * `account` is empty where `owners` does not name one. Throws RangeError on an entry that does not post this plan.
 */
export function roundStatementCsv(plan: PayoutPlan, entry: Entry | null, owners: Owners = new Map<string, string>()) {
  const planHash = payoutPlanHash(plan);
  if (entry !== null && (entry.command.kind !== 'resolution' || entry.command.planHash !== planHash)) {
    throw new RangeError(`entry ${entry.sequence} does not post the plan of round ${plan.round}`);
  }
  const burned = entry === null ? null : takenByModel(entry);
  const text = (name: string, value: (row: PayoutRow) => string | null): CsvColumn<PayoutRow> => {
    return { name, kind: 'text', value };
  };
  const columns: CsvColumn<PayoutRow>[] = [
    text('round', () => plan.round),
    text('model', ({ model }) => model),
    text('account', ({ model }) => owners.get(model) ?? null),
    { name: 'at_risk', kind: 'number', value: ({ atRisk }) => formatAmount(atRisk) },
    ...payoutColumns([plan]).map((column): CsvColumn<PayoutRow> => {
      return { ...column, value: (row) => column.value({ plan, row } satisfies PaidRow) };
    }),
    {
      name: 'posted',
      kind: 'number',
      value: ({ model, payout }) => burned && formatAmount(payout < 0n ? amountOf(burned.get(model) ?? 0n) : payout),
    },
    { name: 'entry', kind: 'number', value: () => entry && String(entry.sequence) },
    text('entry_hash', () => entry && entry.hash),
    text('plan_hash', () => planHash),
  ];
  return csvText(columns, plan.rows);
}

/** What the entry took out of each model's stake and pending releases, negative. */
function takenByModel({ lines }: Entry): Map<string, bigint> {
  const taken = new Map<string, bigint>();
  for (const { account, amount } of lines) {
    const { kind, owner } = accountParts(account);
    if ((kind === 'stake' || kind === 'pending') && amount < 0n) taken.set(owner, (taken.get(owner) ?? 0n) + amount);
  }
  return taken;
}
