import type { Watcher } from './watcher.ts';

export interface ReadChainInput {
  readonly watcher: Watcher;
  /** Between two tries of the same blocks. */
  readonly pause: () => Promise<void>;
}

/** A chain that is far ahead is read on at the next call: what else there is to do gets its turn. */
const STEPS_AT_MOST = 200;
/** Tries of the same blocks, where they change while they are read. */
const TRIES_AT_MOST = 4;

/** Reads until nothing is left (`caught_up`), until the chain is halted, or as far as it goes for now (`behind`). Rejects as `step`. */
export async function readChain({ watcher, pause }: ReadChainInput): Promise<'caught_up' | 'halted' | 'behind'> {
  let tries = 0;
  for (let count = 0; count < STEPS_AT_MOST; count += 1) {
    const outcome = await watcher.step();
    if (outcome.status === 'halted') return 'halted';
    if (outcome.isCaughtUp) return 'caught_up';
    tries = outcome.status === 'disturbed' ? tries + 1 : 0;
    if (tries === TRIES_AT_MOST) return 'behind';
    if (tries > 0) await pause();
  }
  return 'behind';
}
