import { type Era, type EraBuilder } from '@robata/market';
import { type Exposures, factorKind } from '@robata/portfolio';
import { column, fromColumns } from '@robata/kernels';

/** A cross-section explains its factors where it has so many stocks for each; some stocks have no return on some days. */
const STOCKS_PER_FACTOR = 2.4;

/**
 * The factors that so many stocks can carry: all of them; else those of the base model; else the base model's without sectors and country.
 * A choice for the whole season, so that a factor's history has no holes.
 */
export function riskFactors(
  builder: Pick<EraBuilder, 'exposureNames' | 'baseExposures'>,
  stocks: number,
): readonly string[] {
  const all = builder.exposureNames;
  const base = all.slice(0, builder.baseExposures);
  const small = base.filter((name) => factorKind(name) === 'market' || factorKind(name) === 'style');
  return [all, base].find((names) => names.length * STOCKS_PER_FACTOR <= stocks) ?? small;
}

/** The era's exposures to these factors. */
export function exposuresTo(factors: readonly string[], era: Era): Exposures {
  const { exposures: names } = era.columns;
  if (factors.length === names.length) return { names, matrix: era.exposures };
  const columns = factors.map((name) => column(era.exposures, names.indexOf(name)));
  return { names: factors, matrix: fromColumns(columns, era.ids.length) };
}
