import {
  type Amount,
  amountOf,
  append,
  type BurnShortfall,
  emptyJournal,
  type Entry,
  entryJson,
  type Journal,
  type PayoutPlan,
  paidByModel,
  payoutPlanHash,
  postPayoutPlan,
  type ReleasePolicy,
  type Refusal,
  type Request,
  type RoundId,
  ZERO,
} from '@robata/ledger';
import type { LedgerRecord } from '../records.ts';

/** The ledger said no: `refusal.reason` is its stable code, the message its sentence. */
export class LedgerRefusedError extends Error {
  override readonly name = 'LedgerRefusedError';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.sentence);
    this.refusal = refusal;
  }
}

export interface Resolution {
  readonly payouts: readonly { readonly model: string; readonly atRisk: Amount; readonly amount: Amount }[];
  readonly shortfalls: readonly BurnShortfall[];
}

/** One writer's journal with the entries that storage does not have yet. */
export class LedgerBook {
  #journal: Journal;
  #unsaved: Entry[] = [];

  constructor(journal: Journal = emptyJournal) {
    this.#journal = journal;
  }

  get journal(): Journal {
    return this.#journal;
  }

  /** Posts a command, or gives the first result of a repeated one. Throws LedgerRefusedError. */
  post(request: Request): Entry {
    const result = append(this.#journal, request);
    if (result.status === 'refused') throw new LedgerRefusedError(result);
    if (result.status === 'appended') {
      this.#journal = result.journal;
      this.#unsaved.push(result.entry);
    }
    return result.entry;
  }

  /**
   * Resolves a round by its plan, and lets go the releases that waited for it. Gives what really moved, by model: a burn that found less
   * than planned (many rounds open at once) is smaller than its plan. Throws LedgerRefusedError.
   */
  resolve(plan: PayoutPlan, release?: ReleasePolicy): Resolution {
    const result = postPayoutPlan(this.#journal, plan, payoutPlanHash(plan), release);
    if (result.status === 'refused') throw new LedgerRefusedError(result);
    if (result.status === 'posted') {
      this.#journal = result.journal;
      this.#unsaved.push(...result.entries);
    }
    const moved = paidByModel(result.entries[0] as Entry);
    const payouts = plan.rows.map(({ model, atRisk }) => ({ model, atRisk, amount: moved.get(model) ?? ZERO }));
    const shortfalls = plan.rows.flatMap(({ model, payout }) => {
      const burned = amountOf(-(moved.get(model) ?? ZERO));
      return payout < 0n && burned < -payout ? [{ model, planned: amountOf(-payout), burned }] : [];
    });
    return { payouts, shortfalls };
  }

  /** Ends a round that nobody is paid for, and lets go the releases that waited for it. Throws LedgerRefusedError. */
  cancel(round: RoundId, reason: string, release?: ReleasePolicy): void {
    this.post({ idempotencyKey: `cancellation:${round}`, command: { kind: 'cancellation', round, reason } });
    const policy = release === undefined ? {} : { policy: release };
    const result = append(this.#journal, {
      idempotencyKey: `release:${round}:cancelled`,
      command: { kind: 'release', after: round, ...policy },
    });
    if (result.status === 'refused' && result.reason !== 'nothing_to_release') throw new LedgerRefusedError(result);
    if (result.status !== 'appended') return;
    this.#journal = result.journal;
    this.#unsaved.push(result.entry);
  }

  /** What is to be stored in the transaction at hand; the next call gives only what came after. */
  takeUnsaved(): LedgerRecord[] {
    const records = this.#unsaved.map(ledgerRecord);
    this.#unsaved = [];
    return records;
  }
}

/** An entry as its row in the storage. */
export function ledgerRecord(entry: Entry): LedgerRecord {
  return {
    sequence: entry.sequence,
    kind: entry.command.kind,
    idempotencyKey: entry.idempotencyKey,
    hash: entry.hash,
    previousHash: entry.previousHash,
    body: entryJson(entry),
    lines: entry.lines,
  };
}
