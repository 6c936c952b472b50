/** Which function of ours answers which `fn` of the golden files. Anything not listed here fails the run. */
import { column, normalDistribution, normalQuantile, signedPower } from '@robata/kernels';
import { alignTables } from '../src/alignment.ts';
import { churn, topBottomChurn, turnover } from '../src/churn.ts';
import { eraSummary } from '../src/eraSummary.ts';
import { featureExposures, summarizeExposures } from '../src/featureExposure.ts';
import * as legacy from '../src/legacyTables.ts';
import { type DatedSubmission, maxChurnAndTurnover } from '../src/maxChurnAndTurnover.ts';
import { payout2022 } from '../src/payout2022.ts';
import { reputation2022, roundWeight2022 } from '../src/reputation2022.ts';
import {
  type SubmissionFile,
  cleanSubmission,
  validateClassicSubmission,
  validateSignalsSubmission,
} from '../src/submission.ts';
import { type Series, type Table } from '../src/table.ts';
import * as scores from '../src/tableScores.ts';
import type { GoldenCall, Json } from './goldenFile.ts';

type Answer = (call: GoldenCall) => Json;

const tableAnswer = (t: Table): Json => ({
  ids: [...t.ids],
  columns: Object.fromEntries(t.names.map((name, j) => [name, [...column(t.values, j)]])),
});
const seriesAnswer = (s: Series): Json => ({ ids: [...s.ids], values: [...s.values] });

const corrOptions = (call: GoldenCall) => ({
  maxFilteredIndexRatio: call.option<number>('max_filtered_index_ratio'),
  topBottom: topBottomOf(call),
  targetPower15: call.option<boolean>('target_pow15'),
});
/** The reference reads 0 as "all rows". */
const topBottomOf = (call: GoldenCall) => call.option<number>('top_bottom') || undefined;
const subsetOptions = (call: GoldenCall) => ({ eachModelFirst: call.option<'raw' | 'uniform'>('each_model_first') });
const subsetOf = (call: GoldenCall) => call.subset('subset');

export const ANSWERS: Readonly<Record<string, Answer>> = {
  tie_kept_rank: (call) => tableAnswer(scores.rankTieKept(call.table('df'))),
  tie_broken_rank: (call) => tableAnswer(scores.rankTieBroken(call.table('df'))),
  gaussian_of_tie_kept_rank: (call) => tableAnswer(scores.gaussianizeTieKept(call.table('df'))),
  tie_kept_rank__gaussianize__pow_1_5: (call) => tableAnswer(scores.transformForCorr(call.table('df'))),
  variance_normalize: (call) => tableAnswer(scores.varianceNormalize(call.table('df'))),
  standardize: (call) => tableAnswer(scores.standardize(call.table('df'))),
  norm_ppf: (call) => call.numbers('p').map(normalQuantile),
  norm_cdf: (call) => call.numbers('x').map(normalDistribution),
  power: (call) => call.numbers('x').map((x) => signedPower(x, call.option<number>('p'))),

  filter_sort_index: (call) => {
    const tables = { first: call.either('s1'), second: call.either('s2') };
    const { first: a, second: b } = alignTables(tables, call.option<number>('max_filtered_ratio'));
    return [[...a.ids], eitherAnswer(a), eitherAnswer(b)];
  },
  numerai_corr: (call) => scores.numeraiCorr(call.table('predictions'), call.series('targets'), corrOptions(call)),
  correlation_contribution: (call) =>
    scores.correlationContribution(call.table('predictions'), call.series('meta_model'), call.series('live_targets'), {
      topBottom: topBottomOf(call),
    }),
  neutralize: (call) =>
    tableAnswer(
      scores.neutralize(call.table('df'), call.table('neutralizers'), {
        proportion: call.option<number>('proportion'),
      }),
    ),
  feature_neutral_corr: (call) =>
    scores.featureNeutralCorr(call.table('predictions'), call.table('features'), call.series('targets'), {
      topBottom: topBottomOf(call),
    }),
  max_feature_correlation: (call) =>
    scores.maxFeatureCorrelation(call.series('s'), call.table('features'), topBottomOf(call)),
  feature_exposure: (call) => {
    const [predictions, features] = [call.table('predictions'), call.table('features')];
    const exposures = featureExposures(predictions.values, features.values);
    return Object.fromEntries(
      predictions.names.map((model, j) => {
        const values = column(exposures, j);
        const { maximum, rootMeanSquare } = summarizeExposures(values);
        const byFeature = Object.fromEntries(features.names.map((feature, k) => [feature, values[k]]));
        return [model, { exposures: byFeature, max_abs: maximum, rms: rootMeanSquare }];
      }),
    );
  },
  orthogonalize: (call) => tableAnswer(scores.orthogonalize(call.table('v'), call.series('u'))),
  stake_weight: (call) => seriesAnswer(scores.stakeWeight(call.table('predictions'), call.map('stakes'))),
  stake_weight_of_tie_kept_rank: (call) =>
    seriesAnswer(scores.stakeWeight(scores.rankTieKept(call.table('predictions')), call.map('stakes'))),
  spearman_correlation: (call) => scores.spearmanOfSeries(call.series('target'), call.series('predictions')),
  tie_broken_rank_correlation: (call) =>
    scores.tieBrokenRankCorrelation(call.series('target'), call.series('predictions')),

  generate_neutralized_weights: (call) =>
    tableAnswer(
      scores.generateNeutralizedWeights(
        call.table('predictions'),
        call.table('neutralizers'),
        call.series('sample_weights'),
        {
          centerAndNormalize: call.option<boolean>('center_and_normalize'),
        },
      ),
    ),
  alpha: (call) =>
    scores.alphaOfTables(
      call.table('predictions'),
      call.table('neutralizers'),
      call.series('sample_weights'),
      call.series('targets'),
    ),
  meta_portfolio_contribution: (call) =>
    scores.metaPortfolioContribution(
      call.table('predictions'),
      call.map('stakes'),
      call.table('neutralizers'),
      call.series('sample_weights'),
      call.series('targets'),
    ),
  churn: (call) => {
    const k = topBottomOf(call);
    return k ? topBottomChurn(call.series('s1'), call.series('s2'), k) : churn(call.series('s1'), call.series('s2'));
  },
  turnover: (call) => turnover(call.series('s1'), call.series('s2')),
  calculate_max_churn_and_turnover: (call) => {
    const neutralizers = call.table('neutralizers');
    const sampleWeights = call.series('sample_weights');
    const dated = (submission: Series): DatedSubmission => ({ submission, neutralizers, sampleWeights });
    const { maxChurn, maxTurnover } = maxChurnAndTurnover(
      dated(call.series('current')),
      call.seriesList('previous').map(dated),
    );
    return { max_churn: maxChurn, max_turnover: maxTurnover };
  },

  validate_submission_numerai: (call) => {
    const valid = validateClassicSubmission(call.input('submission'), call.input('live_ids'));
    return { ...submissionAnswer(valid) };
  },
  validate_submission_signals: (call) => {
    const valid = validateSignalsSubmission(call.input('submission'), universeOf(call));
    return { ...submissionAnswer(valid), date_column: valid.dateColumn };
  },
  clean_submission: (call) => {
    const universe = universeOf(call);
    const file = call.input<SubmissionFile>('submission');
    const isClassic = file.header.includes('id');
    const valid = isClassic ? validateClassicSubmission(file, universe.id) : validateSignalsSubmission(file, universe);
    return seriesAnswer(
      cleanSubmission(valid, universe, {
        toIdColumn: call.option<string>('to_id_column'),
        rankAndFill: call.option<boolean>('rank_and_fill'),
      }),
    );
  },

  legacy_corr_2022: (call) => legacy.corr2022OfTables(call.table('predictions'), call.series('targets')),
  legacy_fnc_2022: (call) =>
    legacy.fnc2022OfTables(call.table('predictions'), call.table('features'), call.series('targets')),
  legacy_tb_2022: (call) =>
    legacy.tb2022OfTables(call.table('predictions'), call.series('targets'), call.option<number>('top_bottom') ?? 200),
  legacy_stake_weighted_2022: (call) =>
    seriesAnswer(
      legacy.stakeWeighted2022(call.table('predictions'), call.map('stakes'), subsetOf(call), subsetOptions(call)),
    ),
  legacy_mmc_2022: (call) =>
    legacy.mmc2022OfTables(
      call.table('predictions'),
      call.map('stakes'),
      [subsetOf(call)],
      call.series('targets'),
      subsetOptions(call),
    ),

  payout_2022: (call) =>
    call.input<Record<string, number>[]>('rows').map((row) =>
      payout2022({
        stake: row.stake,
        payoutFactor: row.payout_factor,
        corr: row.corr,
        corrMultiplier: row.corr_multiplier,
        mmc: row.mmc,
        mmcMultiplier: row.mmc_multiplier,
      }),
    ),
  round_weight_2022: (call) =>
    call.input<[number, number][]>('delta_day').map(([delta, day]) => roundWeight2022(delta, day)),
  reputation_2022: (call) => {
    const { day, scores_newest_first } = call.input<{ day: number; scores_newest_first: number[] }>('scores');
    return reputation2022(scores_newest_first, day);
  },
  era_summary_2022: (call) =>
    Object.fromEntries(
      Object.entries(call.input<Record<string, number[]>>('scores')).map(([model, eras]) => {
        const { mean, std, sharpe, maxDrawdown, apy } = eraSummary(eras);
        return [model, { mean, std, sharpe, max_drawdown: maxDrawdown, apy, sharpe_numerai_tools: sharpe }];
      }),
    ),
};

function eitherAnswer(aligned: Table | Series): Json {
  return aligned.values instanceof Float64Array ? seriesAnswer(aligned as Series) : tableAnswer(aligned as Table);
}

function submissionAnswer(valid: ReturnType<typeof validateClassicSubmission>): Record<string, Json> {
  return {
    id_column: valid.idColumn,
    value_column: valid.valueColumn,
    rows: valid.values.ids.length,
    unknown_ids: [...valid.unknownIds],
  };
}

/** The universe, written as a file, as ids by name of column. */
function universeOf(call: GoldenCall): Record<string, string[]> {
  const { header, rows } = call.input<SubmissionFile>('universe');
  return Object.fromEntries(header.map((name, k) => [name, rows.map((row) => String(row[k]))]));
}
