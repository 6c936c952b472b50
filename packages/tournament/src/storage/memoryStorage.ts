import type {
  EntryRecord,
  FundDayRecord,
  IncidentRecord,
  LedgerRecord,
  ModelRecord,
  PayoutRecord,
  RoundRecord,
  ScoreRecord,
} from '../records.ts';
import type { ScoreFilter, Storage, StorageWriter } from './storage.ts';

interface Tables {
  models: Map<number, ModelRecord>;
  rounds: Map<number, RoundRecord>;
  entries: Map<string, EntryRecord>;
  scores: Map<string, ScoreRecord>;
  payouts: Map<string, PayoutRecord>;
  ledger: LedgerRecord[];
  ledgerKeys: Set<string>;
  fundDays: Map<string, FundDayRecord>;
  incidents: IncidentRecord[];
  documents: Map<string, string>;
}

/** Storage in memory: the reference that the SQL ones are held against, and what the simulator runs on. Nothing survives `close`. */
export function memoryStorage(): Storage {
  let tables: Tables = {
    models: new Map(),
    rounds: new Map(),
    entries: new Map(),
    scores: new Map(),
    payouts: new Map(),
    ledger: [],
    ledgerKeys: new Set(),
    fundDays: new Map(),
    incidents: [],
    documents: new Map(),
  };
  let queue: Promise<unknown> = Promise.resolve();

  const storage: Storage = {
    ...readerOf(() => tables),
    transaction(work) {
      const run = queue.then(async () => {
        const draft = copyOf(tables);
        const result = await work(writerOf(draft));
        tables = draft;
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

function copyOf(tables: Tables): Tables {
  return {
    models: new Map(tables.models),
    rounds: new Map(tables.rounds),
    entries: new Map(tables.entries),
    scores: new Map(tables.scores),
    payouts: new Map(tables.payouts),
    ledger: [...tables.ledger],
    ledgerKeys: new Set(tables.ledgerKeys),
    fundDays: new Map(tables.fundDays),
    incidents: [...tables.incidents],
    documents: new Map(tables.documents),
  };
}

const byNumbers =
  <T>(...keys: ((row: T) => number)[]) =>
  (a: T, b: T): number => {
    for (const key of keys) {
      const difference = key(a) - key(b);
      if (difference !== 0) return difference;
    }
    return 0;
  };

const matches = (row: { round: number; model: number }, filter: ScoreFilter): boolean =>
  (filter.round === undefined || row.round === filter.round) &&
  (filter.model === undefined || row.model === filter.model) &&
  (filter.fromRound === undefined || row.round >= filter.fromRound);

function readerOf(current: () => Tables): Omit<Storage, 'transaction' | 'close'> {
  return {
    models: async () => [...current().models.values()].sort(byNumbers((row) => row.id)),
    rounds: async () => [...current().rounds.values()].sort(byNumbers((row) => row.number)),
    round: async (number) => current().rounds.get(number) ?? null,
    entries: async (filter) =>
      [...current().entries.values()]
        .filter((row) => matches(row, filter))
        .sort(
          byNumbers(
            (r) => r.round,
            (r) => r.model,
          ),
        ),
    scores: async (filter) => {
      const { rounds, scores } = current();
      return [...scores.values()]
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
      [...current().payouts.values()]
        .filter((row) => matches(row, filter))
        .sort(
          byNumbers(
            (r) => r.round,
            (r) => r.model,
          ),
        ),
    ledger: async (from, limit) =>
      current()
        .ledger.filter((row) => row.sequence >= from)
        .slice(0, limit),
    balances: async () => {
      const balances = new Map<string, bigint>();
      for (const record of current().ledger) {
        for (const line of record.lines) balances.set(line.account, (balances.get(line.account) ?? 0n) + line.amount);
      }
      return balances;
    },
    fundDays: async () => [...current().fundDays.values()].sort((a, b) => (a.day < b.day ? -1 : 1)),
    incidents: async (limit) => current().incidents.toReversed().slice(0, limit),
    incidentCount: async () => current().incidents.length,
    document: async (key) => {
      const text = current().documents.get(key);
      return text === undefined ? null : (JSON.parse(text) as unknown);
    },
  };
}

function writerOf(draft: Tables): StorageWriter {
  const addOnce = <T>(table: Map<string, T>, key: string, row: T, what: string): void => {
    if (table.has(key)) throw new Error(`${what} ${key} is stored already and is not rewritten`);
    table.set(key, row);
  };
  return {
    ...readerOf(() => draft),
    putModels: async (models) => models.forEach((row) => draft.models.set(row.id, row)),
    putRound: async (round) => void draft.rounds.set(round.number, round),
    addEntries: async (rows) =>
      rows.forEach((row) => addOnce(draft.entries, `${row.round}/${row.model}`, row, 'entry')),
    addScores: async (rows) =>
      rows.forEach((row) => addOnce(draft.scores, `${row.round}/${row.model}/${row.day}`, row, 'score')),
    addPayouts: async (rows) =>
      rows.forEach((row) => addOnce(draft.payouts, `${row.round}/${row.model}`, row, 'payout')),
    appendLedger: async (records) => {
      for (const record of records) {
        if (record.sequence !== draft.ledger.length + 1) {
          throw new Error(`ledger entry ${record.sequence} does not follow entry ${draft.ledger.length}`);
        }
        if (draft.ledgerKeys.has(record.idempotencyKey)) {
          throw new Error(`the idempotency key ${record.idempotencyKey} was used before`);
        }
        if (record.lines.reduce((sum, line) => sum + line.amount, 0n) !== 0n) {
          throw new Error(`ledger entry ${record.sequence} does not balance`);
        }
        draft.ledger.push(record);
        draft.ledgerKeys.add(record.idempotencyKey);
      }
    },
    addFundDays: async (rows) => rows.forEach((row) => addOnce(draft.fundDays, row.day, row, 'fund day')),
    addIncidents: async (rows) => void draft.incidents.push(...rows),
    putDocument: async (key, value) => void draft.documents.set(key, JSON.stringify(value)),
  };
}
