import { type Matrix, matrix } from '@robata/kernels';
import type { ContributionKit } from '../contribution/contributionKit.ts';
import { FieldFault, type Fields, number, numberOrNull, object, requireFormat, strings } from '../optimizer/fields.ts';
import type { NpyArray, NpyType } from './npyHeader.ts';

export const KIT_FILE_FORMAT = 'robata-contribution-kit/2';

/** What the predictions of a kit file are: as they were submitted, or twice their average ranks (1…n, ties share), which score alike. */
export type KitPredictions = 'values' | 'ranks';

/** What a round says beside its kit: JSON data, carried and not interpreted but for the settings of TC by gradient. */
export interface KitAbout {
  readonly round?: number;
  /** The scores that the round shows, with their definitions. */
  readonly columns?: readonly unknown[];
  /** Draws, dropout and seed of TC by gradient. */
  readonly contribution?: { readonly draws: number; readonly dropout: number; readonly seed: number };
}

/** A kit without its arrays. */
export interface KitHeader extends KitAbout {
  readonly format: typeof KIT_FILE_FORMAT;
  readonly predictions: KitPredictions;
  readonly ids: readonly string[];
  readonly models: readonly string[];
  readonly exposureNames: readonly string[];
  readonly horizonDays: number;
  readonly riskAversion: number;
  readonly gross: number | null;
  readonly turnover: number | null;
  readonly net: readonly [number | null, number | null] | null;
  readonly informationCoefficient: number;
  readonly stakeFraction: number;
  /** Of all models, where not all of them are in the kit; it then has an array `metaModel`. */
  readonly totalStake: number | null;
}

/** An array's place in the file: `shape` in rows and their length. */
export interface ArrayShape {
  readonly dtype: NpyType;
  readonly shape: readonly number[];
}

export interface KitArray extends ArrayShape {
  readonly values: NpyArray;
}

/** The header's fields of a kit, in the order in which they are written. */
export function headerOf(kit: ContributionKit, predictions: KitPredictions, about: KitAbout): KitHeader {
  const { problem, models, informationCoefficient, stakeFraction, others } = kit;
  const { ids, exposureNames, horizonDays, riskAversion, limits } = problem;
  const { gross, turnover, net } = limits;
  const open = (bound: number): number | null => (Number.isFinite(bound) ? bound : null);
  return {
    format: KIT_FILE_FORMAT,
    ...about,
    predictions,
    horizonDays,
    riskAversion,
    gross,
    turnover,
    net: net && [open(net[0]), open(net[1])],
    informationCoefficient,
    stakeFraction,
    totalStake: others?.totalStake ?? null,
    exposureNames,
    models,
    ids,
  };
}

/** The arrays of a kit by name, in the order of the file, predictions last. Doubles are shared with the kit and not copied. */
export function arraysOf(kit: ContributionKit, predictions: KitArray): Map<string, KitArray> {
  const { problem, volatility, stakes, returns, others } = kit;
  const { limits, factorCovariance } = problem;
  const list = (values: Float64Array): KitArray => ({ dtype: '<f8', shape: [values.length], values: own(values) });
  const table = ({ rows, columns, data }: Matrix): KitArray => ({
    dtype: '<f8',
    shape: [columns, rows],
    values: own(data),
  });
  const arrays: Record<string, KitArray | null> = {
    volatility: list(volatility),
    holdings: list(problem.holdings),
    specificVariance: list(problem.specificVariance),
    linearCost: list(problem.linearCost),
    positionLower: list(limits.positionLower),
    positionUpper: list(limits.positionUpper),
    exposureLower: list(limits.exposureLower),
    exposureUpper: list(limits.exposureUpper),
    exposures: table(problem.exposures),
    factorCovariance: factorCovariance && table(factorCovariance),
    returns: returns === undefined ? null : list(returns),
    metaModel: others ? list(others.metaModel) : null,
    stakes: list(stakes),
    predictions,
  };
  return new Map(Object.entries(arrays).filter((entry): entry is [string, KitArray] => entry[1] !== null));
}

/** Files are written from memory of one's own, also where the values are shared between threads. */
const own = (values: Float64Array): Float64Array<ArrayBuffer> =>
  values.buffer instanceof ArrayBuffer ? (values as Float64Array<ArrayBuffer>) : values.slice();

const LISTS = ['volatility', 'holdings', 'specificVariance', 'linearCost', 'positionLower', 'positionUpper'] as const;
const REQUIRED = [...LISTS, 'exposureLower', 'exposureUpper', 'exposures', 'stakes', 'predictions'];
const KNOWN = new Set([...REQUIRED, 'factorCovariance', 'returns', 'metaModel']);

/** Reads a header's fields. Throws FieldFault with one sentence. */
export function readHeader(json: unknown): KitHeader {
  const fields = object(json, '');
  requireFormat(fields, KIT_FILE_FORMAT);
  const { predictions } = fields;
  if (predictions !== 'values' && predictions !== 'ranks')
    throw new FieldFault('predictions must be "values" or "ranks".');
  return {
    format: KIT_FILE_FORMAT,
    ...readAbout(fields),
    predictions,
    ids: strings(fields.ids, 'ids'),
    models: strings(fields.models, 'models'),
    exposureNames: strings(fields.exposureNames, 'exposureNames'),
    horizonDays: number(fields.horizonDays, 'horizonDays'),
    riskAversion: number(fields.riskAversion, 'riskAversion'),
    gross: numberOrNull(fields.gross, 'gross'),
    turnover: numberOrNull(fields.turnover, 'turnover'),
    net: readNet(fields.net),
    informationCoefficient: number(fields.informationCoefficient, 'informationCoefficient'),
    stakeFraction: number(fields.stakeFraction, 'stakeFraction'),
    totalStake: numberOrNull(fields.totalStake, 'totalStake'),
  };
}

/** Far more than a round makes, and each takes a portfolio's memory. */
const MOST_DRAWS = 100_000;

function within(value: unknown, name: string, from: number, to: number): number {
  const read = number(value, name);
  if (Number.isInteger(read) && read >= from && read <= to) return read;
  throw new FieldFault(`${name} must be a whole number from ${from} to ${to}.`);
}

function readAbout({ round, columns, contribution }: Fields): KitAbout {
  const settings = contribution === undefined ? null : object(contribution, 'contribution');
  return {
    ...(round !== undefined && { round: number(round, 'round') }),
    ...(Array.isArray(columns) && { columns: columns as unknown[] }),
    ...(settings && {
      contribution: {
        draws: within(settings.draws, 'contribution.draws', 1, MOST_DRAWS),
        dropout: number(settings.dropout, 'contribution.dropout'),
        seed: within(settings.seed, 'contribution.seed', 0, 0xffffffff),
      },
    }),
  };
}

function readNet(net: unknown): KitHeader['net'] {
  if (net === null || net === undefined) return null;
  if (!Array.isArray(net) || net.length !== 2) throw new FieldFault('net must be two bounds or null.');
  return [numberOrNull(net[0], 'net'), numberOrNull(net[1], 'net')];
}

/** That the arrays named are those of such a kit, of its sizes. Throws FieldFault with one sentence. */
export function checkShapes(
  { ids, models, exposureNames, totalStake }: KitHeader,
  shapes: ReadonlyMap<string, ArrayShape>,
): void {
  const [n, m, k] = [ids.length, models.length, exposureNames.length];
  const sizes: Readonly<Record<string, readonly number[]>> = {
    exposureLower: [k],
    exposureUpper: [k],
    exposures: [k, n],
    factorCovariance: [k, k],
    stakes: [m],
    predictions: [m, n],
  };
  const needed = totalStake === null ? REQUIRED : [...REQUIRED, 'metaModel'];
  const missing = needed.find((name) => !shapes.has(name));
  if (missing !== undefined) throw new FieldFault(`The kit has no array ${missing}.`);
  for (const [name, { dtype, shape }] of shapes) {
    if (!KNOWN.has(name)) throw new FieldFault(`The kit has an array ${name}, which is none of a kit.`);
    const size = sizes[name] ?? [n];
    if (shape.join() !== size.join())
      throw new FieldFault(`The array ${name} is ${shape.join(' × ')} and not ${size.join(' × ')}.`);
    if (dtype !== '<f8' && name !== 'predictions') throw new FieldFault(`The array ${name} must be of doubles.`);
  }
}

/** The kit of a header and its arrays, whose shapes are checked. */
export function kitOf(header: KitHeader, arrays: ReadonlyMap<string, NpyArray>): ContributionKit {
  const { ids, models, exposureNames, horizonDays, riskAversion, gross, turnover, net, totalStake } = header;
  const { informationCoefficient, stakeFraction } = header;
  const [n, k] = [ids.length, exposureNames.length];
  const doubles = (name: string): Float64Array => doublesOf(arrays.get(name) as NpyArray);
  const metaModel = totalStake === null ? null : doubles('metaModel');
  return {
    problem: {
      ids,
      horizonDays,
      holdings: doubles('holdings'),
      riskAversion,
      exposureNames,
      exposures: matrix(n, k, doubles('exposures')),
      factorCovariance: arrays.has('factorCovariance') ? matrix(k, k, doubles('factorCovariance')) : null,
      specificVariance: doubles('specificVariance'),
      linearCost: doubles('linearCost'),
      limits: {
        exposureLower: doubles('exposureLower'),
        exposureUpper: doubles('exposureUpper'),
        positionLower: doubles('positionLower'),
        positionUpper: doubles('positionUpper'),
        gross,
        turnover,
        net: net && [net[0] ?? -Infinity, net[1] ?? Infinity],
      },
    },
    volatility: doubles('volatility'),
    informationCoefficient,
    models,
    predictions: matrix(n, models.length, doubles('predictions')),
    stakes: doubles('stakes'),
    ...(arrays.has('returns') && { returns: doubles('returns') }),
    stakeFraction,
    ...(metaModel !== null && totalStake !== null && { others: { metaModel, totalStake } }),
  };
}

const doublesOf = (values: NpyArray): Float64Array =>
  values instanceof Float64Array ? values : new Float64Array(values);
