import { tieKeptRank } from '@robata/kernels';
import { type FactorRecipe, MOMENTUM, REVERSAL, VALUE, columnOf } from './factors.ts';
import type { HonestParticipant, LiveEra, Participant, ParticipantCatalogue } from './participant.ts';
import { plantedParticipant } from './planted.ts';
import { hash32 } from './randomness.ts';
import {
  type Signal,
  featureSignal,
  neutralizedSignal,
  noiseSignal,
  rankMean,
  ridgeSignal,
  treesSignal,
} from './signals.ts';
import type { TrainingHistory } from './trainingHistory.ts';
import {
  type RidgeVariant,
  type TreesVariant,
  factorVariants,
  ridgeOnSet,
  ridgeVariants,
  treesVariants,
} from './variants.ts';

export interface CastOptions {
  readonly catalogue: ParticipantCatalogue;
  /** Names of the targets that training eras will carry, at least one. */
  readonly targets: readonly string[];
  readonly seed: number;
  /** Known eras between two fits of the trees. */
  readonly refitEvery: number;
}

/** Whole tokens; shares as in finance-defaults §7 (learned 4 %, factors .8 %, noise and copies .4 %). The whale's follows from the others'. */
const STAKE = { learned: 4000, factor: 800, noise: 400 } as const;

/** Models of one sort differ in stake, in turn. */
const STAKE_STEPS = [1, 0.5, 1.5, 0.75, 2] as const;

/** What follows the first fourteen, again and again. */
const PATTERN = ['ridge', 'factor', 'ridge', 'trees', 'factor', 'ridge', 'factor', 'random'] as const;

const NEUTRALIZED_PROPORTION = 0.5;
const COLUMN_SHARE = 0.2;

/** Every participant in the order of design §9, without end; the whale's stake is left at 0. Throws RangeError without targets. */
export function* cast(options: CastOptions, history: TrainingHistory): Generator<Participant, never> {
  const { catalogue, targets, seed, refitEvery } = options;
  if (targets.length === 0) throw new RangeError('participants need at least one target to learn');
  const nomi = prefer(targets, 'nomi_20');
  const ridge = (variant: RidgeVariant) => ridgeSignal(history, variant, nomi);
  const trees = ({ target, columnShare, seed }: TreesVariant) =>
    treesSignal(history, { target, boosting: { columnShare, seed }, refitEvery }, nomi);
  const factor = ({ feature, direction }: FactorRecipe) => {
    const column = columnOf(catalogue, feature);
    if (column < 0) throw new RangeError(`the catalogue lacks ${feature}`);
    return featureSignal(column, () =>
      direction === 'learned' ? (history.ridge(nomi).moments[column] < 0 ? -1 : 1) : direction,
    );
  };
  const noise = (name: string) => noiseSignal(`${seed}/${name}`);

  const ridges = {
    example: ridgeOnSet(catalogue, 'medium', prefer(targets, 'janet_20', 'nomi_20')),
    ridge: ridgeOnSet(catalogue, 'all', nomi),
    whale: ridgeOnSet(catalogue, 'all', prefer(targets, 'nomi_60', 'nomi_20')),
    pair: ridgeOnSet(catalogue, 'small', nomi, '_strong'),
  };
  const forest = { name: 'trees', target: nomi, columnShare: COLUMN_SHARE, seed: hash32(`trees/${seed}`) };
  const signals = {
    example: ridge(ridges.example),
    ridge: ridge(ridges.ridge),
    whale: ridge(ridges.whale),
    pair: ridge(ridges.pair),
    trees: trees(forest),
  };

  const { learned, factor: small, noise: tiny } = STAKE;
  const say = { ridge: describeRidge, trees: describeTrees, factor: describeFactor };
  yield honest('example', 'example', learned, `The benchmark. ${say.ridge(ridges.example)}`, signals.example);
  yield honest('copycat', 'copycat', tiny, 'Submits the example predictions unchanged.', signals.example);
  yield honest('random', 'random', tiny, 'Fresh noise every round.', noise('random'));
  const pairStory = `${say.ridge(ridges.pair)} Stakes the same on p and on 1 − p, to look for a free lunch.`;
  const p = honest('pair_p', 'pair', small, `${pairStory} This is p.`, signals.pair);
  yield p;
  yield {
    ...p,
    name: 'pair_1_minus_p',
    description: `${pairStory} This is 1 − p.`,
    predict: (live: LiveEra) => p.predict(live).map((x) => 1 - x),
  };
  yield honest('ridge', 'ridge', learned, say.ridge(ridges.ridge), signals.ridge);
  yield honest('trees', 'trees', learned, say.trees(forest), signals.trees);
  yield honest('momentum', 'momentum', small, say.factor(MOMENTUM), factor(MOMENTUM));
  yield honest('reversal', 'reversal', small, say.factor(REVERSAL), factor(REVERSAL));
  yield honest(
    'neutralized',
    'neutralized',
    learned,
    `The predictions of trees, neutralized to all features at ${100 * NEUTRALIZED_PROPORTION} %.`,
    neutralizedSignal(history, signals.trees, NEUTRALIZED_PROPORTION),
  );
  yield plantedParticipant({ name: 'planted', initialStake: BigInt(small) }, `${seed}/planted`);
  yield honest('whale', 'whale', 0, `${say.ridge(ridges.whale)} Holds a fifth of all stakes.`, signals.whale);
  yield honest(
    'ensemble',
    'ensemble',
    learned,
    'The mean of the ranks of example, ridge, trees and whale.',
    rankMean([signals.example, signals.ridge, signals.trees, signals.whale]),
  );

  const more = {
    ridges: ridgeVariants(catalogue, targets, Object.values(ridges), seed),
    forests: treesVariants(targets, forest, seed),
    factors: factorVariants(catalogue),
  };
  const nextRidge = (scale: number) => {
    const next = more.ridges.next().value;
    return honest(next.name, 'ridge', learned * scale, say.ridge(next), ridge(next));
  };
  const nextTrees = (scale: number) => {
    const next = more.forests.next().value;
    return honest(next.name, 'trees', learned * scale, say.trees(next), trees(next));
  };
  const nextFactor = (scale: number) => {
    const next = more.factors.next().value;
    if (next === undefined) return nextRidge(scale);
    return honest(next.name, 'factor', small * scale, say.factor(next), factor(next));
  };

  yield columnOf(catalogue, VALUE.feature) < 0
    ? nextFactor(1)
    : honest('value', 'value', small, say.factor(VALUE), factor(VALUE));
  for (let count = 0; ; count += 1) {
    const scale = STAKE_STEPS[count % STAKE_STEPS.length];
    const kind = PATTERN[count % PATTERN.length];
    if (kind === 'ridge') yield nextRidge(scale);
    else if (kind === 'trees') yield nextTrees(scale);
    else if (kind === 'factor') yield nextFactor(scale);
    else {
      const name = `random_${2 + Math.floor(count / PATTERN.length)}`;
      yield honest(name, 'random', tiny * scale, 'Fresh noise every round.', noise(name));
    }
  }
}

/** The first of the names that the targets hold, else the first target. */
function prefer(targets: readonly string[], ...names: readonly string[]): string {
  return names.find((name) => targets.includes(name)) ?? targets[0];
}

function honest(
  name: string,
  kind: HonestParticipant['kind'],
  stake: number,
  description: string,
  signal: Signal,
): HonestParticipant {
  return { name, kind, description, initialStake: BigInt(stake), predict: (live) => tieKeptRank(signal(live)) };
}

const describeRidge = ({ features, target, lambda }: RidgeVariant) =>
  `Ridge regression on ${features}, target ${target}, λ = ${lambda} per row, refitted every round on all eras known.`;

const describeTrees = ({ target, columnShare }: TreesVariant) =>
  `150 boosted trees of depth 4 on all features, target ${target}, ${100 * columnShare} % of the columns per tree.`;

const describeFactor = ({ feature, direction }: FactorRecipe) =>
  direction === 'learned'
    ? `The feature ${feature}, in the direction of its past.`
    : `The feature ${feature}, long its ${direction === 1 ? 'high' : 'low'} bins.`;
