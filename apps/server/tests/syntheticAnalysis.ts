import {
  type CohortScores,
  cohortScores,
  type MetaModelClose,
  metaModelClose,
  type ModelAnalysis,
  type RoundAnalysis,
  SCORE_COLUMNS,
} from '@robata/tournament';

interface Person {
  readonly kind: string;
  /** Correlation with the meta model. */
  readonly similar: number;
}

const FACTORS = ['sector:technology', 'sector:energy', 'style:beta', 'style:size', 'style:momentum', 'style:value'];
/** What keeps sending the same, and what makes up its mind again each time. */
const CHURN: Readonly<Record<string, number>> = { factor: 0.04, momentum: 0.05, trees: 0.34, random: 1, planted: 0.93 };
const sixDecimals = (value: number): number => Math.round(value * 1e6) / 1e6;

/** A plausible analysis of a round: who is alike follows from how alike they are to the meta model. */
export function syntheticAnalysis(
  round: number,
  people: readonly Person[],
  atRisk: readonly bigint[],
  uniform: () => number,
): RoundAnalysis {
  const staked = Number(atRisk.reduce((sum, stake) => sum + stake, 0n));
  const weights = atRisk.map((stake) => Number(stake) / staked);
  const nearby = (): number => 0.08 * (uniform() - 0.5);
  const models = people.map(({ kind, similar }, index): ModelAnalysis => {
    const nearest = people
      .map((other, at) => ({
        model: at + 1,
        correlation: sixDecimals(
          kind === 'copycat' && other.kind === 'example' ? 1 : 0.96 * similar * other.similar + nearby(),
        ),
      }))
      .filter((_, at) => at !== index)
      .toSorted((a, b) => b.correlation - a.correlation || a.model - b.model);
    return {
      model: index + 1,
      weight: weights[index] as number,
      exposures: FACTORS.map((_, k) => sixDecimals(0.3 * Math.sin(3 * index + 5 * k) + nearby())),
      nearest: nearest.slice(0, 5),
      churn: round === 1 ? null : sixDecimals(Math.abs((CHURN[kind] ?? 0.15) + nearby() / 2)),
    };
  });
  const exposures = [
    { name: 'style:momentum', value: -0.05, limit: 0.05 },
    { name: 'style:beta', value: 0.019 + 0.001 * uniform(), limit: 0.02 },
    { name: 'sector:technology', value: 0.006 + 0.003 * uniform(), limit: 0.01 },
    { name: 'gross', value: 0.9 + 0.09 * uniform(), limit: 1 },
    { name: 'style:size', value: -0.012, limit: 0.05 },
    { name: 'net', value: 0.0004, limit: 0.002 },
    { name: 'alpha', value: 0.61, limit: null },
  ];
  return {
    round,
    factors: FACTORS,
    models,
    metaModel: {
      exposures: FACTORS.map((_, k) => sixDecimals(0.2 * Math.cos(2 * k) + nearby())),
      churn: round === 1 ? null : sixDecimals(0.12 + 0.06 * uniform()),
      members: weights.filter((weight) => weight > 0).length,
      effectiveMembers: 1 / weights.reduce((sum, weight) => sum + weight * weight, 0),
    },
    portfolio: {
      exposures: exposures
        .map((row) => ({ ...row, value: sixDecimals(row.value) }))
        .toSorted((a, b) => Math.abs(b.value) / (b.limit ?? 100) - Math.abs(a.value) / (a.limit ?? 100)),
      longs: 130 + Math.floor(20 * uniform()),
      shorts: 130 + Math.floor(20 * uniform()),
      turnover: sixDecimals(0.15 + 0.01 * uniform()),
      costs: { linear: 0.00015, impact: 0, borrow: 0 },
    },
  };
}

const STOCKS = 50;
const VERSIONS = [5, 5, 4, null] as const;

/** A signal that changes a little from round to round. */
const signalOf = (round: number) => ({
  securities: Int32Array.from({ length: STOCKS }, (_, i) => i),
  metaModel: Float64Array.from({ length: STOCKS }, (_, i) => Math.sin(17 * i) + 0.4 * Math.sin(i + round)),
});

/** What a round's meta model is made of: three of four models name the version of their data. */
export function syntheticMetaModel(
  round: number,
  people: readonly { readonly name: string }[],
  atRisk: readonly bigint[],
): MetaModelClose {
  return metaModelClose({
    round,
    members: people.map(({ name }, at) => ({ account: name, dataVersion: VERSIONS[at % VERSIONS.length] ?? null })),
    stakes: Float64Array.from(atRisk, (stake) => Number(stake) / 1e18),
    now: signalOf(round),
    previous: round === 1 ? null : signalOf(round - 1),
  });
}

const LAST_DAY = 20;
const COHORTS = [
  { key: 'equal', models: 19, weight: 1, lead: -0.002 },
  { key: 'top10', models: 10, weight: 0.82, lead: 0.001 },
  { key: 'withoutLargest', models: 18, weight: 0.83, lead: -0.001 },
  { key: 'version:4', models: 5, weight: 0.21, lead: -0.006 },
  { key: 'version:5', models: 10, weight: 0.6, lead: 0.003 },
  { key: 'version:', models: 4, weight: 0.19, lead: -0.009 },
] as const;

/** @param corr of everybody on that day, the meta model's last */
export function syntheticCohorts(
  round: number,
  day: number,
  corr: readonly number[],
  uniform: () => number,
): CohortScores {
  const meta = corr.at(-1) as number;
  /** As if a portfolio earned in proportion to its CORR. */
  const earned = (value: number) => (day < LAST_DAY ? {} : { portfolioReturn: sixDecimals(0.4 * value - 0.004) });
  const parts = COHORTS.map(({ lead, ...cohort }) => {
    const value = meta + lead + 0.016 * (uniform() - 0.5);
    return { ...cohort, corr: sixDecimals(value), ...earned(value) };
  });
  const cohorts = [...parts, { key: 'all', models: 19, weight: 1, corr: null, ...earned(meta) }];
  const values = new Map([['corr', Float64Array.from(corr)]]);
  return cohortScores({ round, day, columns: SCORE_COLUMNS, values, cohorts });
}
