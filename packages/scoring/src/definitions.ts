import type { Matrix } from '@robata/kernels';
import { prepareAlpha, prepareMpc } from './alpha.ts';
import { prepareCorr } from './corr20v2.ts';
import { prepareCorr2022, prepareFnc2022, prepareFncEs22 } from './corr2022.ts';
import { featureBasis } from './featureBasis.ts';
import { prepareFnc } from './fnc.ts';
import { prepareMmc2022 } from './mmc2022.ts';
import { prepareMmc } from './mmc2024.ts';
import { collected, type Columns } from './columnBlocks.ts';
import type { NormalScores } from './normalScores.ts';
import type { PreparedScore } from './preparedScore.ts';
import { RoundWork } from './roundWork.ts';
import { ScoringError } from './scoringError.ts';
import { prepareCoveredCorr } from './signals/coveredCorr.ts';
import { fncV4Basis, prepareFncV4Docs, prepareFncV4Tools } from './signals/fncV4.ts';
import { prepareIc } from './signals/ic.ts';
import { prepareSignalsCorr, prepareSignalsCorr2022 } from './signals/signalsCorr.ts';
import { prepareSignalsAlpha, prepareSignalsMpc, signalsWeights } from './signals/signalsPortfolio.ts';
import { averagePairwiseCorr, corrWithMetaModel, maxCorrWithOthers } from './similarity.ts';
import { prepareTb2022 } from './tb2022.ts';

/** What a definition may need of a round, aligned: the same rows everywhere, sorted by id; models are columns. */
export interface ScoreInputs {
  readonly predictions: Columns;
  /** Normal scores of the predictions, where they are known already (`normalScores`). */
  readonly scores?: NormalScores;
  readonly features?: Matrix;
  readonly metaModel?: Float64Array;
  /** The stake-weighted benchmark models. */
  readonly benchmark?: Float64Array;
  /** mmc@2022: one meta model per subset of the stakers; `metaModel` alone where absent. */
  readonly subsetMetaModels?: readonly Float64Array[];
  readonly stakes?: ArrayLike<number>;
  readonly neutralizers?: Matrix;
  readonly sampleWeights?: Float64Array;
}

/** An immutable definition of a score: the same id means the same number for the same inputs, for ever. */
export interface ScoreDefinition {
  readonly id: DefinitionId;
  readonly name: string;
  readonly formula: string;
  readonly source: string;
  /** False for similarity and exposure, which no target changes. */
  readonly needsTarget: boolean;
  /** What must be there besides predictions (and target). */
  readonly needs: readonly (keyof ScoreInputs)[];
  /**
   * The work on the predictions, done once per round. Give one `RoundWork` of the same inputs to all definitions of a round, so
   * that they share what they have in common (`prepareRound` does). Throws ScoringError `missing_table` without what it needs.
   */
  prepare(inputs: ScoreInputs, work?: RoundWork): PreparedScore;
}

export type DefinitionId =
  | 'corr20v2'
  | 'corr@2022'
  | 'mmc@2024'
  | 'mmc@2022'
  | 'bmc'
  | 'fnc@tools-0.6'
  | 'fnc@2022'
  | 'fnc@es22'
  | 'tb200@es22'
  | 'alpha'
  | 'mpc'
  | 'alpha@robata-1'
  | 'mpc@robata-1'
  | 'signals-corr@2022'
  | 'signals-corr@robata-1'
  | 'covered-corr@robata-1'
  | 'ic@tools-0.6'
  | 'fnc-v4@docs'
  | 'fnc-v4@tools-0.6'
  | 'cwmm'
  | 'mcwnm'
  | 'apcwnm'
  | 'feature-exposure@2020'
  | 'max-feature-exposure@2020'
  | 'max-feature-exposure@es22';

const TOOLS = 'numerai-tools 0.6';
const DOCS_2022 = 'Numerai documentation of April 2022';
const SCRIPTS_2022 = 'Numerai example scripts of April 2022';

const fixed = (values: Float64Array): PreparedScore => ({ score: () => values });
/** All predictions, with NaN where a stock was left out. */
const signals = ({ predictions }: Pick<ScoreInputs, 'predictions'>): Matrix =>
  'block' in predictions ? collected(predictions) : predictions;
const held = (inputs: Needed<'neutralizers' | 'sampleWeights'>): Matrix =>
  signalsWeights({ ...portfolio(inputs), values: signals(inputs) });
const portfolio = (inputs: Needed<'neutralizers' | 'sampleWeights'>) => ({
  neutralizers: inputs.neutralizers,
  sampleWeights: inputs.sampleWeights,
});

type Needed<K extends keyof ScoreInputs> = ScoreInputs & Required<Pick<ScoreInputs, K>>;

interface Terms<K extends keyof ScoreInputs> {
  readonly name: string;
  readonly formula: string;
  readonly source: string;
  readonly needsTarget?: boolean;
  readonly needs: readonly K[];
  readonly prepare: (inputs: Needed<K>, work: RoundWork) => PreparedScore;
}

function define<K extends keyof ScoreInputs>(id: DefinitionId, terms: Terms<K>): ScoreDefinition {
  return Object.freeze({
    ...terms,
    id,
    needsTarget: terms.needsTarget ?? true,
    needs: Object.freeze(terms.needs),
    prepare(inputs: ScoreInputs, work = new RoundWork(inputs)) {
      const missing = terms.needs.filter((need) => inputs[need] === undefined);
      if (missing.length > 0) throw new ScoringError('missing_table', `${id} needs ${missing.join(' and ')}`);
      return terms.prepare(inputs as Needed<K>, work);
    },
  });
}

const LIST: readonly ScoreDefinition[] = [
  define('corr20v2', {
    name: 'CORR20V2',
    formula:
      'Pearson correlation of sign(g)|g|^1.5, g the gaussianized tie-kept rank, with sign(t)|t|^1.5, t the centred target',
    source: `${TOOLS} numerai_corr`,
    needs: [],
    prepare: (_, work) => prepareCorr(work.scores),
  }),
  define('corr@2022', {
    name: 'CORR (2022)',
    formula: 'Pearson correlation of the target with rank/n, ties in order of id',
    source: `${DOCS_2022}, learn.md`,
    needs: [],
    prepare: (_, work) => prepareCorr2022(work.ordinalRanks),
  }),
  define('mmc@2024', {
    name: 'MMC',
    formula:
      "(p − m(p'm)/(m'm))'t/n, p and m gaussianized tie-kept ranks of model and meta model, t the centred target in classes 0…4",
    source: `${TOOLS} correlation_contribution`,
    needs: ['metaModel'],
    prepare: ({ metaModel }, work) => prepareMmc(work.scores, metaModel),
  }),
  define('mmc@2022', {
    name: 'MMC (2022)',
    formula:
      'covariance (divisor n − 1) of the target with uniform ranks minus their fit on [uniform meta model, 1], divided by 0.29²',
    source: `${DOCS_2022}, metamodel-contribution.md`,
    needs: ['metaModel'],
    prepare: ({ metaModel, subsetMetaModels }, work) =>
      prepareMmc2022(work.ordinalRanks, subsetMetaModels ?? [metaModel]),
  }),
  define('bmc', {
    name: 'BMC',
    formula: 'mmc@2024 with the stake-weighted benchmark models in the place of the meta model',
    source: 'docs.numer.ai, Meta Model Contribution',
    needs: ['benchmark'],
    prepare: ({ benchmark }, work) => prepareMmc(work.scores, benchmark),
  }),
  define('fnc@tools-0.6', {
    name: 'FNC',
    formula: 'corr20v2 of gaussianized tie-kept ranks minus their least-squares fit on [features, 1]',
    source: `${TOOLS} feature_neutral_corr`,
    needs: ['features'],
    prepare: ({ features }, work) => prepareFnc(work.scores, featureBasis(features, { constant: true })),
  }),
  define('fnc@2022', {
    name: 'FNC (2022)',
    formula: 'corr@2022 of uniform ranks minus their least-squares fit on the features (no constant)',
    source: `${DOCS_2022}, feature-neutral-correlation.md`,
    needs: ['features'],
    prepare: ({ features }, work) => prepareFnc2022(work.ordinalRanks, featureBasis(features, { constant: false })),
  }),
  define('fnc@es22', {
    name: 'FNC (diagnostics 2022)',
    formula: 'corr@2022 of gaussianized ordinal ranks minus their least-squares fit on the features (no constant)',
    source: `${SCRIPTS_2022}, utils.py`,
    needs: ['features'],
    prepare: ({ features }, work) => prepareFncEs22(work.ordinalRanks, featureBasis(features, { constant: false })),
  }),
  define('tb200@es22', {
    name: 'TB200',
    formula: 'Pearson correlation of raw prediction and target over the 200 smallest and 200 largest predictions',
    source: `${SCRIPTS_2022}, fast_score_by_date`,
    needs: [],
    prepare: ({ predictions }) => prepareTb2022(predictions, 200),
  }),
  define('alpha', {
    name: 'ALPHA',
    formula:
      "w't/n, w = (s − N(N'(v∘s)))∘v, s = corr20v2's transform, N neutralizers, v sample weights, t the centred target",
    source: `${TOOLS} alpha`,
    needs: ['neutralizers', 'sampleWeights'],
    prepare: (inputs, work) => prepareAlpha(work.scores, portfolio(inputs)),
  }),
  define('mpc', {
    name: 'MPC',
    formula: "((W − v(v'W)/(v'v))'t)/|v|/50, W the centred weights of alpha, v = W·stakes/Σ|stakes|",
    source: `${TOOLS} meta_portfolio_contribution`,
    needs: ['stakes', 'neutralizers', 'sampleWeights'],
    prepare: (inputs, work) => prepareMpc(work.scores, inputs.stakes, portfolio(inputs)),
  }),
  define('alpha@robata-1', {
    name: 'ALPHA (Robata)',
    formula:
      'alpha with weights in the stocks that were submitted alone: w = v∘(s − its fit there on the neutralizers, weighed by v), 0 elsewhere; a stock without a target counts 0',
    source: 'ours, for signals of a part of the universe; of a complete one it is alpha',
    needs: ['neutralizers', 'sampleWeights'],
    prepare: (inputs) => prepareSignalsAlpha(held(inputs)),
  }),
  define('mpc@robata-1', {
    name: 'MPC (Robata)',
    formula: 'mpc of the weights of alpha@robata-1',
    source: 'ours, for signals of a part of the universe; of complete ones it is mpc',
    needs: ['stakes', 'neutralizers', 'sampleWeights'],
    prepare: (inputs) => prepareSignalsMpc(held(inputs), inputs.stakes),
  }),
  define('signals-corr@2022', {
    name: 'Signals CORR (2022)',
    formula:
      'Pearson correlation of the target with the rank of x − F·pinv(F)·x, x the normal score of the rank, ½ for what was left out, F neutralizers',
    source: 'numerai/example-scripts, SignalsScoringExample.ipynb of September 2020',
    needs: ['neutralizers'],
    prepare: (inputs) => prepareSignalsCorr2022(signals(inputs), inputs.neutralizers),
  }),
  define('signals-corr@robata-1', {
    name: 'Signals CORR',
    formula:
      'Pearson correlation of the target with the average rank of the signal, neutralized among the stocks submitted; what was left out stands in the middle',
    source: 'ours: filled after neutralizing, what enters the meta model',
    needs: ['neutralizers'],
    prepare: (inputs) => prepareSignalsCorr(signals(inputs), inputs.neutralizers),
  }),
  define('covered-corr@robata-1', {
    name: 'Signals CORR, covered part',
    formula: 'Pearson correlation of the target with the rank of the neutral signal, over the stocks submitted alone',
    source: 'ours',
    needs: ['neutralizers'],
    prepare: (inputs) => prepareCoveredCorr(signals(inputs), inputs.neutralizers),
  }),
  define('ic@tools-0.6', {
    name: 'IC',
    formula:
      'Spearman correlation of the signal, ½ for what was left out, with the target: binned returns (IC) or residual returns (RIC)',
    source: `docs.numer.ai, Signals definitions (ICV2, RIC); ${TOOLS} spearman_correlation`,
    needs: [],
    prepare: (inputs) => prepareIc(signals(inputs)),
  }),
  define('fnc-v4@docs', {
    name: 'FNCv4 (documentation)',
    formula:
      'Pearson correlation of the target with the tie-broken rank of the gaussianized signal, ½ for what was left out, minus its fit on [neutralizers, features, 1]',
    source: 'docs.numer.ai, Signals definitions (FNCV4)',
    needs: ['neutralizers', 'features'],
    prepare: (inputs) => prepareFncV4Docs(signals(inputs), fncV4Basis(inputs.neutralizers, inputs.features)),
  }),
  define('fnc-v4@tools-0.6', {
    name: 'FNCv4',
    formula: 'fnc@tools-0.6 of the signal, ½ for what was left out, neutral to [neutralizers, features, 1]',
    source: `${TOOLS} feature_neutral_corr; Numerai announcement of April 2023`,
    needs: ['neutralizers', 'features'],
    prepare: (inputs) => prepareFncV4Tools(signals(inputs), fncV4Basis(inputs.neutralizers, inputs.features)),
  }),
  define('cwmm', {
    name: 'CWMM',
    formula: 'Pearson correlation of corr20v2’s transform of the model with the raw stake-weighted meta model',
    source: 'docs.numer.ai, Definitions',
    needsTarget: false,
    needs: ['metaModel'],
    prepare: ({ metaModel }, work) => fixed(corrWithMetaModel(work.scores, metaModel)),
  }),
  define('mcwnm', {
    name: 'MCWNM',
    formula: 'largest Pearson correlation with any other submission of the round',
    source: 'docs.numer.ai, Definitions',
    needsTarget: false,
    needs: [],
    prepare: ({ predictions }) => fixed(maxCorrWithOthers(predictions)),
  }),
  define('apcwnm', {
    name: 'APCWNM',
    formula: 'mean Pearson correlation with each other submission of the round',
    source: 'docs.numer.ai, Definitions',
    needsTarget: false,
    needs: [],
    prepare: ({ predictions }) => fixed(averagePairwiseCorr(predictions)),
  }),
  define('feature-exposure@2020', {
    name: 'Feature exposure',
    formula: 'root mean square of the Spearman correlations of the prediction with the features',
    source: 'Numerai forum, Model diagnostics: feature exposure (September 2020)',
    needsTarget: false,
    needs: ['features'],
    prepare: ({ features }, work) => fixed(work.exposures(features, 'spearman').rootMeanSquare),
  }),
  define('max-feature-exposure@2020', {
    name: 'Max feature exposure',
    formula: 'largest absolute Spearman correlation of the prediction with a feature',
    source: 'Numerai forum, Model diagnostics: feature exposure (September 2020)',
    needsTarget: false,
    needs: ['features'],
    prepare: ({ features }, work) => fixed(work.exposures(features, 'spearman').maximum),
  }),
  define('max-feature-exposure@es22', {
    name: 'Max feature exposure (Pearson)',
    formula: 'largest absolute Pearson correlation of the raw prediction with a feature',
    source: `${SCRIPTS_2022}, utils.py; ${TOOLS} max_feature_correlation`,
    needsTarget: false,
    needs: ['features'],
    prepare: ({ features }, work) => fixed(work.exposures(features, 'pearson').maximum),
  }),
];

/** Every definition by its id. */
export const DEFINITIONS: ReadonlyMap<DefinitionId, ScoreDefinition> = new Map(LIST.map((d) => [d.id, d]));

/** Short names for the definitions that are current; a round records ids, never these. */
export const ALIASES: ReadonlyMap<string, DefinitionId> = new Map([
  ['corr', 'corr20v2'],
  ['mmc', 'mmc@2024'],
  ['fnc', 'fnc@tools-0.6'],
  ['tb200', 'tb200@es22'],
  ['ic', 'ic@tools-0.6'],
  ['fnc-v4', 'fnc-v4@tools-0.6'],
  ['feature-exposure', 'feature-exposure@2020'],
  ['max-feature-exposure', 'max-feature-exposure@2020'],
]);

/** The definition of an id or a short name, in any case. Throws ScoringError `unknown_metric`, which lists what there is. */
export function findDefinition(name: string): ScoreDefinition {
  const id = name.trim().toLowerCase();
  const definition = DEFINITIONS.get(ALIASES.get(id) ?? (id as DefinitionId));
  if (definition) return definition;
  const known = [...ALIASES.keys(), ...DEFINITIONS.keys()].join(', ');
  throw new ScoringError('unknown_metric', `there is no metric ${name}; use ${known}`);
}
