import type { DiagnosticsFigures } from './diagnosticsReport.ts';

/** Figures that are rated, and whether more is better. Drawdowns are below 0: more is better. */
const RATED = {
  validationCorrMean: true,
  validationCorrStd: false,
  validationCorrSharpe: true,
  validationMaxDrawdown: true,
  validationFeatureCorrMax: false,
  validationFeatureNeutralCorrMean: true,
  validationFeatureNeutralCorrV3Mean: true,
  validationMmcMean: true,
  validationMmcStd: false,
  validationMmcSharpe: true,
  validationCorrPlusMmcMean: true,
  validationCorrPlusMmcStd: false,
  validationCorrPlusMmcSharpe: true,
  validationCorrPlusMmcSharpeDiff: true,
} as const satisfies Partial<Record<keyof DiagnosticsFigures, boolean>>;

export type Ratings = { readonly [K in keyof typeof RATED as `${K}Rating`]: number | null };

/** Fewer runs than these say nothing. */
export const LEAST_COMPARED_RUNS = 5;

/** Of each rated figure the values of other models' latest runs, ascending: which run had which is not to be told from it. */
export type RatedField = { readonly [K in keyof typeof RATED]: readonly number[] };

/** What figures are rated against; a figure that fewer than five have is compared with none. */
export function ratedField(runs: readonly DiagnosticsFigures[]): RatedField {
  const entries = Object.keys(RATED).map((name) => {
    const values = runs.map((run) => run[name as keyof typeof RATED]).filter((value) => value !== null);
    return [name, values.length < LEAST_COMPARED_RUNS ? [] : values.sort((a, b) => a - b)];
  });
  return Object.fromEntries(entries) as RatedField;
}

/**
 * Each rated figure's place among those of other models' runs: the share that is worse, ties counted half, in [0, 1]. Null for a figure that
 * is not there, or below five to compare it with.
 */
export function ratings(own: DiagnosticsFigures, field: RatedField): Ratings {
  const entries = Object.entries(RATED).map(([name, isMoreBetter]) => {
    const value = own[name as keyof typeof RATED];
    const compared = field[name as keyof typeof RATED];
    if (value === null || compared.length === 0) return [`${name}Rating`, null];
    const beaten = compared.reduce(
      (sum, other) => sum + (other === value ? 0.5 : other < value === isMoreBetter ? 1 : 0),
      0,
    );
    return [`${name}Rating`, beaten / compared.length];
  });
  return Object.fromEntries(entries) as Ratings;
}
