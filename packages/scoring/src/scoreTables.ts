import { type Matrix, column, isConstant } from '@robata/kernels';
import { alignTables } from './alignment.ts';
import {
  type DefinitionId,
  DEFINITIONS,
  type ScoreDefinition,
  type ScoreInputs,
  findDefinition,
} from './definitions.ts';
import { RoundWork } from './roundWork.ts';
import { ScoringError } from './scoringError.ts';
import { stakeWeighted } from './stakeWeighted.ts';
import { type Series, type Table, haveSameIds, isComplete, scoresByName, selectColumns, sortById } from './table.ts';
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
 * the tables at hand allow, except TB200 on fewer than 400 rows, `bmc`, and Signals' own), aligned as the public reference does it. Metrics keep
 * the name they were asked by. Throws ScoringError: unknown metric, missing table, stakes of an unknown model, too little overlap,
 * missing values.
 */
export function scoreTables(tables: ScoreTables, metrics?: readonly string[]): ScoreReport {
  const asked = metrics ?? possibleMetrics(tables);
  const sorted = { ...tables, predictions: sortById(tables.predictions) };
  const round = roundOf(sorted);
  const work = round && new RoundWork(round);
  const models = tables.predictions.names;
  requireKnownModels(tables);
  const scores: ScoreReport['scores'] = Object.fromEntries(models.map((model) => [model, {}]));
  for (const metric of asked) {
    const definition = findDefinition(metric);
    const missing = missingOptions(definition, tables);
    if (missing.length > 0) {
      throw new ScoringError('missing_table', `${metric} needs another table: give ${missing.join(' and ')}`);
    }
    const values = round
      ? scoresByName(models, definition.prepare(round, work).score(round.target))
      : scoreOne(definition, sorted);
    for (const model of models) {
      const value = Object.hasOwn(values, model) ? values[model] : Number.NaN;
      scores[model][metric] = Number.isFinite(value) ? value : null;
    }
  }
  return { scores };
}

/** Scores of Signals rounds alone, given where they are asked for. */
const SIGNALS_METRICS: ReadonlySet<DefinitionId> = new Set([
  'alpha@robata-1',
  'mpc@robata-1',
  'signals-corr@2022',
  'signals-corr@robata-1',
  'covered-corr@robata-1',
  'ic@tools-0.6',
  'fnc-v4@docs',
  'fnc-v4@tools-0.6',
]);

function possibleMetrics(tables: ScoreTables): DefinitionId[] {
  return [...DEFINITIONS.values()]
    .filter(
      ({ id }) =>
        id !== 'bmc' && !SIGNALS_METRICS.has(id) && (id !== 'tb200@es22' || tables.predictions.ids.length >= 400),
    )
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
  const aligned = alignTables({ predictions: selectColumns(predictions, varied), features });
  return tableScores.featureNeutralCorr(aligned.predictions, aligned.features, targets);
}

/**
 * The tables as one round, where all have the same ids without a gap: no alignment loses a row then, whichever tables a definition
 * needs, and all definitions may share one round's work.
 */
function roundOf(tables: ScoreTables): (ScoreInputs & { readonly target: Float64Array }) | undefined {
  const { predictions } = tables;
  const sorted = <T extends Table | Series>(table: T | undefined): T | undefined => table && sortById(table);
  const others = {
    targets: sorted(tables.targets),
    features: sorted(tables.features),
    metaModel: sorted(tables.metaModel),
    neutralizers: sorted(tables.neutralizers),
    sampleWeights: sorted(tables.sampleWeights),
  };
  const given = [predictions, ...Object.values(others)].filter((table) => table !== undefined);
  const isOneRound = new Set(predictions.ids).size === predictions.ids.length && predictions.ids.length > 0;
  if (!isOneRound || !given.every((table) => isComplete(table) && haveSameIds(table, predictions))) return undefined;
  const stakes = tables.stakes && Object.values(stakesOf(tables));
  const metaModel = others.metaModel?.values;
  return {
    predictions: predictions.values,
    target: others.targets?.values ?? new Float64Array(0),
    features: others.features?.values,
    metaModel: metaModel ?? (stakes && stakeWeighted(predictions.values, stakes)),
    benchmark: metaModel,
    stakes,
    neutralizers: others.neutralizers?.values,
    sampleWeights: others.sampleWeights?.values,
  };
}

/** A stake whose model is not there would change the portfolio or the meta model of a score without a word. */
function requireKnownModels({ predictions, stakes = {} }: ScoreTables): void {
  const models = new Set(predictions.names);
  const unknown = Object.keys(stakes).filter((name) => !models.has(name));
  if (unknown.length === 0) return;
  const more = unknown.length > 1 ? ` and ${unknown.length - 1} more` : '';
  throw new ScoringError(
    'unknown_model',
    `there is a stake for ${unknown[0]}${more}, but no predictions of that name; leave it out, or check the spelling`,
  );
}

/** Stakes of the models that are in the table; one without an entry has none. */
function stakesOf({ predictions, stakes = {} }: ScoreTables): Record<string, number> {
  return Object.fromEntries(predictions.names.map((name) => [name, Object.hasOwn(stakes, name) ? stakes[name] : 0]));
}

/** Any other definition, over the ids that are complete in everything it needs. */
function scoreAligned(definition: ScoreDefinition, tables: ScoreTables): Record<string, number> {
  const needs = (input: keyof ScoreInputs) => definition.needs.includes(input);
  const aligned: Partial<ScoreTables> = alignTables({
    predictions: tables.predictions,
    ...(needs('features') && { features: tables.features as Table }),
    ...(needs('metaModel') && tables.metaModel && { metaModel: tables.metaModel }),
    ...(definition.needsTarget && { targets: tables.targets as Series }),
  });
  const predictions = (aligned.predictions as Table).values;
  const features = aligned.features?.values;
  const metaModel = aligned.metaModel?.values ?? metaModelOfStakes(definition, predictions, tables);
  const target = aligned.targets?.values ?? new Float64Array(0);
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
