import { randomUUID } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type { SymbolRow } from '@robata/market/symbols';
import { type Kysely, sql, type Transaction } from 'kysely';
import { DomainError } from '../../domainError.ts';
import type { Database } from '../../storage/schema.ts';
import { isoSecond } from '../isoSecond.ts';
import type { TournamentName } from '../liveRounds.ts';
import { readPredictions } from '../predictions/predictionFile.ts';
import { DIAGNOSTICS_FORMAT, SIGNALS_DIAGNOSTICS_FORMAT } from '../predictions/predictionFormat.ts';
import type { SubmissionTables } from '../submissionTables.ts';
import type { UploadFolder } from '../uploadFolder.ts';
import type { UploadService } from '../uploadService.ts';
import { diagnose, type Diagnosis } from './diagnose.ts';
import { diagnoseSignals } from './diagnoseSignals.ts';
import type { DiagnosticsFigures, DiagnosticsReport } from './diagnosticsReport.ts';
import type { DirectionOfEra } from './estimateContribution.ts';
import { type RatedField, ratedField, type Ratings, ratings } from './ratings.ts';
import type { SignalsHistory } from './signalsHistory.ts';
import type { ValidationData } from './validationEras.ts';

export interface DiagnosticsRun {
  readonly id: string;
  readonly account: string;
  readonly model: number;
  readonly tournament: TournamentName;
  /** `done` is what clients wait for. */
  readonly status: 'pending' | 'running' | 'done' | 'failed';
  /** Of a failed run: what is wrong and what to do; of a done one what is worth knowing. */
  readonly message: string | null;
  /** 0…1 */
  readonly progress: number;
  readonly insertedAt: string;
  readonly updatedAt: string;
  /** Null until it is done. */
  readonly report: (DiagnosticsReport & { readonly ratings: Ratings }) | null;
}

export interface DiagnosticsService {
  /** A run over an uploaded file of predictions for validation eras; `runDiagnostics` does it. Throws DomainError `upload_not_found`, `no_validation_data`. */
  create(input: {
    readonly account: string;
    readonly model: number;
    readonly filename: string;
    readonly tournament: TournamentName;
  }): Promise<DiagnosticsRun>;
  /** The job. A run that is done or has failed is left alone; a bad file is its result (`failed`) and not an error. */
  runDiagnostics(id: string): Promise<DiagnosticsRun>;
  /** Newest first, at most 100; with `id` that one alone. The caller sees to whom it is shown. */
  diagnostics(filter: { readonly models: readonly number[]; readonly id?: string | null }): Promise<DiagnosticsRun[]>;
  /** What anybody's figures can be rated against: the latest runs of all models, without their names. */
  field(tournament: TournamentName): Promise<RatedField>;
}

export interface DiagnosticsServiceInput {
  readonly db: Kysely<Database>;
  readonly folder: UploadFolder;
  readonly uploads: UploadService;
  /** The classic tournament's validation eras; null where there are none. */
  readonly validation: () => Promise<ValidationData | null>;
  /** Of Signals the past eras, null where there are none, and the symbols in force. Default: there are none. */
  readonly signals?: {
    readonly history: () => Promise<SignalsHistory | null>;
    readonly symbols: () => Promise<{ readonly version: number | null; readonly rows: readonly SymbolRow[] }>;
    /** As `directions`, by the day of the era. Default: none. */
    readonly directions?: () => Promise<DirectionOfEra>;
  };
  /** Of the rounds that have resolved by now; asked for once a run. */
  readonly directions: (tournament: TournamentName) => Promise<DirectionOfEra>;
  readonly now: () => Date;
  /** Called in the transaction that stores a run. */
  readonly enqueue?: (trx: Transaction<Database>, id: string) => Promise<void>;
}

type Row = SubmissionTables['diagnostics_run'];

const MOST_LISTED = 100;
const MOST_COMPARED = 5_000;
const PROGRESS_EVERY_ERAS = 10;
const NO_MODEL = 0;

const noValidationData = (tournament: string): DomainError =>
  new DomainError(
    'no_validation_data',
    `The ${tournament === 'signals' ? 'Signals' : tournament} tournament has no validation data yet.`,
    { remedy: 'Try again after its next data release.' },
  );

export function diagnosticsService({
  db,
  folder,
  uploads,
  validation,
  signals,
  directions,
  now,
  enqueue,
}: DiagnosticsServiceInput): DiagnosticsService {
  const rowOf = async (id: string): Promise<Row> =>
    db.selectFrom('diagnostics_run').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

  const update = async (id: string, change: Partial<Row>): Promise<void> => {
    await db
      .updateTable('diagnostics_run')
      .set({ ...change, updated_at: isoSecond(now()) })
      .where('id', '=', id)
      .execute();
  };

  /** The latest figures of every model, but for `model`. */
  const latestOf = async ({ tournament, model }: Pick<Row, 'tournament' | 'model'>): Promise<DiagnosticsFigures[]> => {
    const { rows } = await sql<{ summary: string }>`
      select summary from (select distinct on (model) model, turn, summary from diagnostics_run
        where tournament = ${tournament} and state = 'done' and model <> ${model} order by model, turn desc) latest
      order by turn desc limit ${MOST_COMPARED}`.execute(db);
    return rows.map(({ summary }) => (JSON.parse(summary) as DiagnosticsReport).figures);
  };

  const dataOf = (tournament: string): Promise<unknown> =>
    tournament === 'signals' ? (signals?.history() ?? Promise.resolve(null)) : validation();

  const diagnoseRun = async (row: Row): Promise<Pick<Diagnosis, 'report' | 'message'>> => {
    const upload = await uploads.find(row.filename, row.account, 'diagnostics');
    const bytes = await folder.read(upload.file);
    const onEra = async ({ eras, share }: { readonly eras: number; readonly share: number }): Promise<void> => {
      if (eras % PROGRESS_EVERY_ERAS === 0) await update(row.id, { progress: share });
      await breathe();
    };
    if (row.tournament === 'signals') {
      const history = (await signals?.history()) ?? null;
      if (history === null || signals === undefined) throw noValidationData(row.tournament);
      const file = await readPredictions(bytes, SIGNALS_DIAGNOSTICS_FORMAT);
      const directionOf = await signals.directions?.();
      return diagnoseSignals(file, history, {
        symbols: await signals.symbols(),
        onEra,
        ...(directionOf && { directionOf }),
      });
    }
    const file = await readPredictions(bytes, DIAGNOSTICS_FORMAT);
    const data = await validation();
    if (data === null) throw noValidationData(row.tournament);
    return diagnose(file, data, { directionOf: await directions(row.tournament as TournamentName), onEra });
  };

  return {
    async create({ account, model, filename, tournament }) {
      const upload = await uploads.find(filename, account, 'diagnostics');
      if ((await dataOf(tournament)) === null) throw noValidationData(tournament);
      const id = randomUUID();
      const time = isoSecond(now());
      await db.transaction().execute(async (trx) => {
        await trx.updateTable('upload').set({ used: true }).where('filename', '=', upload.filename).execute();
        await sql`insert into diagnostics_run (id, account, model, tournament, state, filename, created_at, updated_at)
          values (${id}, ${account}, ${model}, ${tournament}, 'pending', ${filename}, ${time}, ${time})`.execute(trx);
        await enqueue?.(trx, id);
      });
      return runOf(await rowOf(id));
    },

    async runDiagnostics(id) {
      const row = await rowOf(id);
      if (row.state === 'done' || row.state === 'failed') return runOf(row);
      await update(id, { state: 'running', progress: 0 });
      try {
        const { report, message } = await diagnoseRun(row);
        const { eras: perEra, ...summary } = report;
        const rated = { ...summary, ratings: ratings(report.figures, ratedField(await latestOf(row))) };
        await update(id, {
          state: 'done',
          message,
          progress: 1,
          summary: JSON.stringify(rated),
          eras: JSON.stringify(perEra),
        });
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        await update(id, { state: 'failed', message: error.sentence });
      }
      return runOf(await rowOf(id));
    },

    field: async (tournament) => ratedField(await latestOf({ tournament, model: NO_MODEL })),

    async diagnostics({ models, id = null }) {
      if (models.length === 0) return [];
      let query = db
        .selectFrom('diagnostics_run')
        .selectAll()
        .where('model', 'in', [...models]);
      if (id !== null) query = query.where('id', '=', id);
      return (await query.orderBy('turn', 'desc').limit(MOST_LISTED).execute()).map(runOf);
    },
  };
}

function runOf(row: Row): DiagnosticsRun {
  return {
    id: row.id,
    account: row.account,
    model: row.model,
    tournament: row.tournament as TournamentName,
    status: row.state as DiagnosticsRun['status'],
    message: row.message,
    progress: row.progress,
    insertedAt: row.created_at,
    updatedAt: row.updated_at,
    report: row.summary === null ? null : { ...JSON.parse(row.summary), eras: JSON.parse(row.eras ?? '[]') },
  };
}
