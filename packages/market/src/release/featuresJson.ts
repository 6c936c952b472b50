import { FEATURE_SETS, type FeatureCatalogue, type FeatureSet } from '../features/catalogue.ts';
import type { TargetManifest } from '../targets/manifest.ts';
import type { FeatureStatistics } from './featureStatistics.ts';

/** The name of a target's column. The default target stands twice: under this name and as `target`. */
export const targetColumn = (manifest: Pick<TargetManifest, 'name'>): string => `target_${manifest.name}`;

/** The release's `features.json`. `feature_sets`, `feature_stats` and `targets` are what existing clients read. */
export interface FeaturesJson {
  readonly feature_sets: Readonly<Record<FeatureSet, readonly string[]>>;
  readonly feature_stats: Readonly<Record<string, FeatureStatistics>>;
  readonly targets: readonly string[];
  readonly default_target: string;
  readonly target_manifests: readonly TargetManifest[];
  /** How each published feature is made; absent where the operator keeps the recipes to himself. */
  readonly feature_recipes?: Readonly<
    Record<string, { readonly name: string; readonly family: string; readonly formula: string }>
  >;
  /** Features that these data cannot give, and what they lack. */
  readonly missing_features?: FeatureCatalogue['missing'];
}

export interface FeaturesJsonInput {
  readonly catalogue: FeatureCatalogue;
  readonly manifests: readonly TargetManifest[];
  readonly defaultTarget: string;
  /** In the order of `catalogue.features`. */
  readonly statistics: readonly FeatureStatistics[];
  readonly publishRecipes: boolean;
}

export function featuresJson({
  catalogue,
  manifests,
  defaultTarget,
  statistics,
  publishRecipes,
}: FeaturesJsonInput): FeaturesJson {
  const { features } = catalogue;
  const named = <Value>(value: (index: number) => Value) =>
    Object.fromEntries(features.map(({ publishedName }, index) => [publishedName, value(index)]));
  const membersOf = (set: FeatureSet) =>
    features.filter(({ sets }) => sets.includes(set)).map(({ publishedName }) => publishedName);
  return {
    feature_sets: Object.fromEntries(FEATURE_SETS.map((set) => [set, membersOf(set)])) as Record<FeatureSet, string[]>,
    feature_stats: named((index) => statistics[index]),
    targets: ['target', ...manifests.map(targetColumn)],
    default_target: defaultTarget,
    target_manifests: manifests,
    ...(publishRecipes && {
      feature_recipes: named((index) => {
        const { name, family, formula } = features[index];
        return { name, family, formula };
      }),
      missing_features: catalogue.missing,
    }),
  };
}
