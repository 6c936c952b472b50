import {
  type Entry,
  type Journal,
  parseCanonicalJson,
  type PayoutPlan,
  payoutProofJson,
  type PayoutTree,
  payoutTree,
  roundStatementCsv,
} from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import type { RoundRecord } from '../records.ts';
import { ledgerRoundId } from '../rounds/ledgerRound.ts';
import type { SharedLedger } from '../rounds/sharedLedger.ts';
import type { StorageReader } from '../storage/storage.ts';

/** What a round pays, or would: the plan that was made, and what was posted of it. */
export interface RoundPayouts {
  readonly plan: PayoutPlan;
  readonly hash: string;
  /** Of the Merkle tree of its rows: what is published at resolution. */
  readonly root: string;
  /** Who approved it; null where nobody had to, or nobody did yet. */
  readonly approvedBy: string | null;
  /** The resolution in the ledger; null before. */
  readonly entry: Entry | null;
}

/** The payouts of rounds with their proofs. Everything here follows from the ledger, and is public once a round has resolved. */
export interface PayoutBook {
  /** Throws DomainError `round_not_found`, `plan_not_found`. */
  payouts(round: number): Promise<RoundPayouts>;
  /**
   * The text of the proof that `robata verify payout` reads, of a model by its name (whatever the case) or number. Throws DomainError
   * `round_not_found`, `plan_not_found`, `round_not_resolved`, `payout_not_found`.
   */
  proof(round: number, model: string): Promise<string>;
  /** What a resolved round paid, as CSV. Throws as `proof`. */
  statement(round: number): Promise<string>;
}

/** Trees of so many rounds are kept: people look at the proofs of one round after the other. */
const TREES = 4;

export function payoutBook({
  reader,
  ledger,
}: {
  readonly reader: Pick<StorageReader, 'round' | 'plan' | 'models'>;
  readonly ledger: SharedLedger;
}): PayoutBook {
  const trees = new Map<string, PayoutTree>();
  const treeOf = (hash: string, plan: PayoutPlan): PayoutTree => {
    const tree = trees.get(hash) ?? payoutTree(plan);
    trees.delete(hash);
    trees.set(hash, tree);
    for (const [oldest] of trees) if (trees.size > TREES) trees.delete(oldest);
    return tree;
  };

  const payouts = async (number: number): Promise<RoundPayouts> => {
    const record = await reader.round(number);
    if (record === null) {
      throw new DomainError('round_not_found', `There is no round ${number}.`, {
        remedy: 'List them: robata admin round list.',
      });
    }
    const [kept, journal] = [await reader.plan(number), await ledger.journal()];
    const entry = resolutionOf(journal, record);
    const posted = entry?.command.kind === 'resolution' ? entry.command : null;
    const plan = posted?.plan ?? (kept && parseCanonicalJson<PayoutPlan>(kept.body));
    const hash = posted?.planHash ?? kept?.hash;
    if (plan === null || hash === undefined) {
      throw new DomainError('plan_not_found', `Round ${number} has no payout plan: it is ${record.state}.`, {
        remedy: 'It is made when all scores of the round are in.',
      });
    }
    return { plan, hash, root: treeOf(hash, plan).root, approvedBy: kept?.approvedBy ?? null, entry };
  };
  const posted = async (number: number): Promise<RoundPayouts & { readonly entry: Entry }> => {
    const found = await payouts(number);
    const { entry } = found;
    if (entry !== null) return { ...found, entry };
    throw new DomainError('round_not_resolved', `Round ${number} has not resolved yet.`, {
      remedy: 'Its payouts are public as soon as it has.',
    });
  };

  return {
    payouts,
    async proof(number, model) {
      const { plan, hash } = await posted(number);
      const asked = model.toLowerCase();
      const named = (await reader.models()).find(({ name }) => name.toLowerCase() === asked);
      const id = named === undefined ? model : String(named.id);
      if (!plan.rows.some((row) => row.model === id)) {
        throw new DomainError('payout_not_found', `Nothing of ${model.slice(0, 60)} was at risk in round ${number}.`, {
          field: 'model',
        });
      }
      return payoutProofJson(treeOf(hash, plan).proof(id));
    },
    async statement(number) {
      const { plan, entry } = await posted(number);
      const names = new Map((await reader.models()).map(({ id, account }) => [String(id), account]));
      return roundStatementCsv(plan, entry, names);
    },
  };
}

/** The resolution of a round that holds: after a reversal the one that followed it. */
export function resolutionOf(journal: Journal, record: Pick<RoundRecord, 'tournament' | 'number'>): Entry | null {
  const id = ledgerRoundId(record);
  const round = journal.rounds.get(id);
  if (round?.state !== 'resolved') return null;
  return journal.entries.get(`resolution:${id}:${round.reversals}`) ?? null;
}
