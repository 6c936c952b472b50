import { append } from './append.ts';
import type { Entry } from './entry.ts';
import type { Journal } from './journal.ts';
import { type PayoutPlan, payoutPlanHash } from './payoutPlan.ts';
import type { Refusal } from './refusal.ts';
import type { ReleasePolicy } from './releasePolicy.ts';
import { type BurnShortfall, settlement } from './settlement.ts';

export type PostedPlan =
  | {
      readonly status: 'posted';
      readonly journal: Journal;
      /** The resolution, then the releases that it lets go: one transaction. */
      readonly entries: readonly Entry[];
      /** Burns that found less than planned; see `settlement.ts` for when that can be. */
      readonly shortfalls: readonly BurnShortfall[];
    }
  | { readonly status: 'duplicate'; readonly entries: readonly Entry[] }
  | Refusal;

/**
 * Resolves a round by its approved plan and pays out the pending releases that no active round counts any more, and
 * by a progressive policy also what of them exceeds the maximum open loss. The same plan again is a
 * duplicate with the first entries; another plan for a resolved round is refused. After a reversal the round can be resolved anew.
 */
export function postPayoutPlan(
  journal: Journal,
  plan: PayoutPlan,
  approvedHash = payoutPlanHash(plan),
  releasePolicy?: ReleasePolicy,
): PostedPlan {
  const attempt = `${plan.round}:${journal.rounds.get(plan.round)?.reversals ?? 0}`;
  const resolutionKey = `resolution:${attempt}`;
  const releaseKey = `release:${attempt}`;
  const resolved = append(journal, {
    idempotencyKey: resolutionKey,
    command: { kind: 'resolution', plan, planHash: approvedHash },
  });
  switch (resolved.status) {
    case 'refused':
      return resolved;
    case 'duplicate': {
      const release = journal.entries.get(releaseKey);
      return { status: 'duplicate', entries: release === undefined ? [resolved.entry] : [resolved.entry, release] };
    }
    case 'appended': {
      const { shortfalls } = settlement(journal, plan);
      const released = append(resolved.journal, {
        idempotencyKey: releaseKey,
        command: {
          kind: 'release',
          after: plan.round,
          ...(releasePolicy === undefined ? {} : { policy: releasePolicy }),
        },
      });
      return released.status === 'appended'
        ? { status: 'posted', journal: released.journal, entries: [resolved.entry, released.entry], shortfalls }
        : { status: 'posted', journal: resolved.journal, entries: [resolved.entry], shortfalls };
    }
  }
}
