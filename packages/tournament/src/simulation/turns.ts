import type { Random } from './seededRandom.ts';

/** A task that waits at a port for its turn. */
export interface Waiting {
  /** The process it runs in. */
  readonly owner: string;
  /** Where it waits, as the trace shows it. */
  readonly place: string;
  readonly isReady: () => boolean;
  readonly go: () => void;
}

/** What a port asks before it does anything. */
export interface TurnTaking {
  /** Resolves when it is this task's turn; never, where its process dies before. */
  turn(owner: string, place: string, isReady?: () => boolean): Promise<void>;
  /** Something outside of the tasks' own code is under way: nobody gets a turn until as many ended. */
  begin(): void;
  end(): void;
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Its tasks stay where they are for ever: as a process that was killed. */
  forget(owner: string): void;
}

/** Everybody at once, for a single task that nothing comes between. */
export const AT_ONCE: TurnTaking = {
  turn: async () => undefined,
  begin: () => undefined,
  end: () => undefined,
  during: (work) => work(),
  forget: () => undefined,
};

/**
 * The order of everything that happens, from one seed. Whoever calls a port waits here until it is chosen; only one is let go at a time, and
 * the next only when that one waits again or is done. So any interleaving of the tasks at their awaits can come, and a seed repeats it.
 */
export class Turns implements TurnTaking {
  readonly #random: Random;
  #waiting: Waiting[] = [];
  #busy = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  turn(owner: string, place: string, isReady: () => boolean = () => true): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ owner, place, isReady, go: resolve });
    });
  }

  begin(): void {
    this.#busy += 1;
  }

  end(): void {
    this.#busy -= 1;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.begin();
    try {
      return await work();
    } finally {
      this.end();
    }
  }

  forget(owner: string): void {
    this.#waiting = this.#waiting.filter((each) => each.owner !== owner);
  }

  /** Takes one of those that could go on, at random; null where there is none. The caller lets it go, or leaves it dead. */
  async take(): Promise<Waiting | null> {
    await this.settle();
    const ready = this.#waiting.filter(({ isReady }) => isReady());
    if (ready.length === 0) return null;
    const chosen = this.#random.pick(ready);
    this.#waiting.splice(this.#waiting.indexOf(chosen), 1);
    return chosen;
  }

  /** Until every task waits here or is done. What tasks do between two ports is microtasks: one round of the event loop ends it. */
  async settle(): Promise<void> {
    do await new Promise(setImmediate);
    while (this.#busy > 0);
  }
}
