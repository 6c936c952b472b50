import type {
  EntryRecord,
  FundCloseRecord,
  FundDayRecord,
  FundLogRecord,
  IncidentRecord,
  LedgerRecord,
  ModelRecord,
  PayoutRecord,
  PlanRecord,
  RoundRecord,
  RoundStep,
  RoundStepKind,
  ScoreRecord,
} from '../records.ts';
import type { ScoreFilter, Storage, StorageWriter } from './storage.ts';

interface Tables {
  readonly models: Rows<number, ModelRecord>;
  readonly rounds: Rows<number, RoundRecord>;
  readonly entries: Rows<string, EntryRecord>;
  /** By round, so that one round is read without going through all; then by model and day. */
  readonly scores: Rows<number, ReadonlyMap<string, ScoreRecord>>;
  readonly payouts: Rows<string, PayoutRecord>;
  readonly ledger: Rows<number, LedgerRecord>;
  readonly ledgerKeys: Rows<string, true>;
  readonly fundDays: Rows<string, FundDayRecord>;
  /** By product and sequence. */
  readonly fundCloses: Rows<string, FundCloseRecord & FundLogRecord>;
  readonly incidents: Rows<number, IncidentRecord>;
  readonly steps: Rows<string, RoundStep>;
  readonly plans: Rows<number, PlanRecord>;
  readonly documents: Rows<string, string>;
}

/** Storage in memory: the reference that the SQL ones are held against, and what the simulator runs on. Nothing survives `close`. */
export function memoryStorage(): Storage {
  const tables: Tables = {
    models: new Rows(),
    rounds: new Rows(),
    entries: new Rows(),
    scores: new Rows(),
    payouts: new Rows(),
    ledger: new Rows(),
    ledgerKeys: new Rows(),
    fundDays: new Rows(),
    fundCloses: new Rows(),
    incidents: new Rows(),
    steps: new Rows(),
    plans: new Rows(),
    documents: new Rows(),
  };
  let queue: Promise<unknown> = Promise.resolve();

  const storage: Storage = {
    ...readerOf(tables),
    transaction(work) {
      const run = queue.then(async () => {
        const draft = draftOf(tables);
        const result = await work(writerOf(draft));
        for (const rows of Object.values(draft) as Rows<unknown, unknown>[]) rows.commit();
        return result;
      });
      queue = run.catch(() => undefined);
      return run;
    },
    async close() {
      await queue;
    },
  };
  return storage;
}

const draftOf = (tables: Tables): Tables =>
  Object.fromEntries(
    Object.entries(tables as unknown as Record<string, Rows<unknown, unknown>>).map(([name, rows]) => [
      name,
      new Rows(rows),
    ]),
  ) as unknown as Tables;

const byNumbers =
  <T>(...keys: ((row: T) => number)[]) =>
  (a: T, b: T): number => {
    for (const key of keys) {
      const difference = key(a) - key(b);
      if (difference !== 0) return difference;
    }
    return 0;
  };

/** As a round goes through them. */
export const STEP_KINDS: readonly RoundStepKind[] = ['open', 'close', 'score', 'resolve'];
const inStepOrder = byNumbers<RoundStep>(
  ({ kind }) => STEP_KINDS.indexOf(kind),
  ({ day }) => day,
);

const matches = (row: { round: number; model: number }, filter: ScoreFilter): boolean =>
  (filter.round === undefined || row.round === filter.round) &&
  (filter.model === undefined || row.model === filter.model) &&
  (filter.fromRound === undefined || row.round >= filter.fromRound);

function readerOf(tables: Tables): Omit<Storage, 'transaction' | 'close'> {
  return {
    models: async () => tables.models.values().sort(byNumbers((row) => row.id)),
    rounds: async () => tables.rounds.values().sort(byNumbers((row) => row.number)),
    round: async (number) => tables.rounds.get(number) ?? null,
    entries: async (filter) =>
      tables.entries
        .values()
        .filter((row) => matches(row, filter))
        .sort(
          byNumbers(
            (r) => r.round,
            (r) => r.model,
          ),
        ),
    scores: async (filter) => {
      const { rounds, scores } = tables;
      const chosen = filter.round === undefined ? scores.values() : [scores.get(filter.round) ?? new Map()];
      return Array.from(chosen, (round: ReadonlyMap<string, ScoreRecord>) => [...round.values()])
        .flat()
        .filter((row) => matches(row, filter))
        .filter((row) => filter.latestOnly !== true || rounds.get(row.round)?.scoredDays === row.day)
        .sort(
          byNumbers(
            (r) => r.round,
            (r) => r.model,
            (r) => r.day,
          ),
        );
    },
    payouts: async (filter) =>
      tables.payouts
        .values()
        .filter((row) => matches(row, filter))
        .sort(
          byNumbers(
            (r) => r.round,
            (r) => r.model,
          ),
        ),
    ledger: async (from, limit) =>
      tables.ledger
        .values()
        .filter((row) => row.sequence >= from)
        .slice(0, limit),
    balances: async () => {
      const balances = new Map<string, bigint>();
      for (const record of tables.ledger.values()) {
        for (const line of record.lines) balances.set(line.account, (balances.get(line.account) ?? 0n) + line.amount);
      }
      return balances;
    },
    fundDays: async () => tables.fundDays.values().sort((a, b) => (a.day < b.day ? -1 : 1)),
    fundCloses: async (product) =>
      closesOf(tables, product).map((row): FundCloseRecord => {
        const { events: _, ...close } = row;
        return close;
      }),
    fundLog: async (product, from, limit) =>
      closesOf(tables, product)
        .filter(({ sequence }) => sequence >= from)
        .slice(0, limit)
        .map(({ sequence, events }) => ({ product, sequence, events })),
    incidents: async (limit) => tables.incidents.values().reverse().slice(0, limit),
    incidentCount: async () => tables.incidents.size,
    steps: async (round) =>
      tables.steps
        .values()
        .filter((step) => step.round === round)
        .sort(inStepOrder),
    dueSteps: async (now, postponedToo = false) => {
      const waiting = tables.steps.values().filter(({ state }) => state === 'waiting');
      const first = [...Map.groupBy(waiting, ({ round }) => round).values()].map((steps) => steps.sort(inStepOrder)[0]);
      return first
        .filter((step) => step !== undefined && (postponedToo ? step.dueAt : step.nextAt) <= now)
        .map((step) => step as RoundStep)
        .sort((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : a.round - b.round));
    },
    plan: async (round) => tables.plans.get(round) ?? null,
    document: async (key) => {
      const text = tables.documents.get(key);
      return text === undefined ? null : (JSON.parse(text) as unknown);
    },
  };
}

const closesOf = (tables: Tables, product: string): (FundCloseRecord & FundLogRecord)[] =>
  tables.fundCloses
    .values()
    .filter((row) => row.product === product)
    .sort(byNumbers(({ sequence }) => sequence));

function writerOf(draft: Tables): StorageWriter {
  const addOnce = <T>(table: Rows<string, T>, key: string, row: T, what: string): void => {
    if (table.has(key)) throw new Error(`${what} ${key} is stored already and is not rewritten`);
    table.set(key, row);
  };
  return {
    ...readerOf(draft),
    putModels: async (models) => models.forEach((row) => draft.models.set(row.id, row)),
    putRound: async (round) => void draft.rounds.set(round.number, round),
    addEntries: async (rows) =>
      rows.forEach((row) => addOnce(draft.entries, `${row.round}/${row.model}`, row, 'entry')),
    addScores: async (rows) => {
      for (const [round, added] of Map.groupBy(rows, (row) => row.round)) {
        const scores = new Map(draft.scores.get(round));
        for (const row of added) {
          const key = `${row.model}/${row.day}`;
          if (scores.has(key)) throw new Error(`score ${round}/${key} is stored already and is not rewritten`);
          scores.set(key, row);
        }
        draft.scores.set(round, scores);
      }
    },
    replaceScores: async (rows) => {
      for (const [round, replaced] of Map.groupBy(rows, (row) => row.round)) {
        const scores = new Map(draft.scores.get(round));
        for (const row of replaced) {
          const key = `${row.model}/${row.day}`;
          if (!scores.has(key)) throw new Error(`score ${round}/${key} is not there and cannot be replaced`);
          scores.set(key, row);
        }
        draft.scores.set(round, scores);
      }
    },
    addPayouts: async (rows) =>
      rows.forEach((row) => addOnce(draft.payouts, `${row.round}/${row.model}`, row, 'payout')),
    appendLedger: async (records) => {
      for (const record of records) {
        if (record.sequence !== draft.ledger.size + 1) {
          throw new Error(`ledger entry ${record.sequence} does not follow entry ${draft.ledger.size}`);
        }
        if (draft.ledgerKeys.has(record.idempotencyKey)) {
          throw new Error(`the idempotency key ${record.idempotencyKey} was used before`);
        }
        if (record.lines.reduce((sum, line) => sum + line.amount, 0n) !== 0n) {
          throw new Error(`ledger entry ${record.sequence} does not balance`);
        }
        draft.ledger.set(record.sequence, record);
        draft.ledgerKeys.set(record.idempotencyKey, true);
      }
    },
    addFundDays: async (rows) => rows.forEach((row) => addOnce(draft.fundDays, row.day, row, 'fund day')),
    addFundCloses: async (rows) => {
      for (const row of rows) {
        const key = (sequence: number): string => `${row.product}/${sequence}`;
        const follows = row.sequence === 1 || draft.fundCloses.has(key(row.sequence - 1));
        if (!follows) throw new Error(`day ${row.sequence} of ${row.product} does not follow its last one`);
        addOnce(draft.fundCloses, key(row.sequence), row, 'fund close');
      }
    },
    addIncidents: async (rows) => rows.forEach((row) => draft.incidents.set(draft.incidents.size, row)),
    putSteps: async (steps) => {
      for (const step of steps) draft.steps.set(`${step.round}/${step.kind}/${step.day}`, step);
    },
    putPlan: async (plan) => void draft.plans.set(plan.round, plan),
    putDocument: async (key, value) => void draft.documents.set(key, JSON.stringify(value)),
  };
}

/**
 * A table, or a transaction's draft over one: reads see the draft's rows before those below, `commit` puts them there. So a transaction
 * costs what it writes, however much is stored.
 */
class Rows<Key, Row> {
  readonly #below: Rows<Key, Row> | null;
  readonly #own = new Map<Key, Row>();
  #added = 0;

  constructor(below: Rows<Key, Row> | null = null) {
    this.#below = below;
  }

  get size(): number {
    return this.#added + (this.#below?.size ?? 0);
  }

  has(key: Key): boolean {
    return this.#own.has(key) || this.#below?.has(key) === true;
  }

  get(key: Key): Row | undefined {
    return this.#own.get(key) ?? this.#below?.get(key);
  }

  set(key: Key, row: Row): void {
    if (!this.has(key)) this.#added += 1;
    this.#own.set(key, row);
  }

  /** In the order in which their keys first came. */
  values(): Row[] {
    if (this.#below === null) return [...this.#own.values()];
    return [...new Map([...this.#below.#own, ...this.#own]).values()];
  }

  commit(): void {
    for (const [key, row] of this.#own) this.#below?.set(key, row);
  }
}
