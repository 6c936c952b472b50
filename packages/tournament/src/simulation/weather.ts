import type { Random } from './seededRandom.ts';

/** How often each fault comes: a probability at each occasion. */
export interface Weather {
  /** At each await of a port: the process dies there. */
  readonly crash: number;
  /** A commit that the process never hears of, though it lives: an error in place of the answer. */
  readonly lostCommit: number;
  /** A transaction that the database undoes, because another one came first. */
  readonly overtaken: number;
  /** A read or write that fails. */
  readonly brokenCall: number;
  /** An answer that never reaches the client, which asks again with the same key. */
  readonly lostReply: number;
  /** A request that arrives twice at once. */
  readonly duplicate: number;
  /** A key that its owner uses again for something else. */
  readonly reusedKey: number;
  readonly lostJob: number;
  readonly doubledJob: number;
  /** Of each day of a round: its market data come late. */
  readonly lateData: number;
  /** At each move of the clock: it steps back, or ahead. */
  readonly clockStep: number;
}

const NONE: Weather = {
  crash: 0,
  lostCommit: 0,
  overtaken: 0,
  brokenCall: 0,
  lostReply: 0,
  duplicate: 0,
  reusedKey: 0,
  lostJob: 0,
  doubledJob: 0,
  lateData: 0,
  clockStep: 0,
};

export const CALM = NONE;

/** At most this often each. The rates of a seed lie between nothing and that, some at nothing, so that seeds differ in kind. */
const MOST: Weather = {
  crash: 0.02,
  lostCommit: 0.04,
  overtaken: 0.06,
  brokenCall: 0.005,
  lostReply: 0.15,
  duplicate: 0.2,
  reusedKey: 0.1,
  lostJob: 0.15,
  doubledJob: 0.2,
  lateData: 0.3,
  clockStep: 0.15,
};

export function weatherOf(random: Random): Weather {
  const rate = (most: number): number => (random.chance(0.25) ? 0 : most * random.next());
  return Object.fromEntries(
    Object.entries(MOST).map(([fault, most]) => [fault, rate(most as number)]),
  ) as unknown as Weather;
}
