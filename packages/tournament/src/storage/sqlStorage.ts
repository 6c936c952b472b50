import { CompiledQuery, type Dialect, Kysely, type Selectable, type Transaction, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import type {
  EntryRecord,
  FundCloseRecord,
  IncidentRecord,
  LedgerRecord,
  ModelRecord,
  PayoutRecord,
  RoundRecord,
  RoundStep,
} from '../records.ts';
import { untilNotOvertaken } from './overtaken.ts';
import { type Database, migrations } from './schema.ts';
import type { ScoreFilter, Storage, StorageReader, StorageWriter } from './storage.ts';

/** A storage with its database, for the tables of which no other storage knows: accounts, uploads, jobs. */
export interface SqlStorage extends Storage {
  readonly db: Kysely<Database>;
  /** Runs a text that may hold several statements; gives the rows of all of them, in order. */
  executeSql(text: string, values?: readonly unknown[]): Promise<{ rows: unknown[] }>;
}

/**
 * Storage on the PostgreSQL dialect (PGlite or a server). Brings the schema up to date first; with `migrates` false it leaves it alone and
 * throws where it is an older one. Throws if the database holds a newer schema than this program knows.
 */
export async function sqlStorage(dialect: Dialect, { migrates = true } = {}): Promise<SqlStorage> {
  const db = new Kysely<Database>({ dialect });
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = migrates ? await migrator.migrateToLatest() : await whetherCurrent(migrator);
  if (error !== undefined) {
    await db.destroy();
    throw error instanceof Error ? error : new Error('the database could not be brought up to date', { cause: error });
  }
  return {
    ...readerOf(db),
    db,
    executeSql: async (text, values = []) => {
      const { rows } = await db.executeQuery(CompiledQuery.raw(text, [...values]));
      return { rows };
    },
    // Serializable: of two writers that read the same and write one is refused, and no update is lost.
    transaction: (work) =>
      untilNotOvertaken(() =>
        db
          .transaction()
          .setIsolationLevel('serializable')
          .execute((trx) => work(writerOf(trx))),
      ),
    close: () => db.destroy(),
  };
}

/** Asked in vain of a database that nobody has begun yet, too. */
async function whetherCurrent(migrator: Migrator): Promise<{ error?: unknown }> {
  const missing = (await migrator.getMigrations()).some(({ executedAt }) => executedAt === undefined);
  if (!missing) return {};
  return {
    error: new Error('the database is of an older version: start its server first, which brings it up to date.'),
  };
}

type Query = Kysely<Database> | Transaction<Database>;

interface RoundModel {
  readonly round: number;
  readonly model: number;
}

const modelOf = ({ tournament, ...row }: Selectable<Database['model']>): ModelRecord =>
  tournament === 'signals' ? { ...row, tournament } : row;

const roundOf = (row: { body: unknown }): RoundRecord =>
  (typeof row.body === 'string' ? JSON.parse(row.body) : row.body) as RoundRecord;

function readerOf(db: Query): StorageReader {
  return {
    models: async () => (await db.selectFrom('model').selectAll().orderBy('id').execute()).map(modelOf),
    rounds: async () => (await db.selectFrom('round').select('body').orderBy('number').execute()).map(roundOf),
    round: async (number) => {
      const row = await db.selectFrom('round').select('body').where('number', '=', number).executeTakeFirst();
      return row === undefined ? null : roundOf(row);
    },
    entries: async (filter) => {
      const rows = await restrict(db.selectFrom('entry').selectAll(), filter)
        .orderBy('round')
        .orderBy('model')
        .execute();
      return rows.map(
        (row): EntryRecord => ({
          round: row.round,
          model: row.model,
          atRisk: BigInt(row.at_risk),
          submissionHash: row.submission_hash,
          late: row.late,
          metaModelCorrelation: row.meta_model_correlation,
        }),
      );
    },
    scores: async (filter: ScoreFilter) => {
      let query = db.selectFrom('score').select(['score.round', 'score.model', 'score.day', 'score.values']);
      if (filter.model !== undefined) query = query.where('score.model', '=', filter.model);
      if (filter.round !== undefined) query = query.where('score.round', '=', filter.round);
      if (filter.fromRound !== undefined) query = query.where('score.round', '>=', filter.fromRound);
      if (filter.latestOnly === true) {
        query = query.innerJoin('round', (join) =>
          join.onRef('round.number', '=', 'score.round').onRef('round.scored_days', '=', 'score.day'),
        );
      }
      return query.orderBy('score.round').orderBy('score.model').orderBy('score.day').execute();
    },
    payouts: async (filter) => {
      const rows = await restrict(db.selectFrom('payout').selectAll(), filter)
        .orderBy('round')
        .orderBy('model')
        .execute();
      return rows.map(
        (row): PayoutRecord => ({
          round: row.round,
          model: row.model,
          atRisk: BigInt(row.at_risk),
          amount: BigInt(row.amount),
        }),
      );
    },
    ledger: async (from, limit) => {
      const entries = await db
        .selectFrom('ledger_entry')
        .selectAll()
        .where('sequence', '>=', from)
        .orderBy('sequence')
        .limit(limit)
        .execute();
      const last = entries.at(-1)?.sequence ?? 0;
      const lines = await db
        .selectFrom('ledger_line')
        .selectAll()
        .where('sequence', '>=', from)
        .where('sequence', '<=', last)
        .orderBy('sequence')
        .orderBy('line')
        .execute();
      const bySequence = Map.groupBy(lines, (line) => line.sequence);
      return entries.map(
        (row): LedgerRecord => ({
          sequence: row.sequence,
          kind: row.kind,
          idempotencyKey: row.idempotency_key,
          hash: row.hash,
          previousHash: row.previous_hash,
          body: row.body,
          lines: (bySequence.get(row.sequence) ?? []).map((line) => ({
            account: line.account,
            amount: BigInt(line.amount),
          })),
        }),
      );
    },
    balances: async () => {
      const rows = await sql<{ account: string; amount: string }>`
        select account, sum(amount)::text as amount from ledger_line group by account order by account`.execute(db);
      return new Map(rows.rows.map((row) => [row.account, BigInt(row.amount)]));
    },
    fundDays: () => db.selectFrom('fund_day').selectAll().orderBy('day').execute(),
    fundCloses: async (product) => {
      const rows = await db
        .selectFrom('fund_close')
        .select(['sequence', 'day', 'body', 'hash'])
        .where('product', '=', product)
        .orderBy('sequence')
        .execute();
      return rows.map(({ body, ...row }): FundCloseRecord => ({ product, ...row, ...JSON.parse(body) }));
    },
    fundLog: (product, from, limit) =>
      db
        .selectFrom('fund_close')
        .select(['product', 'sequence', 'events'])
        .where('product', '=', product)
        .where('sequence', '>=', from)
        .orderBy('sequence')
        .limit(limit)
        .execute(),
    incidents: async (limit) =>
      (await db
        .selectFrom('incident')
        .select(['rule', 'severity', 'rows', 'day', 'security', 'round', 'message'])
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()) as IncidentRecord[],
    incidentCount: async () => {
      const rows = await sql<{ n: number }>`select count(*)::integer as n from incident`.execute(db);
      return rows.rows[0]?.n ?? 0;
    },
    steps: async (round) => {
      const { rows } = await sql<StepRow>`
        select * from round_step where round = ${round} order by ${STEP_PLACE}, day`.execute(db);
      return rows.map(stepOf);
    },
    dueSteps: async (now, postponedToo = false) => {
      const { rows } = await sql<StepRow>`
        select * from (
          select distinct on (round) * from round_step where state = 'waiting' order by round, ${STEP_PLACE}, day) as first
        where ${sql.raw(postponedToo ? 'due_at' : 'next_at')} <= ${now} order by due_at, round`.execute(db);
      return rows.map(stepOf);
    },
    plan: async (round) => {
      const row = await db.selectFrom('payout_plan').selectAll().where('round', '=', round).executeTakeFirst();
      if (row === undefined) return null;
      const { hash, body, approved_by: approvedBy, signals } = row;
      return { round, hash, body, approvedBy, ...(signals !== null && { signals }) };
    },
    document: async (key) => {
      const row = await db.selectFrom('document').select('body').where('key', '=', key).executeTakeFirst();
      return row === undefined ? null : (JSON.parse(row.body) as unknown);
    },
  };
}

type StepRow = Database['round_step'];

const STEP_PLACE = sql.raw(`array_position(array['open', 'close', 'score', 'resolve'], kind)`);

const stepOf = ({ due_at: dueAt, next_at: nextAt, ...row }: StepRow): RoundStep =>
  ({
    round: row.round,
    kind: row.kind,
    day: row.day,
    dueAt,
    state: row.state,
    postponed: row.postponed,
    nextAt,
  }) as RoundStep;

function restrict<Q extends { where(column: 'round' | 'model', operator: '=', value: number): Q }>(
  query: Q,
  filter: Partial<RoundModel>,
): Q {
  let result = query;
  if (filter.round !== undefined) result = result.where('round', '=', filter.round);
  if (filter.model !== undefined) result = result.where('model', '=', filter.model);
  return result;
}

/** A PostgreSQL array literal of doubles; JavaScript's shortest decimals read back to the same bits (−0 needs its sign). */
const doubles = (values: readonly number[]): string =>
  `{${values.map((value) => (Object.is(value, -0) ? '-0' : value)).join(',')}}`;

function writerOf(db: Transaction<Database>): StorageWriter {
  return {
    ...readerOf(db),
    putModels: async (models) => {
      if (models.length === 0) return;
      await db
        .insertInto('model')
        .values(models.map((model) => ({ ...model, tournament: model.tournament ?? 'classic' })))
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet((excluded) => ({
            name: excluded.ref('excluded.name'),
            account: excluded.ref('excluded.account'),
            kind: excluded.ref('excluded.kind'),
            description: excluded.ref('excluded.description'),
            marked: excluded.ref('excluded.marked'),
            tournament: excluded.ref('excluded.tournament'),
          })),
        )
        .execute();
    },
    putRound: async (round) => {
      const body = JSON.stringify(round);
      await sql`insert into round (number, state, scored_days, body)
        values (${round.number}, ${round.state}, ${round.scoredDays}, ${body}::text::jsonb)
        on conflict (number) do update set
          state = excluded.state, scored_days = excluded.scored_days, body = excluded.body`.execute(db);
    },
    addEntries: async (rows) => {
      if (rows.length === 0) return;
      await sql`insert into entry (round, model, at_risk, submission_hash, late, meta_model_correlation)
        select * from unnest(
          ${rows.map((row) => row.round)}::integer[], ${rows.map((row) => row.model)}::integer[],
          ${rows.map((row) => row.atRisk.toString())}::numeric[], ${rows.map((row) => row.submissionHash)}::text[],
          ${rows.map((row) => row.late)}::boolean[], ${rows.map((row) => row.metaModelCorrelation)}::double precision[])`.execute(
        db,
      );
    },
    addScores: async (rows) => {
      if (rows.length === 0) return;
      await sql`insert into score (round, model, day, "values")
        select r, m, d, v::double precision[] from unnest(
          ${rows.map((row) => row.round)}::integer[], ${rows.map((row) => row.model)}::integer[],
          ${rows.map((row) => row.day)}::integer[], ${rows.map((row) => doubles(row.values))}::text[])
          as given (r, m, d, v)`.execute(db);
    },
    replaceScores: async (rows) => {
      if (rows.length === 0) return;
      const replaced = await sql`update score set "values" = given.v::double precision[] from unnest(
          ${rows.map((row) => row.round)}::integer[], ${rows.map((row) => row.model)}::integer[],
          ${rows.map((row) => row.day)}::integer[], ${rows.map((row) => doubles(row.values))}::text[])
          as given (r, m, d, v) where round = r and model = m and day = d`.execute(db);
      if (Number(replaced.numAffectedRows ?? 0) !== rows.length) {
        throw new Error('a score is not there and cannot be replaced');
      }
    },
    addPayouts: async (rows) => {
      if (rows.length === 0) return;
      await sql`insert into payout (round, model, at_risk, amount)
        select * from unnest(
          ${rows.map((row) => row.round)}::integer[], ${rows.map((row) => row.model)}::integer[],
          ${rows.map((row) => row.atRisk.toString())}::numeric[],
          ${rows.map((row) => row.amount.toString())}::numeric[])`.execute(db);
    },
    appendLedger: async (records) => {
      if (records.length === 0) return;
      const last = await sql<{ sequence: number }>`
        select coalesce(max(sequence), 0)::integer as sequence from ledger_entry`.execute(db);
      let expected = (last.rows[0]?.sequence ?? 0) + 1;
      for (const record of records) {
        if (record.sequence !== expected) {
          throw new Error(`ledger entry ${record.sequence} does not follow entry ${expected - 1}`);
        }
        if (record.lines.reduce((sum, line) => sum + line.amount, 0n) !== 0n) {
          throw new Error(`ledger entry ${record.sequence} does not balance`);
        }
        expected += 1;
      }
      await sql`insert into ledger_entry (sequence, kind, idempotency_key, hash, previous_hash, body)
        select * from unnest(
          ${records.map((record) => record.sequence)}::integer[], ${records.map((record) => record.kind)}::text[],
          ${records.map((record) => record.idempotencyKey)}::text[], ${records.map((record) => record.hash)}::text[],
          ${records.map((record) => record.previousHash)}::text[],
          ${records.map((record) => record.body)}::text[])`.execute(db);
      const lines = records.flatMap((record) =>
        record.lines.map((line, index) => ({ sequence: record.sequence, index, ...line })),
      );
      await sql`insert into ledger_line (sequence, line, account, amount)
        select * from unnest(
          ${lines.map((line) => line.sequence)}::integer[], ${lines.map((line) => line.index)}::integer[],
          ${lines.map((line) => line.account)}::text[],
          ${lines.map((line) => line.amount.toString())}::numeric[])`.execute(db);
    },
    addFundDays: async (rows) => {
      if (rows.length > 0)
        await db
          .insertInto('fund_day')
          .values([...rows])
          .execute();
    },
    addFundCloses: async (rows) => {
      if (rows.length === 0) return;
      const { rows: held } = await sql<{ product: string; sequence: number }>`
        select product, max(sequence)::integer as sequence from fund_close group by product`.execute(db);
      const last = new Map(held.map(({ product, sequence }) => [product, sequence]));
      for (const { product, sequence } of rows) {
        if (sequence !== (last.get(product) ?? 0) + 1) {
          throw new Error(`day ${sequence} of ${product} does not follow its last one`);
        }
        last.set(product, sequence);
      }
      await sql`insert into fund_close (product, sequence, day, body, events, hash)
        select * from unnest(
          ${rows.map(({ product }) => product)}::text[], ${rows.map(({ sequence }) => sequence)}::integer[],
          ${rows.map(({ day }) => day)}::text[],
          ${rows.map(({ figures, asked }) => JSON.stringify({ figures, asked }))}::text[],
          ${rows.map(({ events }) => events)}::text[], ${rows.map(({ hash }) => hash)}::text[])`.execute(db);
    },
    addIncidents: async (rows) => {
      if (rows.length === 0) return;
      await sql`insert into incident (rule, severity, rows, day, security, round, message)
        select * from unnest(
          ${rows.map((row) => row.rule)}::text[], ${rows.map((row) => row.severity)}::text[],
          ${rows.map((row) => row.rows)}::integer[], ${rows.map((row) => row.day)}::text[],
          ${rows.map((row) => row.security)}::text[], ${rows.map((row) => row.round)}::integer[],
          ${rows.map((row) => row.message)}::text[])`.execute(db);
    },
    putSteps: async (steps) => {
      if (steps.length === 0) return;
      await sql`insert into round_step (round, kind, day, due_at, state, postponed, next_at)
        select * from unnest(
          ${steps.map((step) => step.round)}::integer[], ${steps.map((step) => step.kind)}::text[],
          ${steps.map((step) => step.day)}::integer[], ${steps.map((step) => step.dueAt)}::text[],
          ${steps.map((step) => step.state)}::text[], ${steps.map((step) => step.postponed)}::text[],
          ${steps.map((step) => step.nextAt)}::text[])
        on conflict (round, kind, day) do update set
          due_at = excluded.due_at, state = excluded.state, postponed = excluded.postponed,
          next_at = excluded.next_at`.execute(db);
    },
    putPlan: async ({ round, hash, body, approvedBy, signals }) => {
      await sql`insert into payout_plan (round, hash, body, approved_by, signals)
        values (${round}, ${hash}, ${body}, ${approvedBy}::text, ${signals ?? null}::text)
        on conflict (round) do update set hash = excluded.hash, body = excluded.body, approved_by = excluded.approved_by,
          signals = excluded.signals`.execute(db);
    },
    putDocument: async (key, value) => {
      await sql`insert into document (key, body) values (${key}, ${JSON.stringify(value)})
        on conflict (key) do update set body = excluded.body`.execute(db);
    },
  };
}
