import { column, matrix, type Matrix } from '@robata/kernels';
import {
  cleanedSignals,
  coveredSignals,
  filledPredictions,
  fncV4Basis,
  normalScores,
  ordinalRanks,
  portfolioNeutralizers,
  prepareAlpha,
  prepareCoveredCorr,
  prepareFilledCorr,
  prepareFncV4Docs,
  prepareFncV4Tools,
  prepareIc,
  prepareMmc,
  prepareMmc2022,
  prepareMpc,
  type PreparedScore,
  prepareSignalsAlpha,
  prepareSignalsCorr2022,
  prepareSignalsMpc,
  signalsWeights,
} from '@robata/scoring';
import type { ContributionKit } from '@robata/portfolio';
import type { ScoreColumn } from '../../records.ts';
import { centredBins, type PreparedRoundScores } from '../roundScores.ts';
import type { ClosedSignals } from './closedSignals.ts';

export interface SignalsScoresInput {
  readonly signals: ClosedSignals;
  /** Of the whole round. */
  readonly kit: Pick<ContributionKit, 'predictions' | 'stakes'>;
  /** A meta model, n: scored like a model, after them. Null: none. */
  readonly metaModel: Float64Array | null;
  /** The medium features: bins 0…4, −1 missing; column-major, n × F. */
  readonly neutralBins: Int8Array;
  readonly columns: readonly ScoreColumn[];
}

export const SIGNALS_SCORES = [
  'alpha',
  'mpc',
  'alpha@robata-1',
  'mpc@robata-1',
  'signals-corr@robata-1',
  'covered-corr@robata-1',
  'signals-corr@2022',
  'fnc-v4@docs',
  'fnc-v4@tools-0.6',
  'ic@tools-0.6',
  'mmc@2024',
  'mmc@2022',
] as const;
export type SignalsScore = (typeof SIGNALS_SCORES)[number];

/**
 * Prepares the scores of a round's Signals models against targets: ranks, bases, neutralization and weights are made once, a day costs a dot
 * product each. By column key the models in the order of `signals.places`, then the given meta model; columns that need no target (TC) are not among
 * them. `alpha` and `mpc` take cleaned signals and `portfolioNeutralizers`; MMC is that of what entered the meta model, against the Signals meta
 * model. Where no Signals model has a stake MPC is NaN, and where all of them came late MMC too.
 */
export function prepareSignalsScores(input: SignalsScoresInput): PreparedRoundScores {
  const { signals, kit, metaModel, neutralBins, columns } = input;
  const { neutralizers, sampleWeights, metaModel: ofSignals } = signals;
  const rows = neutralizers.rows;
  const values = withColumn(signals.values, metaModel);
  const entered = withColumn(columnsAt(kit.predictions, signals.places), metaModel);
  const own = signals.weights ?? Float64Array.from(signals.places, (place) => kit.stakes[place] as number);
  const stakes = metaModel === null ? own : Float64Array.of(...own, 0);
  const isStaked = stakes.some((stake) => stake > 0);

  const cleaned = once(() => normalScores(cleanedSignals(values)));
  const portfolio = once(() => ({ neutralizers: portfolioNeutralizers(neutralizers, sampleWeights), sampleWeights }));
  const neutral = once(() => coveredSignals(values, neutralizers));
  const weights = once(() => signalsWeights({ values, neutralizers, sampleWeights }));
  const basis = once(() => fncV4Basis(neutralizers, centredBins(neutralBins, rows)));
  const prepared: Record<SignalsScore, () => PreparedScore> = {
    alpha: once(() => prepareAlpha(cleaned(), portfolio())),
    mpc: once(() => (isStaked ? prepareMpc(cleaned(), stakes, portfolio()) : nothing(stakes.length))),
    'alpha@robata-1': once(() => prepareSignalsAlpha(weights())),
    'mpc@robata-1': once(() => (isStaked ? prepareSignalsMpc(weights(), stakes) : nothing(stakes.length))),
    'signals-corr@robata-1': once(() => prepareFilledCorr(filledPredictions(neutral()))),
    'covered-corr@robata-1': once(() => prepareCoveredCorr(values, neutralizers, neutral())),
    'signals-corr@2022': once(() => prepareSignalsCorr2022(values, neutralizers)),
    'fnc-v4@docs': once(() => prepareFncV4Docs(values, basis())),
    'fnc-v4@tools-0.6': once(() => prepareFncV4Tools(values, basis())),
    'ic@tools-0.6': once(() => prepareIc(values)),
    'mmc@2024': once(() => (ofSignals ? prepareMmc(normalScores(entered), ofSignals) : nothing(stakes.length))),
    'mmc@2022': once(() => (ofSignals ? prepareMmc2022(ordinalRanks(entered), [ofSignals]) : nothing(stakes.length))),
  };
  return {
    score(targets) {
      const result = new Map<string, Float64Array>();
      for (const { key, definitionId, target } of columns) {
        const known = target === null ? undefined : targets.get(target);
        if (known !== undefined && isSignalsScore(definitionId)) result.set(key, prepared[definitionId]().score(known));
      }
      return result;
    },
  };
}

const isSignalsScore = (definitionId: string): definitionId is SignalsScore =>
  (SIGNALS_SCORES as readonly string[]).includes(definitionId);

const nothing = (models: number): PreparedScore => ({ score: () => new Float64Array(models).fill(Number.NaN) });

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function columnsAt(m: Matrix, places: Int32Array): Matrix {
  const result = matrix(m.rows, places.length);
  places.forEach((place, j) => column(result, j).set(column(m, place)));
  return result;
}

function withColumn(m: Matrix, last: Float64Array | null): Matrix {
  if (last === null) return m;
  const result = matrix(m.rows, m.columns + 1);
  result.data.set(m.data);
  result.data.set(last, m.data.length);
  return result;
}
