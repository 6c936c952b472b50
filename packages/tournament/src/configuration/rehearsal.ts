import type { RuleField } from './ruleFields.ts';

/** How large a season a rehearsal plays, twice. */
export interface RehearsalSize {
  readonly rounds: number;
  readonly models: number;
  readonly universe: number;
  readonly seed: number;
}

/** What a season came to, in the figures in which two configurations differ. */
export interface RehearsalFigures {
  readonly metaModelCorr: number | null;
  /** Means over the models and rounds. */
  readonly meanCorr: number | null;
  readonly meanTc: number | null;
  /** Tokens, as decimals. */
  readonly paid: string;
  readonly burned: string;
  /** What the model that lost most lost or, where none lost, earned least; tokens as a decimal. */
  readonly worstPayout: string;
  readonly worstModel: string;
  /** Of the stakes at the end: the largest share, and as how many equal ones they weigh. */
  readonly largestStake: number;
  readonly effectiveStakes: number;
  readonly turnover: number | null;
  readonly gross: number | null;
  readonly positions: number | null;
  /** USD. */
  readonly cost: number;
  readonly predictedVolatility: number | null;
  readonly volatility: number | null;
  readonly annualReturn: number | null;
  readonly maxDrawdown: number;
  readonly navEnd: number;
  /** Of the season's own thread: the optimizer's solves and the contributions'. */
  readonly optimizerSeconds: number;
  readonly contributionSeconds: number;
  readonly worstResidual: number;
}

/** A proposal tried out: one season with the rules that hold, one with the proposed ones, all else the same. The document `configuration/rehearsal`. */
export interface Rehearsal {
  /** Of the proposal. */
  readonly hash: string;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly size: RehearsalSize;
  readonly by: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** While it runs: what is being played. In the end: why it has no figures, or null. */
  readonly sentence: string | null;
  readonly present: RehearsalFigures | null;
  readonly proposed: RehearsalFigures | null;
}

export const REHEARSAL = 'configuration/rehearsal';

/** Largest seasons that a server plays beside its own work. */
export const REHEARSAL_LIMITS: Readonly<Record<keyof RehearsalSize, readonly [least: number, most: number]>> = {
  rounds: [2, 26],
  models: [2, 14],
  universe: [80, 400],
  seed: [0, 4_294_967_295],
};

/** Rules that another market may have otherwise: a rehearsal keeps its own. */
export const isRehearsed = ({ kind }: Pick<RuleField, 'kind'>): boolean => kind.kind !== 'fixed';
