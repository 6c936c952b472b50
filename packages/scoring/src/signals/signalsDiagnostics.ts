import { fromColumns, type Matrix, mean } from '@robata/kernels';
import { type EraSummary, eraSummary } from '../eraSummary.ts';
import { meanWithStandardError } from '../meanWithStandardError.ts';
import { prepareMmc } from '../mmc2024.ts';
import { normalScores } from '../normalScores.ts';
import type { PreparedScore } from '../preparedScore.ts';
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
  /** Of the era, for MMC. */
  readonly metaModel?: Float64Array;
}

/** Scores of one era by key of the Signals columns; NaN where something is missing for them. */
export interface SignalsEraScores {
  readonly era: string;
  readonly stocks: number;
  readonly covered: number;
  readonly alpha: number;
  readonly corrFilled: number;
  readonly coveredCorr: number;
  readonly corrSignals: number;
  readonly fncV4: number;
  readonly ic: number;
  readonly ric: number;
  readonly mmcSignals: number;
  /** Share of the signal that no group explains, and what each adds, by name. */
  readonly left: number;
  readonly known: Readonly<Record<string, number>>;
  /** Against the era before in the file; NaN in the first, or where too few stocks are in both. */
  readonly churn: number;
  readonly turnover: number;
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
] as const;
export type SignalsDiagnosticsScore = (typeof SIGNALS_DIAGNOSTICS_SCORES)[number];

export interface SignalsScoreSummary extends EraSummary {
  /** Newey-West with `lags`. */
  readonly standardError: number;
  readonly eras: number;
}

export interface SignalsDiagnostics {
  readonly eras: readonly SignalsEraScores[];
  readonly summary: Readonly<Record<SignalsDiagnosticsScore, SignalsScoreSummary>>;
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
 * A signal over past eras, oldest first: every score of a live round that needs no stakes (no MPC, no TC), how much of it was known already, and how much it
 * changes from era to era. Scores are those of the definitions that live rounds take (`alpha@robata-1`, `signals-corr@robata-1`,
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
    coverage: mean(known(({ covered, stocks }) => covered / stocks)),
    churn: mean(known((era) => era.churn)),
    turnover: mean(known((era) => era.turnover)),
    left: mean(known((era) => era.left)),
    known: Object.fromEntries([...groups].map((name) => [name, mean(known((era) => era.known[name] ?? Number.NaN))])),
  };
}

const summaryOf = (values: readonly number[], lags: number): SignalsScoreSummary => ({
  ...eraSummary(values),
  standardError: meanWithStandardError(values, Math.min(lags, Math.max(0, values.length - 1))).standardError,
  eras: values.length,
});

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
  const { signal, neutralizers, sampleWeights, raw, neutral, features, metaModel, groups } = era;
  const values = fromColumns([signal], signal.length);
  const predictions = signalsPredictions(values, neutralizers, { fill: 'after-neutralizing' });
  const one = (prepare: () => PreparedScore, target: Float64Array | undefined): number =>
    target === undefined ? Number.NaN : (prepare().score(target)[0] as number);
  const shares: KnownShares | null = groups === undefined ? null : prepareKnownShares(groups)(signal);
  const policy = { submissions: 1, churn: null, turnover: null, needsPrevious: false };
  const change = before === null ? undefined : submissionGates(book, [before], policy)[0];
  return {
    era: era.era,
    stocks: signal.length,
    covered: signal.reduce((count, x) => count + (x === x ? 1 : 0), 0),
    alpha: one(() => prepareSignalsAlpha(signalsWeights({ values, neutralizers, sampleWeights })), raw),
    corrFilled: one(() => prepareFilledCorr(predictions), neutral),
    coveredCorr: one(() => prepareCoveredCorr(values, neutralizers), neutral),
    corrSignals: one(() => prepareSignalsCorr2022(values, neutralizers), neutral),
    fncV4: features ? one(() => prepareFncV4Tools(values, fncV4Basis(neutralizers, features)), neutral) : Number.NaN,
    ic: one(() => prepareIc(values), raw),
    ric: one(() => prepareIc(values), neutral),
    mmcSignals: metaModel ? one(() => prepareMmc(normalScores(predictions), metaModel), neutral) : Number.NaN,
    left: shares?.left ?? Number.NaN,
    known: Object.fromEntries(shares?.shares.map(({ name, added }) => [name, added]) ?? []),
    churn: change?.churn ?? Number.NaN,
    turnover: change?.turnover ?? Number.NaN,
  };
}
