import { FACTORS, type FactorRecipe, MOMENTUM, REVERSAL, VALUE, columnOf } from './factors.ts';
import type { ParticipantCatalogue, FeatureSet } from './participant.ts';
import { draw, hash32, uniforms } from './randomness.ts';

/** Long lists of different recipes in a fixed order, for seasons of any number of models. */

export interface RidgeVariant {
  readonly name: string;
  /** Its columns in words. */
  readonly features: string;
  readonly columns: readonly number[];
  readonly target: string;
  /** λ per training row. */
  readonly lambda: number;
}

export interface TreesVariant {
  readonly name: string;
  readonly target: string;
  readonly columnShare: number;
  readonly seed: number;
}

const SETS: readonly FeatureSet[] = ['small', 'medium', 'all'];
const SHRINKAGES = { '': 0.1, _strong: 1, _weak: 0.01, _faint: 0.001 } as const;
const COLUMN_SHARES = { '': 0.2, _narrow: 0.1, _wide: 0.3 } as const;

/** Ridge on one of the published sets. */
export function ridgeOnSet(
  catalogue: ParticipantCatalogue,
  set: FeatureSet,
  target: string,
  shrinkage: keyof typeof SHRINKAGES = '',
): RidgeVariant {
  const columns = Array.from(catalogue.features.keys()).filter((j) => catalogue.features[j].sets.includes(set));
  const name = `ridge_${set}_${target}${shrinkage}`;
  return { name, features: `the set ${set}`, columns, target, lambda: SHRINKAGES[shrinkage] };
}

/** Every set, target and λ but those `taken`, neighbours differing in set and target; then random halves of the features without end. */
export function* ridgeVariants(
  catalogue: ParticipantCatalogue,
  targets: readonly string[],
  taken: readonly RidgeVariant[],
  seed: number,
): Generator<RidgeVariant, never> {
  const names = new Set(taken.map(({ name }) => name));
  for (const shrinkage of Object.keys(SHRINKAGES) as (keyof typeof SHRINKAGES)[]) {
    for (let shift = 0; shift < SETS.length; shift += 1) {
      for (const [i, target] of targets.entries()) {
        const variant = ridgeOnSet(catalogue, SETS[(i + shift) % SETS.length], target, shrinkage);
        if (!names.has(variant.name)) yield variant;
      }
    }
  }
  const all = Array.from(catalogue.features.keys());
  for (let k = 1; ; k += 1) {
    const half = draw(all, Math.ceil(all.length / 2), uniforms(hash32(`half/${seed}/${k}`)));
    yield {
      name: `ridge_half_${k}`,
      features: 'a random half of the features',
      columns: half.toSorted((a, b) => a - b),
      target: targets[k % targets.length],
      lambda: SHRINKAGES[''],
    };
  }
}

/** Every column share and target but the one `taken`, then all again with other seeds, without end. */
export function* treesVariants(
  targets: readonly string[],
  taken: Pick<TreesVariant, 'target' | 'columnShare'>,
  seed: number,
): Generator<TreesVariant, never> {
  for (let k = 1; ; k += 1) {
    for (const [width, columnShare] of Object.entries(COLUMN_SHARES)) {
      for (const target of targets) {
        if (k === 1 && target === taken.target && columnShare === taken.columnShare) continue;
        const name = `trees_${target}${width}${k === 1 ? '' : `_${k}`}`;
        yield { name, target, columnShare, seed: hash32(`${name}/${seed}`) };
      }
    }
  }
}

/** The known factors that the catalogue holds, then the other features, raw ones first, as the past suggests. */
export function* factorVariants(catalogue: ParticipantCatalogue): Generator<FactorRecipe, undefined> {
  yield* FACTORS.filter(({ feature }) => columnOf(catalogue, feature) >= 0);
  const used = new Set([...FACTORS, MOMENTUM, REVERSAL, VALUE].map(({ feature }) => feature));
  const raw = catalogue.features.filter(({ sets }) => sets.includes('medium'));
  const others = catalogue.features.filter((feature) => !raw.includes(feature));
  for (const { name } of [...raw.toSorted(byName), ...others.toSorted(byName)]) {
    if (!used.has(name)) yield { name: `feature_${name}`, feature: name, direction: 'learned' };
  }
}

const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);
