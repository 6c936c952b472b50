import { pgliteDatabase } from './pgliteDatabase.ts';
import { type Simulation, type SimulationInput, simulate } from './simulate.ts';

export type SimulatedStorage = 'memory' | 'pglite';

export interface Campaign {
  readonly storage: SimulatedStorage;
  readonly seeds: number;
  readonly steps: number;
  /** Awaits at which something else could have come first. */
  readonly turns: number;
  readonly requests: number;
  readonly replies: number;
  readonly commits: number;
  readonly entries: number;
  readonly crashes: Simulation['crashes'];
  readonly resolved: number;
  readonly cancelled: number;
  readonly failures: readonly { readonly seed: number; readonly fault: string }[];
}

/** On a database each await costs a thousand times as much, and a power cut half a second. */
const SMALL: Partial<SimulationInput> = { steps: 45, size: { rounds: 2, models: 3 }, powerCut: 0.012 };

/** The settings of a seed on a storage, so that a replay is the same. */
export const settingsOf = (storage: SimulatedStorage): Partial<SimulationInput> => (storage === 'pglite' ? SMALL : {});

/** Plays these seeds one after the other and adds them up. */
export async function simulateMany(input: {
  readonly storage: SimulatedStorage;
  readonly from: number;
  readonly seeds: number;
  readonly trace?: (line: string) => void;
}): Promise<Campaign> {
  const { storage, from, seeds, trace } = input;
  const database = storage === 'pglite' ? await pgliteDatabase() : null;
  const played: Simulation[] = [];
  try {
    for (let seed = from; seed < from + seeds; seed++) {
      await database?.empty();
      played.push(
        await simulate({ seed, ...settingsOf(storage), ...(database && { database }), ...(trace && { trace }) }),
      );
    }
  } finally {
    await database?.close();
  }
  const sum = (of: (simulation: Simulation) => number): number => played.reduce((total, each) => total + of(each), 0);
  return {
    storage,
    seeds,
    steps: sum(({ steps }) => steps),
    turns: sum(({ turns }) => turns),
    requests: sum(({ requests }) => requests),
    replies: sum(({ replies }) => replies),
    commits: sum(({ commits }) => commits),
    entries: sum(({ entries }) => entries),
    crashes: {
      outside: sum(({ crashes }) => crashes.outside),
      inside: sum(({ crashes }) => crashes.inside),
      commit: sum(({ crashes }) => crashes.commit),
      committed: sum(({ crashes }) => crashes.committed),
      power: sum(({ crashes }) => crashes.power),
    },
    resolved: sum(({ resolved }) => resolved),
    cancelled: sum(({ cancelled }) => cancelled),
    failures: played.flatMap(({ seed, fault }) => (fault === null ? [] : [{ seed, fault }])),
  };
}
