import { cast } from './cast.ts';
import type { ParticipantCatalogue, Foresight, LiveEra, Participant, TrainingEra } from './participant.ts';
import { TrainingHistory } from './trainingHistory.ts';
import type { TreeFitting } from './treeFitting.ts';

export interface RosterOptions {
  /** How many participants; the meta model's own row is not one. */
  readonly models: number;
  readonly catalogue: ParticipantCatalogue;
  /** Names of the targets that training eras will carry, at least one; nomi_20, janet_20 and nomi_60 are used where they exist. */
  readonly targets: readonly string[];
  readonly seed: number;
  readonly schedule: 'weekly' | 'daily';
}

/** The participants of a season and what they learn together. */
export interface Roster {
  /** In the order of design §9: a roster of N is the first N of a longer one (but for the whale's stake). */
  readonly participants: readonly Participant[];
  /** Tells everybody the targets that became known. Pass only targets whose last day lies before the next live era. */
  learn(era: TrainingEra): void;
  /** Fits the trees that what was learned makes due, in the threads there are; without it `predict` fits them in this one. */
  refit(fitting: TreeFitting): Promise<void>;
  /** What each participant submits, in order. Learn at least 26 eras of nomi_20 (of the first target where there is none) before. */
  predict(live: LiveEra, foresight: Foresight | null): Float64Array[];
}

/** Of all stakes of the roster. */
const WHALE_SHARE = 0.2;

/** Weekly: trees learn from every 4th era and are refitted every 26. Daily eras overlap five times as much. */
const TREE_RHYTHM = { weekly: { stride: 4, refitEvery: 26 }, daily: { stride: 20, refitEvery: 130 } } as const;

/**
 * The example participants of a season: example, copycat, random, the pair p and 1 − p, ridge, trees, momentum, reversal,
 * neutralized, planted, whale, ensemble, value (another factor where the panel has no reports), then ridges, factors, trees
 * and randoms in a fixed pattern. The same options and eras give the same bits, also where `learn` is replayed after a restart.
 *
 * @throws RangeError without targets, or where the catalogue lacks a feature that prices alone give
 */
export function createRoster({ models, catalogue, targets, seed, schedule }: RosterOptions): Roster {
  const { stride, refitEvery } = TREE_RHYTHM[schedule];
  const columns = catalogue.features.length;
  const history = new TrainingHistory(columns, stride);
  const everybody = cast({ catalogue, targets, seed, refitEvery }, history);
  const participants = withWhaleStake(Array.from({ length: models }, () => everybody.next().value));
  return {
    participants,
    learn: (era) => history.learn(era),
    refit: (fitting) => history.refit(fitting),
    predict(live, foresight) {
      if (live.features.length !== live.ids.length * columns) {
        throw new RangeError(`${live.features.length} bins do not fit ${live.ids.length} ids × ${columns} features`);
      }
      return participants.map((p) => (p.kind === 'planted' ? p.predict(live, foresight) : p.predict(live)));
    },
  };
}

/** Gives the whale its share of the total. */
function withWhaleStake(participants: readonly Participant[]): Participant[] {
  const others = participants.reduce((sum, { initialStake }) => sum + Number(initialStake), 0);
  const whaleStake = BigInt(Math.round((others * WHALE_SHARE) / (1 - WHALE_SHARE)));
  return participants.map((p) => (p.kind === 'whale' ? { ...p, initialStake: whaleStake } : p));
}
