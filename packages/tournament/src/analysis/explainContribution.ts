import { column, pearsonCorrelation, tieKeptRank } from '@robata/kernels';
import {
  type ContributionKit,
  type LeaveOneOutPortfolios,
  type PreparedLeaveOneOut,
  prepareLeaveOneOut,
  scoreLeaveOneOut,
  type Start,
} from '@robata/portfolio';

/** Leave-one-out True Contribution of one model in one resolved round, with every number that it is made of. */
export interface ContributionExplanation {
  readonly round: number;
  readonly model: string;
  /** `zero`: the portfolio is built from nothing; `held`: traded from what the fund held, with costs and turnover limit. */
  readonly start: Start;
  /** Share of the meta model that the model had in truth, 0…1. */
  readonly share: number;
  /** The share w that it is given for the score. */
  readonly weight: number;
  readonly stocks: number;
  /** Of the model with the meta model of the others; null where one of them is constant, or there are no others. */
  readonly correlationWithOthers: number | null;
  /** Of the meta models with and without the model: near 1, since w is small. */
  readonly correlationOfMetaModels: number | null;
  /** Stocks whose weight differs between the two portfolios, Σ|w₊ − w₋| of them, and the largest single one. */
  readonly changedStocks: number;
  readonly changedWeight: number;
  /** Those that earned or lost the most by it, at most ten, then what all the others did together. */
  readonly stocksShown: readonly ExplainedStock[];
  readonly others: { readonly stocks: number; readonly earned: number };
  /** Returns over the round's days of the portfolio with and without; null where a portfolio has no certificate. */
  readonly returnWith: number | null;
  readonly returnWithout: number | null;
  /** What the two portfolios earned beyond the base portfolio's return: their difference, divided by w, is the score. */
  readonly gainWith: number;
  readonly gainWithout: number;
  /** (gainWith − gainWithout) / w: the score itself, computed anew. */
  readonly contribution: number | null;
  /** The score that is stored; null where none is. */
  readonly stored: number | null;
  /** Whether both are the same number to the last bit. */
  readonly isSame: boolean;
}

export interface ExplainedStock {
  readonly id: string;
  /** Rank of the model's prediction, 0…1; of the others' meta model. */
  readonly rank: number;
  readonly othersRank: number;
  readonly weightWithout: number;
  readonly weightWith: number;
  /** Simple, over the round's days. */
  readonly return: number;
  /** (weightWith − weightWithout) · return. */
  readonly earned: number;
}

const SHOWN = 10;

/** A round's kit made ready to explain one model after the other. */
export interface ContributionExplainer {
  /** Null for a model that the kit does not name. @param stored the score as it was posted */
  explain(model: string, stored: number | null): ContributionExplanation | null;
}

/** Solves the base portfolio of a kit once. Throws RangeError on a faulty kit, or one without returns. */
export function contributionExplainer(round: number, kit: ContributionKit, start: Start): ContributionExplainer {
  const { returns } = kit;
  if (returns === undefined) throw new RangeError('the kit has no returns yet');
  const prepared = prepareLeaveOneOut(kit, { start });
  return {
    explain(model, stored) {
      const at = kit.models.indexOf(model);
      if (at < 0) return null;
      const solved = prepared.portfolios(at, at + 1);
      const score = scoreLeaveOneOut(prepared, [solved], returns).contributions[0];
      const contribution = score?.tc ?? null;
      const weight = solved.weight[0] as number;
      const changes = changesOf(solved);
      const others = othersOf(prepared, at);
      const metaModels = metaModelsOf(prepared, at, others, weight);
      const stocks = explainedStocks(prepared, at, others, solved, changes, returns);
      const shown = stocks.slice(0, SHOWN);
      const rest = stocks.slice(SHOWN);
      return {
        round,
        model,
        start,
        share: (kit.stakes[at] as number) / prepared.signals.totalStake,
        weight,
        stocks: kit.problem.ids.length,
        correlationWithOthers: metaModels.withOthers,
        correlationOfMetaModels: metaModels.ofBoth,
        changedStocks: stocks.length,
        changedWeight: stocks.reduce((sum, one) => sum + Math.abs(one.weightWith - one.weightWithout), 0),
        stocksShown: shown,
        others: { stocks: rest.length, earned: rest.reduce((sum, { earned }) => sum + earned, 0) },
        returnWith: score?.returnWith ?? null,
        returnWithout: score?.returnWithout ?? null,
        gainWith: gainOf(solved.with, returns),
        gainWithout: gainOf(solved.without, returns),
        contribution,
        stored,
        isSame: Object.is(contribution, stored),
      };
    },
  };
}

/** Stock → [change with, change without] from the base portfolio. */
function changesOf(solved: LeaveOneOutPortfolios): Map<number, [number, number]> {
  const changes = new Map<number, [number, number]>();
  for (const [which, { stock, change }] of [solved.with, solved.without].entries()) {
    stock.forEach((i, entry) => {
      const both = changes.get(i) ?? [0, 0];
      both[which] = (both[which] as number) + (change[entry] as number);
      changes.set(i, both);
    });
  }
  return changes;
}

/** In the order of the score's own sum. */
function gainOf({ stock, change }: LeaveOneOutPortfolios['with'], returns: Float64Array): number {
  let sum = 0;
  for (let entry = 0; entry < stock.length; entry++) {
    sum += (change[entry] as number) * (returns[stock[entry] as number] as number);
  }
  return sum;
}

/** M₋: the meta model without the model; all 0 where nobody else has a weight. */
function othersOf({ signals }: PreparedLeaveOneOut, at: number): Float64Array {
  const { kit, gaussianized, metaModel, totalStake } = signals;
  const stake = kit.stakes[at] as number;
  const own = column(gaussianized, at);
  const left = totalStake - stake;
  return metaModel.map((value, i) => (left > 0 ? (totalStake * value - stake * (own[i] as number)) / left : 0));
}

function metaModelsOf({ signals }: PreparedLeaveOneOut, at: number, others: Float64Array, weight: number) {
  const own = column(signals.gaussianized, at);
  const both = others.map((value, i) => (1 - weight) * value + weight * (own[i] as number));
  return { withOthers: known(pearsonCorrelation(own, others)), ofBoth: known(pearsonCorrelation(both, others)) };
}

const known = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Stocks whose weights differ, the largest |earned| first, ties in the order of their ids. */
function explainedStocks(
  { signals }: PreparedLeaveOneOut,
  at: number,
  others: Float64Array,
  { base }: LeaveOneOutPortfolios,
  changes: ReadonlyMap<number, readonly [number, number]>,
  returns: Float64Array,
): ExplainedStock[] {
  const { ids } = signals.kit.problem;
  const ranks = tieKeptRank(column(signals.gaussianized, at));
  const othersRanks = tieKeptRank(others);
  return [...changes]
    .filter(([, [withModel, without]]) => withModel !== without)
    .map(([i, [withModel, without]]) => ({
      id: ids[i] as string,
      rank: ranks[i] as number,
      othersRank: othersRanks[i] as number,
      weightWithout: (base[i] as number) + without,
      weightWith: (base[i] as number) + withModel,
      return: returns[i] as number,
      earned: (withModel - without) * (returns[i] as number),
    }))
    .toSorted((a, b) => Math.abs(b.earned) - Math.abs(a.earned) || (a.id < b.id ? -1 : 1));
}
