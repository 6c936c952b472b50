import type { EraFigures } from '@robata/client';

/** What can be shown era by era; `isSum`: it adds up over the eras to something that means something. */
export const ERA_SCORES = [
  { value: 'corr', text: 'CORR', field: 'validationCorr', places: 4, isSum: true },
  { value: 'corr20v2', text: 'CORR20V2', field: 'validationCorr20V2', places: 4, isSum: true },
  { value: 'mmc', text: 'MMC, example', field: 'validationMmc', places: 4, isSum: true },
  { value: 'mmc2024', text: 'MMC, meta model', field: 'validationMmc2024', places: 4, isSum: true },
  { value: 'fnc', text: 'FNC', field: 'validationFeatureNeutralCorr', places: 4, isSum: true },
  { value: 'tc', text: 'TC', field: 'validationTc', places: 5, isSum: true },
  { value: 'meta', text: 'With the meta model', field: 'corrWithMetaModel', places: 3, isSum: false },
  { value: 'example', text: 'With the example', field: 'examplePredsCorr', places: 3, isSum: false },
  { value: 'exposure', text: 'Largest exposure', field: 'validationFeatureCorrMax', places: 3, isSum: false },
] as const satisfies readonly {
  value: string;
  field: keyof EraFigures;
  text: string;
  places: number;
  isSum: boolean;
}[];

export type EraScore = (typeof ERA_SCORES)[number];
export type EraScoreName = EraScore['value'];

export const eraScoreOf = (name: string | undefined): EraScore =>
  ERA_SCORES.find(({ value }) => value === name) ?? ERA_SCORES[0];

/** How far the running sum lies below its peak so far, which begins at 0; what is missing stays null. */
export function fallsOf(sums: readonly (number | null)[]): (number | null)[] {
  let peak = 0;
  return sums.map((sum) => {
    if (sum === null) return null;
    peak = Math.max(peak, sum);
    return sum - peak;
  });
}
