import type { Plant } from '../serverProcess.ts';

/** An error that somebody could make. It is put between the parts of the production's program, which knows nothing of it. */
export interface PlantedBug extends Plant {
  readonly name: string;
  /** The simulator finds it within so many seeds, from seed 1 on. */
  readonly seeds: number;
}
