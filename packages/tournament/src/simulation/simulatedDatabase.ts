import { memoryStorage } from '../storage/memoryStorage.ts';
import type { Storage } from '../storage/storage.ts';

/** What the processes of a simulation write into, and what is left of it when the power goes. */
export interface SimulatedDatabase {
  readonly readsWait: boolean;
  storage(): Storage;
  /** Ends as it is, in the middle of whatever is open; `rollback` lets go of what the dead processes held. Then it is there again. */
  crash(rollback: () => Promise<void>): Promise<void>;
}

/** In memory: a commit is what survives. */
export function memoryDatabase(): SimulatedDatabase {
  const storage = memoryStorage();
  return { readsWait: false, storage: () => storage, crash: (rollback) => rollback() };
}
