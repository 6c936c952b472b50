import { formatAmount } from '../amount.ts';
import type { CsvColumn } from './csvText.ts';
import { formatDecimal12 } from '../decimal12.ts';
import type { PayoutPlan, PayoutRow, PayoutTerm } from '../payoutPlan.ts';
import type { PaidScore } from '../payoutPolicy.ts';

/** A model's row of a plan, or nothing where a statement's line is about something else. */
export type PaidRow = { readonly plan: PayoutPlan; readonly row: PayoutRow } | null;

/**
 * The columns from which anyone recomputes a payout; `at_risk` stands beside them. Per paid score KEY: KEY_scale, KEY_multiplier, KEY_score.
 * All numbers are exact decimals. In a spreadsheet, with column names for cells of one row (Σ over the scores):
 *
 *     weighted_score  = Σ KEY_scale * KEY_multiplier * KEY_score
 *     payout_factor   = ROUND(MIN(1, threshold / total_at_risk), 12)                                 half-even; 1 where nothing is at risk
 *     rate            = IF(clip_order = "after_factor",
 *                          MAX(-clip_limit, MIN(clip_limit, payout_factor * weighted_score)),
 *                          payout_factor * MAX(-clip_limit, MIN(clip_limit, weighted_score)))
 *     payout          = at_risk * rate, rounded down (a burn: up in size) to 18 places
 *
 * A spreadsheet reckons with 15 digits, so there the formulas agree to 15 digits; with exact decimals they agree to the last place. Where
 * `unpaid_because` says something, the payout is 0 and weighted_score and rate are empty.
 */
export function payoutColumns(plans: Iterable<PayoutPlan>): CsvColumn<PaidRow>[] {
  const keys = new Set<string>();
  for (const { policy } of plans) for (const { key } of policy.scores) keys.add(key);
  return [
    column('policy', 'text', ({ plan }) => plan.policy.id),
    column('policy_version', 'number', ({ plan }) => String(plan.policy.version)),
    ...[...keys].flatMap((key) => [
      termColumn(key, 'scale', ({ scale }) => formatDecimal12(scale)),
      termColumn(key, 'multiplier', (_, { multiplier }) => formatDecimal12(multiplier)),
      termColumn(key, 'score', (_, { score }) => (score === null ? null : formatDecimal12(score))),
    ]),
    column('weighted_score', 'number', ({ row }) => row.weightedScore),
    column('threshold', 'number', ({ plan }) => formatAmount(plan.policy.payoutFactor.threshold)),
    column('total_at_risk', 'number', ({ plan }) => formatAmount(plan.totalAtRisk)),
    column('payout_factor', 'number', ({ plan }) => formatDecimal12(plan.payoutFactor)),
    column('clip_limit', 'number', ({ plan }) => formatDecimal12(plan.policy.clip.limit)),
    column('clip_order', 'text', ({ plan }) => plan.policy.clip.order),
    column('rate', 'number', ({ row }) => row.rate),
    column('payout', 'number', ({ row }) => formatAmount(row.payout)),
    column('unpaid_because', 'text', ({ row }) => row.unpaidBecause),
  ];
}

const column = (
  name: string,
  kind: CsvColumn<PaidRow>['kind'],
  value: (paid: NonNullable<PaidRow>) => string | null,
): CsvColumn<PaidRow> => ({ name, kind, value: (paid) => paid && value(paid) });

const termColumn = (key: string, name: string, value: (paid: PaidScore, term: PayoutTerm) => string | null) =>
  column(`${key}_${name}`, 'number', ({ plan, row }) => {
    const at = plan.policy.scores.findIndex((paid) => paid.key === key);
    const [paid, term] = [plan.policy.scores[at], row.terms[at]];
    return paid === undefined || term === undefined ? null : value(paid, term);
  });
