import { type Kysely, sql } from 'kysely';
import type { Database } from '../../storage/schema.ts';
import type { TournamentName } from '../liveRounds.ts';
import type { DiagnosticsReport } from './diagnosticsReport.ts';

/** By model the mean validation CORR (corr20v2) of its newest run that is done. Private to the models' owners: only what many share is published. */
export async function latestValidation(
  db: Kysely<Database>,
  tournament: TournamentName,
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ model: number; summary: string }>`
    select distinct on (model) model, summary from diagnostics_run
    where tournament = ${tournament} and state = 'done' order by model, turn desc`.execute(db);
  return new Map(
    rows.flatMap(({ model, summary }) => {
      const { validationCorr20V2Mean } = (JSON.parse(summary) as DiagnosticsReport).figures;
      return validationCorr20V2Mean === null ? [] : [[model, validationCorr20V2Mean] as const];
    }),
  );
}
