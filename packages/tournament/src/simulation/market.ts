import { amountOf, PAYOUT_POLICIES, type PayoutPolicy, RELEASE_POLICIES, type ReleasePolicy } from '@robata/ledger';
import type { ModelRecord } from '../records.ts';
import { type Random, seededRandom } from './seededRandom.ts';
import type { Weather } from './weather.ts';

export const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-01-05T00:00:00Z');
/** A round takes submissions for so long; the next one opens four hours later. */
const OPEN_MS = 20 * 3_600_000;

export const isoOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** Everything about a seed's tournament that is given: calendar, models, scores, policy. The rest is what people and processes do. */
export interface Market {
  readonly startMs: number;
  readonly rounds: readonly number[];
  readonly horizonDays: number;
  readonly models: readonly ModelRecord[];
  readonly policy: PayoutPolicy;
  readonly releasePolicy: ReleasePolicy;
  opensMs(round: number): number;
  closesMs(round: number): number;
  /** Day 0: the data that the round opens with. */
  dueMs(round: number, day: number): number;
  /** When the data of that day are there: on time, or hours later. */
  arrivesMs(round: number, day: number): number;
  /** Null where the score is undefined. */
  scoreOf(round: number, day: number, model: number, column: number): number | null;
}

export interface MarketSize {
  readonly rounds: number;
  readonly models: number;
}

/** Six people in the large; `ada` has two models and the last model is a benchmark. */
const OWNERS = ['ada', 'bob', 'ada', 'cyd', 'dan', 'bob'];
export const ownerOf = (model: number): string => OWNERS[model - 1] ?? 'bob';

/** Those that wait for what was counted: never let go earlier, at a resolution, at once. */
const RELEASES: readonly ReleasePolicy[] = [
  RELEASE_POLICIES['last-active-round'],
  { ...RELEASE_POLICIES['robata-release-1'], id: 'simulated', progressive: 'at_resolution' },
  RELEASE_POLICIES['robata-release-1'],
];

export function marketOf(random: Random, size: MarketSize, weather: Weather, policy = anyPolicy(random)): Market {
  const horizonDays = 3 + random.integer(2);
  const salt = random.integer(2 ** 31);
  const isWild = random.chance(0.3);
  const opensMs = (round: number): number => START_MS + (round - 1) * DAY_MS;
  const closesMs = (round: number): number => opensMs(round) + OPEN_MS;
  const dueMs = (round: number, day: number): number => (day === 0 ? opensMs(round) : closesMs(round) + day * DAY_MS);
  const lateMs = new Map<string, number>();
  const rounds = Array.from({ length: size.rounds }, (_, i) => i + 1);
  for (const round of rounds) {
    for (let day = 0; day <= horizonDays; day++) {
      if (random.chance(weather.lateData))
        lateMs.set(`${round}/${day}`, 60_000 * (1 + random.integer(day === 0 ? 300 : 600)));
    }
  }
  return {
    startMs: START_MS,
    rounds,
    horizonDays,
    models: Array.from({ length: size.models }, (_, i) => ({
      id: i + 1,
      name: `m${i + 1}`,
      account: ownerOf(i + 1),
      kind: 'participant',
      description: '',
      marked: size.models > 2 && i + 1 === size.models,
    })),
    policy,
    releasePolicy: random.pick(RELEASES),
    opensMs,
    closesMs,
    dueMs,
    arrivesMs: (round, day) => dueMs(round, day) + (lateMs.get(`${round}/${day}`) ?? 0),
    scoreOf(round, day, model, column) {
      const luck = seededRandom(salt + ((round * 64 + day) * 64 + model) * 8 + column);
      if (luck.chance(0.04)) return null;
      return (luck.next() - 0.5) * (isWild ? 1.2 : 0.12);
    },
  };
}

/** Any of the presets, its threshold near what is at stake here, so that the payout factor is often below 1. */
function anyPolicy(random: Random): PayoutPolicy {
  const policy = random.pick(Object.values(PAYOUT_POLICIES) as PayoutPolicy[]);
  const threshold = amountOf((50n + BigInt(random.integer(200))) * 10n ** 18n + BigInt(random.integer(1000)));
  return { ...policy, payoutFactor: { curve: 'threshold', threshold } };
}
