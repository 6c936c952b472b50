import { readIdTable } from '@robata/market';
import { type ScoreTables, selectColumns, type Series, seriesOf, type Table } from '@robata/scoring';
import { UsageError } from './usageError.ts';

/** The files of `robata score`, by the name of their option. */
export interface ScoreFiles {
  readonly predictions: string;
  readonly targets: string | undefined;
  readonly features: string | undefined;
  readonly 'meta-model': string | undefined;
  readonly stakes: string | undefined;
  readonly neutralizers: string | undefined;
  readonly 'sample-weights': string | undefined;
}

/** Columns of the published files that are no scores: a score is of one era, so they may hold one value only. */
const LABELS = ['era', 'date', 'friday_date', 'data_type'];

/**
 * Reads the files of one era. A file of one column of values may call it anything; of several, the one with the usual name counts.
 * A file of features may be a published dataset file: only its `feature_…` columns are taken.
 */
export async function readScoreFiles(files: ScoreFiles): Promise<ScoreTables> {
  return {
    predictions: await readIdTable(files.predictions, { labels: LABELS }),
    ...(files.targets !== undefined && { targets: await readSeries(files.targets, ['target']) }),
    ...(files.features !== undefined && { features: await readFeatures(files.features) }),
    ...(files['meta-model'] !== undefined && {
      metaModel: await readSeries(files['meta-model'], ['meta_model', 'numerai_meta_model', 'prediction']),
    }),
    ...(files.stakes !== undefined && { stakes: await readStakes(files.stakes) }),
    ...(files.neutralizers !== undefined && {
      neutralizers: await readIdTable(files.neutralizers, { labels: LABELS }),
    }),
    ...(files['sample-weights'] !== undefined && {
      sampleWeights: await readSeries(files['sample-weights'], ['sample_weight', 'weight']),
    }),
  };
}

async function readSeries(path: string, usual: readonly string[]): Promise<Series> {
  return onlyColumn(path, await readIdTable(path, { labels: LABELS }), usual);
}

async function readFeatures(path: string): Promise<Table> {
  const table = await readIdTable(path, { labels: LABELS });
  const features = table.names.filter((name) => name.startsWith('feature_'));
  return features.length === 0 || features.length === table.names.length ? table : selectColumns(table, features);
}

async function readStakes(path: string): Promise<Record<string, number>> {
  const { ids, values } = onlyColumn(path, await readIdTable(path, { idNames: ['id', 'model'] }), ['stake']);
  const wrong = values.findIndex((stake) => !(stake >= 0));
  if (wrong >= 0) throw new UsageError(`${path}: the stake of ${ids[wrong]} must be a number of 0 or more.`);
  return Object.fromEntries(ids.map((id, i) => [id, values[i]]));
}

function onlyColumn(path: string, table: Table, usual: readonly string[]): Series {
  const name = table.names.length === 1 ? table.names[0] : usual.find((candidate) => table.names.includes(candidate));
  if (name !== undefined) return seriesOf(table, name);
  throw new UsageError(`${path}: there are ${table.names.length} columns of values; keep one, or name it ${usual[0]}.`);
}
