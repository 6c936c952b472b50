import { emptyJournal } from '@robata/ledger';
import type { EntryRecord, LedgerRecord, PayoutRecord, PlanRecord, RoundRecord } from '../records.ts';
import type { Storage, StorageReader } from '../storage/storage.ts';
import { fieldsOf } from '../accounts/fields.ts';
import type { OperatorCommands } from '../accounts/operatorCommands.ts';

export type StoredEntry = Omit<LedgerRecord, 'lines'>;

export interface RoundFacts {
  readonly round: RoundRecord;
  readonly entries: readonly Pick<EntryRecord, 'model' | 'atRisk'>[];
  readonly payouts: readonly Pick<PayoutRecord, 'model' | 'atRisk' | 'amount'>[];
  readonly plan: PlanRecord | null;
}

/** What a database holds of money, part by part: what an audit reads. */
export interface LedgerFacts {
  rounds(): Promise<readonly RoundRecord[]>;
  /** What the database sums itself, and the entry up to which it does. */
  balances(): Promise<{
    readonly sequence: number;
    readonly hash: string;
    readonly balances: ReadonlyMap<string, bigint>;
  }>;
  /** Up to the entry of this sequence. */
  entries(upTo: number): Promise<readonly StoredEntry[]>;
  /** Null where there is none of the number. */
  round(number: number): Promise<RoundFacts | null>;
}

/** A page of the log ends after so many characters: a resolution of ten thousand models has millions of them. */
const PAGE_CHARACTERS = 2_000_000;
const READ_AT_ONCE_MAX = 500;
const PAGE_ENTRIES = 1_000;

/** The facts as operators' commands, which travel as JSON: amounts are whole units as texts. Nothing is made of them here: a log may be damaged. */
export function ledgerFactCommands(reader: Storage): OperatorCommands {
  return {
    'ledger rounds': async () => ({ rounds: await reader.rounds() }),
    'ledger balances': () =>
      reader.transaction(async (writer) => {
        const last = await lastEntry(writer);
        return {
          sequence: last?.sequence ?? emptyJournal.head.sequence,
          hash: last?.hash ?? emptyJournal.head.hash,
          balances: [...(await writer.balances())].map(([account, units]) => [account, String(units)]),
        };
      }),
    'ledger entries': async (input) => {
      const from = fieldsOf(input).optionalCount('from') ?? 1;
      const entries: StoredEntry[] = [];
      let next = from;
      let characters = 0;
      for (let count = 1; characters < PAGE_CHARACTERS; count = Math.min(2 * count, READ_AT_ONCE_MAX)) {
        const page = await reader.ledger(next, count);
        for (const { lines: _, ...entry } of page) {
          entries.push(entry);
          next = entry.sequence + 1;
          characters += entry.body.length;
        }
        if (page.length < count || entries.length >= PAGE_ENTRIES) break;
      }
      return { entries };
    },
    'ledger round': async (input) => {
      const number = fieldsOf(input).optionalCount('number') ?? 0;
      const round = await reader.round(number);
      if (round === null) return { round };
      const [entries, payouts, plan] = await Promise.all([
        reader.entries({ round: number }),
        reader.payouts({ round: number }),
        reader.plan(number),
      ]);
      return {
        round,
        entries: entries.map(({ model, atRisk }) => [model, String(atRisk)]),
        payouts: payouts.map(({ model, atRisk, amount }) => [model, String(atRisk), String(amount)]),
        plan,
      };
    },
  };
}

/** The entry with the highest sequence, gaps or not; null where there is none. */
async function lastEntry(reader: Pick<StorageReader, 'ledger'>): Promise<StoredEntry | null> {
  const from = async (sequence: number) => (await reader.ledger(sequence, 1))[0] ?? null;
  let last = await from(1);
  for (let step = 1; last !== null; ) {
    const next = await from(last.sequence + step);
    if (next !== null) [last, step] = [next, 2 * step];
    else if (step > 1) step = 1;
    else break;
  }
  return last;
}

/** The facts through a channel that has the commands done, wherever they are. */
export function askedLedgerFacts(ask: (words: string, input: object) => Promise<unknown>): LedgerFacts {
  return {
    rounds: async () => ((await ask('ledger rounds', {})) as { rounds: readonly RoundRecord[] }).rounds,
    async balances() {
      const { sequence, hash, balances } = (await ask('ledger balances', {})) as {
        sequence: number;
        hash: string;
        balances: readonly (readonly [string, string])[];
      };
      return { sequence, hash, balances: new Map(balances.map(([account, units]) => [account, BigInt(units)])) };
    },
    async entries(upTo) {
      const all: StoredEntry[] = [];
      for (let last = 0; last < upTo; last = all.at(-1)?.sequence ?? upTo) {
        const { entries } = (await ask('ledger entries', { from: last + 1 })) as { entries: readonly StoredEntry[] };
        if (entries.length === 0) break;
        all.push(...entries);
      }
      return all.filter(({ sequence }) => sequence <= upTo);
    },
    async round(number) {
      const facts = (await ask('ledger round', { number })) as {
        round: RoundRecord | null;
        entries: readonly (readonly [number, string])[];
        payouts: readonly (readonly [number, string, string])[];
        plan: PlanRecord | null;
      };
      if (facts.round === null) return null;
      return {
        round: facts.round,
        entries: facts.entries.map(([model, atRisk]) => ({ model, atRisk: BigInt(atRisk) })),
        payouts: facts.payouts.map(([model, atRisk, amount]) => {
          return { model, atRisk: BigInt(atRisk), amount: BigInt(amount) };
        }),
        plan: facts.plan,
      };
    },
  };
}
