import { column, fromColumns, type Matrix, mean } from '@robata/kernels';
import { type EraSummary, eraSummary } from '../eraSummary.ts';
import { meanWithStandardError } from '../meanWithStandardError.ts';
import { prepareMmc } from '../mmc2024.ts';
import { normalScores } from '../normalScores.ts';
import type { PreparedScore } from '../preparedScore.ts';
import { corrWithMetaModel } from '../similarity.ts';
import { prepareCoveredCorr } from './coveredCorr.ts';
import { fncV4Basis, prepareFncV4Tools } from './fncV4.ts';
import { prepareIc } from './ic.ts';
import { type KnownGroup, type KnownShares, prepareKnownShares } from './knownShares.ts';
import { prepareFilledCorr, prepareSignalsCorr2022 } from './signalsCorr.ts';
import { prepareSignalsAlpha, signalsWeights } from './signalsPortfolio.ts';
import { signalsPredictions } from './signalsPredictions.ts';
import { type SignalsBook, signalsBook, submissionGates } from './submissionGate.ts';

/** One past era of one signal, n stocks in one order. */
export interface SignalsEra {
  readonly era: string;
  /** Permanent numbers of the stocks. */
  readonly securities: Int32Array;
  /** NaN where the file has no row. */
  readonly signal: Float64Array;
  readonly neutralizers: Matrix;
  readonly sampleWeights: Float64Array;
  /** Binned raw returns and the factor-neutral target, NaN where missing; absent while they are not known. */
  readonly raw?: Float64Array;
  readonly neutral?: Float64Array;
  /** What a signal is held against (`prepareKnownShares`); absent: no report. */
  readonly groups?: readonly KnownGroup[];
  /** For FNCv4. */
  readonly features?: Matrix;
  /** The Signals meta model of the era, n: for MMC, and scored beside the signal. */
  readonly metaModel?: Float64Array;
  /** The TC in the era's round of what enters the meta model, n; NaN where there is none. */
  readonly contribution?: (entered: Float64Array) => number;
}

export const SIGNALS_DIAGNOSTICS_SCORES = [
  'alpha',
  'corrFilled',
  'coveredCorr',
  'corrSignals',
  'fncV4',
  'ic',
  'ric',
  'mmcSignals',
  'tc',
] as const;
export type SignalsDiagnosticsScore = (typeof SIGNALS_DIAGNOSTICS_SCORES)[number];
type Scores = Readonly<Record<SignalsDiagnosticsScore, number>>;

/** Scores of one era by key of the Signals columns; NaN where something is missing for them. */
export interface SignalsEraScores extends Scores {
  readonly era: string;
  readonly stocks: number;
  readonly covered: number;
  /** Of what enters the meta model. */
  readonly corrWithMetaModel: number;
  /** The meta model's own, as a signal; null without one. */
  readonly metaModel: Scores | null;
  /** Share of the signal that no group explains, and what each adds, by name. */
  readonly left: number;
  readonly known: Readonly<Record<string, number>>;
  /** Against the era before in the file; NaN in the first, or where too few stocks are in both. */
  readonly churn: number;
  readonly turnover: number;
}

export interface SignalsScoreSummary extends EraSummary {
  /** Newey-West with `lags`. */
  readonly standardError: number;
  readonly eras: number;
}

/** A signal beside the meta model, over the eras that have both. */
export interface BesideMetaModel {
  /** The meta model's mean. */
  readonly mean: number;
  /** Mean of the signal's less the meta model's, with its Newey-West error. */
  readonly lead: number;
  readonly leadStandardError: number;
  readonly eras: number;
}

export interface SignalsDiagnostics {
  readonly eras: readonly SignalsEraScores[];
  readonly summary: Readonly<Record<SignalsDiagnosticsScore, SignalsScoreSummary>>;
  readonly metaModel: Readonly<Record<SignalsDiagnosticsScore, BesideMetaModel>>;
  readonly corrWithMetaModel: number;
  /** Means over the eras that have them. */
  readonly coverage: number;
  readonly churn: number;
  readonly turnover: number;
  readonly left: number;
  readonly known: Readonly<Record<string, number>>;
}

/** Takes eras one after the other, so that no more than one need be in memory. */
export interface SignalsDiagnosis {
  /** The next era, oldest first. Throws RangeError where rows differ. */
  add(era: SignalsEra): void;
  /** Of the eras so far. */
  result(): SignalsDiagnostics;
}

/**
 * A signal over past eras, oldest first: every score of a live round that needs no stakes (no MPC), beside those of the Signals meta model, how much of it
 * was known already, and how much it changes from era to era. Scores are those of the definitions that live rounds take (`alpha@robata-1`, `signals-corr@robata-1`,
 * `covered-corr@robata-1`, `signals-corr@2022`, `fnc-v4@tools-0.6`, `ic@tools-0.6`, `mmc@2024` of what enters the meta model). An era without a row of
 * the file is not given. Standard errors are Newey-West with `lags` (20 trading days of weekly eras overlap by 4). Throws RangeError where rows differ.
 */
export function signalsDiagnostics(
  eras: Iterable<SignalsEra>,
  options: { readonly lags?: number } = {},
): SignalsDiagnostics {
  const diagnosis = signalsDiagnosis(options);
  for (const era of eras) diagnosis.add(era);
  return diagnosis.result();
}

/** `signalsDiagnostics`, an era at a time. */
export function signalsDiagnosis({ lags = 4 }: { readonly lags?: number } = {}): SignalsDiagnosis {
  const scored: SignalsEraScores[] = [];
  let before: SignalsBook | null = null;
  return {
    add(era) {
      const book = bookOf(era, scored.length);
      scored.push(scoreEra(era, book, before));
      before = book;
    },
    result: () => summarized(scored.slice(), lags),
  };
}

function summarized(scored: readonly SignalsEraScores[], lags: number): SignalsDiagnostics {
  const known = (read: (era: SignalsEraScores) => number): number[] => scored.map(read).filter((x) => x === x);
  const groups = new Set(scored.flatMap((era) => Object.keys(era.known)));
  return {
    eras: scored,
    summary: Object.fromEntries(
      SIGNALS_DIAGNOSTICS_SCORES.map((key) => [
        key,
        summaryOf(
          known((era) => era[key]),
          lags,
        ),
      ]),
    ) as unknown as SignalsDiagnostics['summary'],
    metaModel: Object.fromEntries(
      SIGNALS_DIAGNOSTICS_SCORES.map((key) => [key, besideMetaModel(scored, key, lags)]),
    ) as unknown as SignalsDiagnostics['metaModel'],
    corrWithMetaModel: mean(known((era) => era.corrWithMetaModel)),
    coverage: mean(known(({ covered, stocks }) => covered / stocks)),
    churn: mean(known((era) => era.churn)),
    turnover: mean(known((era) => era.turnover)),
    left: mean(known((era) => era.left)),
    known: Object.fromEntries([...groups].map((name) => [name, mean(known((era) => era.known[name] ?? Number.NaN))])),
  };
}

const summaryOf = (values: readonly number[], lags: number): SignalsScoreSummary => ({
  ...eraSummary(values),
  standardError: errorOf(values, lags),
  eras: values.length,
});

const errorOf = (values: readonly number[], lags: number): number =>
  meanWithStandardError(values, Math.min(lags, Math.max(0, values.length - 1))).standardError;

function besideMetaModel(
  scored: readonly SignalsEraScores[],
  key: SignalsDiagnosticsScore,
  lags: number,
): BesideMetaModel {
  const both = scored
    .map((era) => [era[key], era.metaModel?.[key] ?? Number.NaN] as const)
    .filter(([own, other]) => own === own && other === other);
  const leads = both.map(([own, other]) => own - other);
  return {
    mean: mean(both.map(([, other]) => other)),
    lead: mean(leads),
    leadStandardError: errorOf(leads, lags),
    eras: both.length,
  };
}

const ONLY_MODEL = Int32Array.of(0);

const bookOf = ({ securities, signal, neutralizers, sampleWeights }: SignalsEra, round: number): SignalsBook =>
  signalsBook({
    round,
    securities,
    models: ONLY_MODEL,
    values: fromColumns([signal], signal.length),
    neutralizers,
    sampleWeights,
  });

function scoreEra(era: SignalsEra, book: SignalsBook, before: SignalsBook | null): SignalsEraScores {
  const { signal, groups, metaModel } = era;
  const { ofSignal, ofMetaModel, corrWith } = scoresOf(era);
  const shares: KnownShares | null = groups === undefined ? null : prepareKnownShares(groups)(signal);
  const policy = { submissions: 1, churn: null, turnover: null, needsPrevious: false };
  const change = before === null ? undefined : submissionGates(book, [before], policy)[0];
  return {
    era: era.era,
    stocks: signal.length,
    covered: signal.reduce((count, x) => count + (x === x ? 1 : 0), 0),
    ...ofSignal,
    mmcSignals: told(ofSignal.mmcSignals),
    tc: told(ofSignal.tc),
    corrWithMetaModel: told(corrWith),
    metaModel: metaModel === undefined ? null : ofMetaModel,
    left: shares?.left ?? Number.NaN,
    known: Object.fromEntries(shares?.shares.map(({ name, added }) => [name, added]) ?? []),
    churn: change?.churn ?? Number.NaN,
    turnover: change?.turnover ?? Number.NaN,
  };
}

/**
 * What is measured against predictions that nobody publishes by ticker is told to five decimals: of exact values many files could be asked until they
 * told which id of a published kit is whose.
 */
const told = (value: number): number => Math.round(value * 1e5) / 1e5;

/** The signal's scores and those of the meta model, which is scored as one more signal: ranks, bases and neutralization are made once for both. */
function scoresOf(era: SignalsEra) {
  const { signal, neutralizers, sampleWeights, raw, neutral, features, metaModel, contribution } = era;
  const rows = signal.length;
  const values = fromColumns(metaModel === undefined ? [signal] : [signal, metaModel], rows);
  const predictions = signalsPredictions(values, neutralizers, { fill: 'after-neutralizing' });
  // The meta model is a mean of what entered it: neutral already.
  const entered = metaModel === undefined ? predictions : fromColumns([column(predictions, 0), metaModel], rows);
  const none = Float64Array.of(Number.NaN, Number.NaN);
  const all = (prepare: () => PreparedScore, target: Float64Array | undefined): Float64Array =>
    target === undefined ? none : prepare().score(target);
  const scores: Readonly<Record<SignalsDiagnosticsScore, Float64Array>> = {
    alpha: all(() => prepareSignalsAlpha(signalsWeights({ values, neutralizers, sampleWeights })), raw),
    corrFilled: all(() => prepareFilledCorr(predictions), neutral),
    coveredCorr: all(() => prepareCoveredCorr(values, neutralizers), neutral),
    corrSignals: all(() => prepareSignalsCorr2022(values, neutralizers), neutral),
    fncV4: features ? all(() => prepareFncV4Tools(values, fncV4Basis(neutralizers, features)), neutral) : none,
    ic: all(() => prepareIc(values), raw),
    ric: all(() => prepareIc(values), neutral),
    mmcSignals: metaModel ? all(() => prepareMmc(normalScores(entered), metaModel), neutral) : none,
    tc: contribution
      ? Float64Array.from({ length: entered.columns }, (_, j) => contribution(column(entered, j)))
      : none,
  };
  const of = (place: number): Scores =>
    Object.fromEntries(
      SIGNALS_DIAGNOSTICS_SCORES.map((key) => [key, scores[key][place] ?? Number.NaN]),
    ) as unknown as Scores;
  const corrWith = metaModel ? corrWithMetaModel(normalScores(predictions), metaModel)[0] : Number.NaN;
  return { ofSignal: of(0), ofMetaModel: of(1), corrWith };
}
