import {
  accountParts,
  type Amount,
  amountOf,
  append,
  type BurnShortfall,
  emptyJournal,
  type Entry,
  entryJson,
  type Journal,
  type PayoutPlan,
  postPayoutPlan,
  type Refusal,
  type Request,
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
  resolve(plan: PayoutPlan): Resolution {
    const result = postPayoutPlan(this.#journal, plan);
    if (result.status === 'refused') throw new LedgerRefusedError(result);
    if (result.status === 'posted') {
      this.#journal = result.journal;
      this.#unsaved.push(...result.entries);
    }
    const moved = movedByModel(result.entries[0] as Entry);
    const payouts = plan.rows.map(({ model, atRisk }) => ({ model, atRisk, amount: moved.get(model) ?? ZERO }));
    const shortfalls = plan.rows.flatMap(({ model, payout }) => {
      const burned = amountOf(-(moved.get(model) ?? ZERO));
      return payout < 0n && burned < -payout ? [{ model, planned: amountOf(-payout), burned }] : [];
    });
    return { payouts, shortfalls };
  }

  /** What is to be stored in the transaction at hand; the next call gives only what came after. */
  takeUnsaved(): LedgerRecord[] {
    const records = this.#unsaved.map(ledgerRecord);
    this.#unsaved = [];
    return records;
  }
}

/** What a resolution gave or took, by model: from its stake and its pending releases. */
function movedByModel({ lines }: Entry): ReadonlyMap<string, Amount> {
  const moved = new Map<string, Amount>();
  for (const { account, amount } of lines) {
    const { kind, owner } = accountParts(account);
    if (kind === 'stake' || kind === 'pending') moved.set(owner, amountOf((moved.get(owner) ?? ZERO) + amount));
  }
  return moved;
}

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
