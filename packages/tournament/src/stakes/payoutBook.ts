import {
  type Entry,
  type Journal,
  type PayoutPlan,
  payoutPlanHash,
  payoutProofJson,
  type PayoutTree,
  payoutTree,
  type RoundId,
  roundStatementCsv,
} from '@robata/ledger';
import type { TournamentName } from '../accounts/accountRecords.ts';
import { DomainError } from '../domainError.ts';
import { ledgerRoundIds } from '../rounds/ledgerRound.ts';
import { plansOf } from '../rounds/roundPlans.ts';
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
  /** Those of the Signals part, where the round has one. */
  readonly signals?: Pick<RoundPayouts, 'plan' | 'hash' | 'root' | 'entry'>;
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
  /**
   * What a resolved round paid, as CSV; the parts of a joint round pay for other scores and are tables of their own. Throws as `proof`,
   * and `signals_part_not_found` where the round has none.
   */
  statement(round: number, part?: TournamentName): Promise<string>;
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
    const keptPlans = kept === null ? [] : plansOf(kept);
    const [classic, signals] = ledgerRoundIds(record).map((id, part) => {
      const entry = resolutionIn(journal, id);
      const resolved = entry?.command.kind === 'resolution' ? entry.command.plan : null;
      const plan = resolved ?? keptPlans[part];
      if (plan === undefined) return null;
      const hash = payoutPlanHash(plan);
      return { plan, hash, root: treeOf(hash, plan).root, entry };
    });
    if (classic == null) {
      throw new DomainError('plan_not_found', `Round ${number} has no payout plan: it is ${record.state}.`, {
        remedy: 'It is made when all scores of the round are in.',
      });
    }
    return {
      ...classic,
      // What an operator approves is one hash of both.
      hash: classic.entry === null ? (kept?.hash ?? classic.hash) : classic.hash,
      approvedBy: kept?.approvedBy ?? null,
      ...(signals != null && { signals }),
    };
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
      const found = await posted(number);
      const asked = model.toLowerCase();
      const named = (await reader.models()).find(({ name }) => name.toLowerCase() === asked);
      const id = named === undefined ? model : String(named.id);
      const part = [found, found.signals].find((each) => each?.plan.rows.some((row) => row.model === id));
      if (part === undefined) {
        throw new DomainError('payout_not_found', `Nothing of ${model.slice(0, 60)} was at risk in round ${number}.`, {
          field: 'model',
        });
      }
      return payoutProofJson(treeOf(part.hash, part.plan).proof(id));
    },
    async statement(number, part = 'classic') {
      const found = await posted(number);
      if (part === 'signals' && found.signals === undefined) {
        throw new DomainError(
          'signals_part_not_found',
          `Round ${number} has no Signals part: it paid classic models alone.`,
          {
            field: 'tournament',
            remedy: 'Ask for its statement without naming a tournament.',
          },
        );
      }
      const { plan, entry } = (part === 'signals' && found.signals) || found;
      const names = new Map((await reader.models()).map(({ id, account }) => [String(id), account]));
      return roundStatementCsv(plan, entry, names);
    },
  };
}

/** The resolution of a round that holds: after a reversal the one that followed it. */
function resolutionIn(journal: Journal, id: RoundId): Entry | null {
  const round = journal.rounds.get(id);
  if (round?.state !== 'resolved') return null;
  return journal.entries.get(`resolution:${id}:${round.reversals}`) ?? null;
}
