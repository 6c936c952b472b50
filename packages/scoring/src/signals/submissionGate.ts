import { column } from '@robata/kernels';
import { cleanedSignals } from './cleanedSignals.ts';
import { type SignalsPortfolioInputs, signalsWeights } from './signalsPortfolio.ts';

/** A round's signals as the gates of later rounds compare them: n × models, column-major. */
export interface SignalsBook {
  readonly round: number;
  /** Permanent numbers of the stocks, n, each once. */
  readonly securities: Int32Array;
  /** Permanent numbers of the models, each once. */
  readonly models: Int32Array;
  /** (rank − ½)/submitted, ½ for what was left out. */
  readonly ranks: Float32Array;
  /** `signalsWeights` divided by the sum of their absolute values; 0 throughout where nothing is held. */
  readonly weights: Float32Array;
}

export interface SignalsBookInput extends SignalsPortfolioInputs {
  readonly round: number;
  readonly securities: Int32Array;
  readonly models: Int32Array;
}

/** What later rounds need of a round; made at its close, while its neutralizers are at hand. */
export function signalsBook({ round, securities, models, ...inputs }: SignalsBookInput): SignalsBook {
  const weights = signalsWeights(inputs);
  for (let j = 0; j < weights.columns; j += 1) {
    const w = column(weights, j);
    const gross = w.reduce((sum, x) => sum + Math.abs(x), 0);
    if (gross > 0) for (let i = 0; i < w.length; i += 1) w[i] /= gross;
  }
  const ranks = Float32Array.from(cleanedSignals(inputs.values).data);
  return { round, securities, models, ranks, weights: Float32Array.from(weights.data) };
}

/** What a signal must keep to so that its stake counts. null: no limit. */
export interface GatePolicy {
  /** Compared with so many of the model's last submissions. */
  readonly submissions: number;
  /** The largest churn must be below this, 0…2. */
  readonly churn: number | null;
  /** The largest turnover must be below this, 0…1. */
  readonly turnover: number | null;
  /** Whether a model that did not submit to the round before is not paid. */
  readonly needsPrevious: boolean;
}

export type GateReason = 'churn' | 'turnover' | 'no_previous';

/** Of one model: its largest churn and turnover, and whether its stake counts. */
export interface GateState {
  readonly model: number;
  /** Submissions that it was compared with; 0: nothing is known, churn and turnover are null. */
  readonly compared: number;
  readonly churn: number | null;
  readonly turnover: number | null;
  /** Empty: counted. Else: scored, not paid, for these reasons. */
  readonly reasons: readonly GateReason[];
}

/**
 * The gates of a round's models, in their order. Churn: 1 − correlation of the ranks, each as in its own round, over the stocks of both; turnover:
 * Σ|w − w'|/2 over them; of each the largest against the model's last submissions. A pair is not compared where fewer than four fifths of either
 * universe are in both, or a side is constant. A model that has not submitted before is counted, unless the policy wants the round before.
 * @param previous the books of earlier rounds, newest first
 * Source: docs.numer.ai, Signals scoring ("churn and turnover thresholds"); numerai-tools 0.6 `calculate_max_churn_and_turnover`.
 */
export function submissionGates(
  book: SignalsBook,
  previous: readonly SignalsBook[],
  policy: GatePolicy,
): readonly GateState[] {
  const earlier = previous.map((other) => ({
    other,
    common: commonRows(book.securities, other.securities),
    placeOf: new Map(Array.from(other.models, (model, j) => [model, j])),
  }));
  return Array.from(book.models, (model, j) => {
    const pairs = earlier
      .filter(({ placeOf }) => placeOf.has(model))
      .slice(0, policy.submissions)
      .flatMap(({ other, common, placeOf }) => {
        if (common === null) return [];
        const change = changeBetween(book, j, other, placeOf.get(model) as number, common);
        return change === null ? [] : [change];
      });
    const churn = pairs.length === 0 ? null : Math.max(...pairs.map((pair) => pair.churn));
    const turnover = pairs.length === 0 ? null : Math.max(...pairs.map((pair) => pair.turnover));
    const missed = earlier.length > 0 && earlier[0]?.placeOf.has(model) === false;
    const reasons: GateReason[] = [
      ...(reaches(churn, policy.churn) ? (['churn'] as const) : []),
      ...(reaches(turnover, policy.turnover) ? (['turnover'] as const) : []),
      ...(policy.needsPrevious && missed ? (['no_previous'] as const) : []),
    ];
    return { model, compared: pairs.length, churn, turnover, reasons };
  });
}

const reaches = (value: number | null, limit: number | null): boolean =>
  value !== null && limit !== null && value >= limit;

interface CommonRows {
  readonly now: Int32Array;
  readonly before: Int32Array;
}

const LEAST_IN_COMMON = 0.8;

/** Where the stocks of both universes stand in each; null where too few are in both. */
function commonRows(now: Int32Array, before: Int32Array): CommonRows | null {
  const rowOf = new Map(Array.from(before, (security, i) => [security, i]));
  const rows: { now: number[]; before: number[] } = { now: [], before: [] };
  now.forEach((security, i) => {
    const row = rowOf.get(security);
    if (row === undefined) return;
    rows.now.push(i);
    rows.before.push(row);
  });
  if (rows.now.length < LEAST_IN_COMMON * Math.max(now.length, before.length)) return null;
  return { now: Int32Array.from(rows.now), before: Int32Array.from(rows.before) };
}

/** Plain loops: a round's gates look at stocks × models × submissions values. */
function changeBetween(
  a: SignalsBook,
  columnA: number,
  b: SignalsBook,
  columnB: number,
  { now, before }: CommonRows,
): { readonly churn: number; readonly turnover: number } | null {
  const [fromA, fromB] = [columnA * a.securities.length, columnB * b.securities.length];
  let [sumX, sumY, traded] = [0, 0, 0];
  for (let k = 0; k < now.length; k += 1) {
    sumX += a.ranks[fromA + now[k]];
    sumY += b.ranks[fromB + before[k]];
    traded += Math.abs(a.weights[fromA + now[k]] - b.weights[fromB + before[k]]);
  }
  const [meanX, meanY] = [sumX / now.length, sumY / now.length];
  let [xx, xy, yy] = [0, 0, 0];
  for (let k = 0; k < now.length; k += 1) {
    const x = a.ranks[fromA + now[k]] - meanX;
    const y = b.ranks[fromB + before[k]] - meanY;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  const isConstant = !(xx > CONSTANT * now.length && yy > CONSTANT * now.length);
  return isConstant ? null : { churn: Math.max(0, 1 - xy / Math.sqrt(xx * yy)), turnover: traded / 2 };
}

/** Ranks of 32 bits that differ by less are equal. */
const CONSTANT = 1e-12;
