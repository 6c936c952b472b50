import { type Matrix, column, isConstant } from '@robata/kernels';
import { alignTables } from './alignment.ts';
import {
  type DefinitionId,
  DEFINITIONS,
  type ScoreDefinition,
  type ScoreInputs,
  findDefinition,
} from './definitions.ts';
import { ScoringError } from './scoringError.ts';
import { stakeWeighted } from './stakeWeighted.ts';
import { type Series, type Table, selectColumns, sortById } from './table.ts';
import * as tableScores from './tableScores.ts';

/** The tables of `robata score`, rows in any order. */
export interface ScoreTables {
  /** One column per model. */
  readonly predictions: Table;
  readonly targets?: Series;
  readonly features?: Table;
  /** Also the benchmark of `bmc`, where that is asked for. */
  readonly metaModel?: Series;
  readonly stakes?: Readonly<Record<string, number>>;
  readonly neutralizers?: Table;
  readonly sampleWeights?: Series;
}

export interface ScoreReport {
  /** A number, or null where the definition gives none (a constant model, for one). */
  readonly scores: Record<string, Record<string, number | null>>;
}

/** How the command line names the table of an input. */
const OPTION_OF: Partial<Record<keyof ScoreInputs, { table: keyof ScoreTables; option: string }>> = {
  features: { table: 'features', option: '--features' },
  metaModel: { table: 'metaModel', option: '--meta-model' },
  benchmark: { table: 'metaModel', option: '--meta-model (holding the benchmark)' },
  stakes: { table: 'stakes', option: '--stakes' },
  neutralizers: { table: 'neutralizers', option: '--neutralizers' },
  sampleWeights: { table: 'sampleWeights', option: '--sample-weights' },
};

/**
 * Scores every model of a table by every metric (definition ids or short names, see `findDefinition`; default: all definitions that
 * the tables at hand allow, except TB200 on fewer than 400 rows and `bmc`), aligned as the public reference does it. Metrics keep
 * the name they were asked by. Throws ScoringError: unknown metric, missing table, too little overlap, missing values.
 */
export function scoreTables(tables: ScoreTables, metrics?: readonly string[]): ScoreReport {
  const asked = metrics ?? possibleMetrics(tables);
  const sorted = { ...tables, predictions: sortById(tables.predictions) };
  const models = tables.predictions.names;
  const scores: ScoreReport['scores'] = Object.fromEntries(models.map((model) => [model, {}]));
  for (const metric of asked) {
    const definition = findDefinition(metric);
    const missing = missingOptions(definition, tables);
    if (missing.length > 0) {
      throw new ScoringError('missing_table', `${metric} needs another table: give ${missing.join(' and ')}`);
    }
    const values = scoreOne(definition, sorted);
    for (const model of models) {
      const value = Object.hasOwn(values, model) ? values[model] : Number.NaN;
      scores[model][metric] = Number.isFinite(value) ? value : null;
    }
  }
  return { scores };
}

function possibleMetrics(tables: ScoreTables): DefinitionId[] {
  return [...DEFINITIONS.values()]
    .filter(({ id }) => id !== 'bmc' && (id !== 'tb200@es22' || tables.predictions.ids.length >= 400))
    .filter((definition) => missingOptions(definition, tables).length === 0)
    .map(({ id }) => id);
}

function missingOptions({ id, needs, needsTarget }: ScoreDefinition, tables: ScoreTables): string[] {
  const options = needs.flatMap((need) => {
    const source = OPTION_OF[need];
    // The meta model of 2022 can be made of the stakes.
    if (id === 'mmc@2022' && tables.stakes) return [];
    return source && tables[source.table] === undefined ? [source.option] : [];
  });
  return needsTarget && !tables.targets ? ['--targets', ...options] : options;
}

function scoreOne(definition: ScoreDefinition, tables: ScoreTables): Record<string, number> {
  const { predictions, neutralizers, sampleWeights } = tables;
  const targets = tables.targets as Series;
  switch (definition.id) {
    case 'corr20v2':
      return tableScores.numeraiCorr(predictions, targets);
    case 'mmc@2024':
    case 'bmc':
      return tableScores.correlationContribution(predictions, tables.metaModel as Series, targets);
    case 'alpha':
      return tableScores.alphaOfTables(predictions, neutralizers as Table, sampleWeights as Series, targets);
    case 'mpc': {
      const stakes = stakesOf(tables);
      return tableScores.metaPortfolioContribution(
        predictions,
        stakes,
        neutralizers as Table,
        sampleWeights as Series,
        targets,
      );
    }
    case 'fnc@tools-0.6':
      return featureNeutral(predictions, tables.features as Table, targets);
    default:
      return scoreAligned(definition, tables);
  }
}

/** FNC where the reference would refuse all for one constant model, or for features in another order: those models score nothing. */
function featureNeutral(predictions: Table, features: Table, targets: Series): Record<string, number> {
  const varied = predictions.names.filter((_, j) => !isConstant(column(predictions.values, j)));
  if (varied.length === 0) return {};
  const [p, f] = alignTables([selectColumns(predictions, varied), features]);
  return tableScores.featureNeutralCorr(p, f, targets);
}

/** Stakes of the models that are in the table; one without an entry has none. */
function stakesOf({ predictions, stakes = {} }: ScoreTables): Record<string, number> {
  return Object.fromEntries(predictions.names.map((name) => [name, Object.hasOwn(stakes, name) ? stakes[name] : 0]));
}

/** Any other definition, over the ids that are complete in everything it needs. */
function scoreAligned(definition: ScoreDefinition, tables: ScoreTables): Record<string, number> {
  const needsFeatures = definition.needs.includes('features');
  const needsMetaModel = definition.needs.includes('metaModel') && tables.metaModel !== undefined;
  const used: (Table | Series)[] = [tables.predictions];
  if (needsFeatures) used.push(tables.features as Table);
  if (needsMetaModel) used.push(tables.metaModel as Series);
  if (definition.needsTarget) used.push(tables.targets as Series);
  const aligned = alignTables(used);
  const predictions = (aligned.shift() as Table).values;
  const features = needsFeatures ? (aligned.shift() as Table).values : undefined;
  const metaModel = needsMetaModel
    ? (aligned.shift() as Series).values
    : metaModelOfStakes(definition, predictions, tables);
  const target = definition.needsTarget ? (aligned.shift() as Series).values : new Float64Array(0);
  const values = definition.prepare({ predictions, features, metaModel }).score(target);
  return Object.fromEntries(tables.predictions.names.map((name, j) => [name, values[j]]));
}

function metaModelOfStakes(
  { id }: ScoreDefinition,
  predictions: Matrix,
  tables: ScoreTables,
): Float64Array | undefined {
  return id === 'mmc@2022' ? stakeWeighted(predictions, Object.values(stakesOf(tables))) : undefined;
}
