import { createHash } from 'node:crypto';
import { type FactorKind, factorKind } from '@robata/portfolio';

/** What the signals of a round are made neutral to, in words that allow to make it again. Published, and committed to at the close. */
export interface NeutralizerManifest {
  readonly format: 'robata-neutralizers/1';
  /** Changes where a recipe or the way of neutralizing does; the names alone may differ from round to round. */
  readonly version: number;
  readonly neutralizers: readonly Neutralizer[];
  readonly sampleWeights: string;
  /** How predictions and ALPHA's weights are made of them. */
  readonly use: readonly string[];
}

export interface Neutralizer {
  readonly name: string;
  readonly kind: Exclude<FactorKind, 'alpha'>;
  /** How the column is made, in one sentence. */
  readonly made: string;
  /** Recipes of the release's features that it starts from, the first that can be told; empty where it is none. */
  readonly recipes: readonly string[];
  /** Styles that are taken out of it. */
  readonly orthogonalTo: readonly string[];
}

/** As the market's room writes its styles down. */
export interface StyleRecipe {
  readonly name: string;
  readonly recipes: readonly string[];
  readonly orthogonalTo?: readonly string[];
}

/** Increase it with every change of a recipe or of `USE`. */
export const NEUTRALIZERS_VERSION = 1;

const SAMPLE_WEIGHTS =
  '1 / specific volatility of the round’s risk model, at most three times its median, divided by the mean (so that the mean is 1)';

const USE: readonly string[] = [
  'N: the exposures named here, stocks × names, without the direction of the meta model; a stock’s missing style is 0.',
  'Predictions: normal scores of the ranks among the stocks submitted, less their least-squares fit there on [N, 1]; 0 for what was left out; then (average rank − ½)/n.',
  'A fit takes at most half as many directions as stocks were submitted: the first left singular vectors, over these stocks, of an orthonormal basis of its columns.',
  'ALPHA and MPC: weights v∘(s − fit of s on N weighed by v) over the stocks submitted, v the sample weights, s the signed power 1.5 of the normal scores; for a complete signal the public formula with an N of N′diag(v)N = 1.',
];

const MADE: Readonly<Record<Neutralizer['kind'], string>> = {
  market: '1 for every stock.',
  sector: '1 for the stocks of this sector, 0 for all others; stocks without a label are a class of their own.',
  country:
    '1 for a company from abroad, 0 for one at home, less the share of foreign market value; 0 where it is unknown.',
  style:
    'The raw value, cut at its 1st and 99th percentile, less its fit on the styles named, of size-weighted mean 0 and standard deviation 1, cut at ±3; 0 where it is missing.',
};

/** The manifest of a round's neutralizers by their names; the alpha factor is none. */
export function neutralizerManifest(names: readonly string[], styles: readonly StyleRecipe[]): NeutralizerManifest {
  const recipeOf = new Map(styles.map((style) => [style.name, style]));
  const neutralizers = names.flatMap((name): Neutralizer[] => {
    const kind = factorKind(name);
    if (kind === 'alpha') return [];
    const { recipes = [], orthogonalTo = [] } = recipeOf.get(name) ?? {};
    return [
      { name, kind, made: MADE[kind], recipes, orthogonalTo: orthogonalTo.filter((other) => names.includes(other)) },
    ];
  });
  return {
    format: 'robata-neutralizers/1',
    version: NEUTRALIZERS_VERSION,
    neutralizers,
    sampleWeights: SAMPLE_WEIGHTS,
    use: USE,
  };
}

/** The published text: one line feed at its end, so that it is a file as it stands. */
export const neutralizerText = (manifest: NeutralizerManifest): string => `${JSON.stringify(manifest, null, 2)}\n`;

/** SHA-256 of the published text (UTF-8), in hexadecimal. */
export const neutralizerHash = (manifest: NeutralizerManifest): string =>
  createHash('sha256').update(neutralizerText(manifest)).digest('hex');

/** The document that keeps a round's manifest. */
export const neutralizersKey = (round: number): string => `neutralizers/${round}`;
