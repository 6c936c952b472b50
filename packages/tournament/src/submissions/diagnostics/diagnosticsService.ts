import { randomUUID } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { type Kysely, sql, type Transaction } from 'kysely';
import { diagnoseEra } from '@robata/scoring';
import { DomainError } from '../../domainError.ts';
import type { Database } from '../../storage/schema.ts';
import { isoSecond } from '../isoSecond.ts';
import type { TournamentName } from '../liveRounds.ts';
import { readPredictions } from '../predictions/predictionFile.ts';
import { DIAGNOSTICS_FORMAT, type PredictionFile, quoted } from '../predictions/predictionFormat.ts';
import type { SubmissionTables } from '../submissionTables.ts';
import type { UploadFolder } from '../uploadFolder.ts';
import type { UploadService } from '../uploadService.ts';
import {
  type DiagnosedEra,
  type DiagnosticsFigures,
  type DiagnosticsReport,
  diagnosticsReport,
} from './diagnosticsReport.ts';
import { estimateContribution, type KitOfEra } from './estimateContribution.ts';
import { type Ratings, ratings } from './ratings.ts';
import type { ValidationEra } from './validationEras.ts';

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
}

export interface DiagnosticsServiceInput {
  readonly db: Kysely<Database>;
  readonly folder: UploadFolder;
  readonly uploads: UploadService;
  /** The tournament's validation eras, oldest first; null where there are none. */
  readonly eras: (tournament: TournamentName) => Promise<AsyncIterable<ValidationEra> | null>;
  /** The kits that are published now; asked for once a run. */
  readonly kits: (tournament: TournamentName) => Promise<KitOfEra>;
  readonly now: () => Date;
  /** Called in the transaction that stores a run. */
  readonly enqueue?: (trx: Transaction<Database>, id: string) => Promise<void>;
}

type Row = SubmissionTables['diagnostics_run'];

const MOST_LISTED = 100;
const MOST_COMPARED = 5_000;
const PROGRESS_EVERY_ERAS = 10;

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
  eras,
  kits,
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

  /** The latest figures of every other model. */
  const othersOf = async ({ tournament, model }: Row): Promise<DiagnosticsFigures[]> => {
    const { rows } = await sql<{ summary: string }>`
      select summary from (select distinct on (model) model, turn, summary from diagnostics_run
        where tournament = ${tournament} and state = 'done' and model <> ${model} order by model, turn desc) latest
      order by turn desc limit ${MOST_COMPARED}`.execute(db);
    return rows.map(({ summary }) => (JSON.parse(summary) as DiagnosticsReport).figures);
  };

  const diagnose = async (row: Row): Promise<{ report: DiagnosticsReport; message: string | null }> => {
    const upload = await uploads.find(row.filename, row.account, 'diagnostics');
    const file = await readPredictions(await folder.read(upload.file), DIAGNOSTICS_FORMAT);
    const values = valuesById(file);
    const validation = await eras(row.tournament as TournamentName);
    if (validation === null) throw noValidationData(row.tournament);
    const kitOf = await kits(row.tournament as TournamentName);
    const diagnosed: DiagnosedEra[] = [];
    let used = 0;
    for await (const era of validation) {
      const scored = await diagnoseOne(era, values, kitOf);
      if (scored === null) continue;
      used += era.ids.length;
      diagnosed.push(scored);
      if (diagnosed.length % PROGRESS_EVERY_ERAS === 0) await update(row.id, { progress: used / values.size });
      await breathe();
    }
    if (diagnosed.length === 0) {
      throw new DomainError(
        'invalid_submission_ids',
        `None of the ${values.size} ids, the first of them ${quoted(file.ids[0] ?? '')}, is of a validation era.`,
        {
          remedy: 'Predict the rows of validation.parquet of the current release.',
        },
      );
    }
    const left = values.size - used;
    return {
      report: diagnosticsReport(diagnosed),
      message: left === 0 ? null : `${left} rows are of no validation era and were left out.`,
    };
  };

  return {
    async create({ account, model, filename, tournament }) {
      const upload = await uploads.find(filename, account, 'diagnostics');
      if ((await eras(tournament)) === null) throw noValidationData(tournament);
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
        const { report, message } = await diagnose(row);
        const { eras: perEra, ...summary } = report;
        const rated = { ...summary, ratings: ratings(report.figures, await othersOf(row)) };
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

/** The era's scores; null where the file has none of its rows. An era of which some rows are missing is refused. */
async function diagnoseOne(
  era: ValidationEra,
  values: ReadonlyMap<string, number>,
  kitOf: KitOfEra,
): Promise<DiagnosedEra | null> {
  const present = era.ids.filter((id) => values.has(id)).length;
  if (present === 0) return null;
  if (present < era.ids.length) {
    const missing = era.ids.find((id) => !values.has(id)) as string;
    throw new DomainError(
      'invalid_submission_ids',
      `Era ${era.era} has ${era.ids.length} rows and the file ${present} of them; id ${quoted(missing)} is missing.`,
      {
        remedy: 'Predict every row of an era, or none of it.',
      },
    );
  }
  const { ids, era: name, ...inputs } = era;
  const predictions = Float64Array.from(ids, (id) => values.get(id) as number);
  const kit = await kitOf(name);
  return {
    era: name,
    scores: diagnoseEra({ ...inputs, predictions }),
    tc: kit === null ? Number.NaN : estimateContribution(kit, values),
  };
}

function valuesById(file: PredictionFile): Map<string, number> {
  const values = new Map<string, number>();
  file.ids.forEach((id, at) => {
    const value = file.values[at] as number;
    const place = `Row ${at + 1}, column ${file.valueColumn}`;
    if (!(value >= 0 && value <= 1)) {
      throw new DomainError(
        'invalid_submission_values',
        value === value ? `${place}: the value ${value} is not between 0 and 1.` : `${place}: there is no value.`,
        {
          remedy: 'Every row needs a number between 0 and 1.',
        },
      );
    }
    if (values.has(id)) {
      throw new DomainError(
        'invalid_submission_ids',
        `Row ${at + 1}, column ${file.idColumn}: ${quoted(id)} stands there twice.`,
        {
          remedy: 'Keep one of these rows.',
        },
      );
    }
    values.set(id, value);
  });
  return values;
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
