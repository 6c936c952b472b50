import type { Matrix } from '@robata/kernels';
import { alphaFromMetaModel, gaussianizedPredictions, metaModelOf } from '../alpha.ts';
import type { PortfolioProblem } from '../optimizer/problem.ts';
import { type ContributionKit, kitFault } from './contributionKit.ts';

/** The signals of a round: what every model says, and what all say together. */
export interface RoundSignals {
  readonly kit: ContributionKit;
  /** n × M gaussianized ranks. */
  readonly gaussianized: Matrix;
  readonly metaModel: Float64Array;
  readonly totalStake: number;
}

/** Ranks and gaussianizes a kit. Throws RangeError with the sentence of `kitFault` on a faulty kit. */
export function roundSignals(kit: ContributionKit): RoundSignals {
  const fault = kitFault(kit);
  if (fault !== null) throw new RangeError(fault);
  const gaussianized = gaussianizedPredictions(kit.predictions);
  if (kit.others) return { kit, gaussianized, ...kit.others };
  const totalStake = kit.stakes.reduce((total, stake) => total + stake, 0);
  return { kit, gaussianized, metaModel: metaModelOf(gaussianized, kit.stakes), totalStake };
}

export const alphaOf = ({ kit }: RoundSignals, signal: Float64Array): Float64Array =>
  alphaFromMetaModel(signal, kit.volatility, kit.informationCoefficient);

/** Below this share of the total stake nobody else is left: what the others say would be known to fewer than six digits. */
const NOBODY = 1e-9;

/** Whether nobody else has a stake: then there is no meta model without this one. */
export const isAlone = ({ totalStake }: { readonly totalStake: number }, stake: number): boolean =>
  stake > 0 && totalStake - stake <= NOBODY * totalStake;

/** 'held' trades from the portfolio actually held; 'zero' builds it from nothing: no holdings, turnover limit or cost. */
export type Start = 'held' | 'zero';

export function startProblem(signals: RoundSignals, start: Start): PortfolioProblem {
  const { problem } = signals.kit;
  const alpha = alphaOf(signals, signals.metaModel);
  if (start === 'held') return { ...problem, alpha };
  const n = alpha.length;
  const limits = { ...problem.limits, turnover: null };
  return { ...problem, alpha, holdings: new Float64Array(n), linearCost: new Float64Array(n), limits };
}
