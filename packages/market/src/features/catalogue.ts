import type { MarketPanel } from '../panel.ts';
import { featureName } from './featureName.ts';
import { PRICE_RECIPES } from './priceRecipes.ts';
import type { FeatureNeed, FeatureRecipe } from './recipe.ts';
import { FUNDAMENTAL_RECIPES, SHORT_INTEREST_RECIPES } from './reportRecipes.ts';

export type FeatureSet = 'small' | 'medium' | 'all';
export const FEATURE_SETS: readonly FeatureSet[] = ['small', 'medium', 'all'];

/** One column of the release. */
export interface CatalogueFeature {
  /** Recipe name; a sector-relative variant is called `NAME_in_sector`. */
  readonly name: string;
  /** Obfuscated name in the files. */
  readonly publishedName: string;
  readonly family: string;
  readonly formula: string;
  readonly sets: readonly FeatureSet[];
  /** Index into `recipes`. */
  readonly recipe: number;
  readonly isSectorRelative: boolean;
}

/** The features that a panel can give. */
export interface FeatureCatalogue {
  /** In order of published name, which tells nothing of the families: the order of the columns everywhere. */
  readonly features: readonly CatalogueFeature[];
  /** The raw values to be computed, in order of family. */
  readonly recipes: readonly FeatureRecipe[];
  /** Features that cannot be told from this panel, with what they lack. Published with the release. */
  readonly missing: readonly { readonly name: string; readonly needs: readonly FeatureNeed[] }[];
}

export const ALL_RECIPES: readonly FeatureRecipe[] = [
  ...PRICE_RECIPES,
  ...FUNDAMENTAL_RECIPES,
  ...SHORT_INTEREST_RECIPES,
];

/**
 * The catalogue of a panel: every recipe whose inputs are there, raw and, where the panel has sectors, sector-relative.
 * Sets: `small` 20 raw features of the main families, `medium` all raw ones, `all` with the sector-relative ones.
 *
 * @param key the secret behind the published names
 * Throws RangeError where two published names are equal (another key mends it).
 */
export function featureCatalogue(panel: MarketPanel, key: string, majorVersion = 1): FeatureCatalogue {
  const lacking = lackingNeeds(panel);
  const recipes = ALL_RECIPES.filter((recipe) => !recipe.needs.some((need) => lacking.has(need)));
  const missing = ALL_RECIPES.filter((recipe) => !recipes.includes(recipe)).map(({ name, needs }) => ({
    name,
    needs: needs.filter((need) => lacking.has(need)),
  }));
  const features = recipes.flatMap((recipe, index): CatalogueFeature[] => {
    const raw = {
      name: recipe.name,
      publishedName: featureName(key, majorVersion, recipe.name),
      family: recipe.family,
      formula: recipe.formula,
      sets: recipe.isSmall ? FEATURE_SETS : FEATURE_SETS.slice(1),
      recipe: index,
      isSectorRelative: false,
    };
    if (lacking.has('sector') || !recipe.hasSectorRelative) return [raw];
    const name = `${recipe.name}_in_sector`;
    const relative: CatalogueFeature = {
      ...raw,
      name,
      publishedName: featureName(key, majorVersion, name),
      formula: `Gaussianized rank of ${recipe.name} less its mean in the sector.`,
      sets: ['all'],
      isSectorRelative: true,
    };
    return [raw, relative];
  });
  features.sort((a, b) => (a.publishedName < b.publishedName ? -1 : 1));
  if (new Set(features.map((feature) => feature.publishedName)).size !== features.length)
    throw new RangeError('two features have the same published name: choose another key');
  return { features, recipes, missing };
}

function lackingNeeds(panel: MarketPanel): Set<FeatureNeed> {
  const has: Record<FeatureNeed, boolean> = {
    volume: panel.volume !== null,
    shares: panel.shares !== null,
    sector: panel.securities.some((security) => security.sector !== null),
    industry: panel.securities.some((security) => security.industry !== null),
    fundamentals: (panel.fundamentals?.length ?? 0) > 0,
    shortInterest: (panel.shortInterest?.length ?? 0) > 0,
  };
  return new Set((Object.keys(has) as FeatureNeed[]).filter((need) => !has[need]));
}
