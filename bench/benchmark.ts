import type { Folder } from './folder.ts';
import type { Measured } from './measure.ts';

/** What a benchmark may be asked for. Each benchmark states its own defaults; what it does not state it has no use for. */
export interface Sizes {
  readonly models: number;
  readonly stocks: number;
  readonly features: number;
  readonly draws: number;
  readonly rounds: number;
  readonly problems: number;
  readonly threads: number;
  /** Models whose result is computed again by a slower way, to state the accuracy. */
  readonly check: number;
  /** Models that the peer computes (its cost for all of them is then extrapolated, and the line says so). */
  readonly peerModels: number;
  /** Of a server under load: for how long, and how many requests are sent a second, or by how many clients at once. */
  readonly seconds: number;
  readonly rate: number;
  readonly clients: number;
  readonly seed: number;
}

/** What a peer printed: its CPU and wall seconds for the same work as ours, and how they came about. */
export interface PeerRun extends Measured {
  readonly models?: number;
}

export interface Peer {
  readonly name: string;
  /** A file of `peers/`, called with the folder. */
  readonly script: string;
  readonly modules: readonly string[];
  /** Environment variable that names a checkout, and a file that must be in it. */
  readonly checkout?: { readonly variable: string; readonly file: string };
  /** True where the peer checks answers and its time says nothing about ours: the ratio is then null. */
  readonly isCheckOnly?: boolean;
}

export interface Verdict {
  /** Null where what it needs (the peer) was not there. */
  readonly accuracy: number | null;
  readonly accuracyMeaning: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** One row of the table: input from a seed, our work in a process of its own, and what the two answers say of each other. */
export interface Benchmark {
  readonly name: string;
  readonly shows: string;
  readonly goal: string;
  readonly defaults: Partial<Sizes>;
  /** Least sizes that make sense (default 1). */
  readonly smallest?: Partial<Sizes>;
  readonly peer?: Peer;
  /** Writes the input that ours and the peer read. */
  readonly generate: (sizes: Sizes, folder: Folder) => void;
  /** Runs in a child process: what is measured, and results for `judge` in the folder. */
  readonly ours: (sizes: Sizes, folder: Folder) => Measured | Promise<Measured>;
  readonly judge: (sizes: Sizes, folder: Folder, ours: Measured, peer: PeerRun | null) => Verdict;
}
