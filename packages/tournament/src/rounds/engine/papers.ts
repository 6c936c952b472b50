import { deserialize, serialize } from 'node:v8';
import type { Matrix } from '@robata/kernels';
import type { Amount } from '@robata/ledger';
import type { ContributionKit, Rebalance } from '@robata/portfolio';
import type { Blobs } from '../../blobs/blobs.ts';
import type { ModelRecord, RoundRecord } from '../../records.ts';
import type { ClosingInput } from '../closeRound.ts';
import type { ClosedSignals, EmptySignals } from '../signals/closedSignals.ts';
import type { TournamentConfig } from '../tournamentConfig.ts';

/** A round as the market's side opens it. */
export interface OpeningPaper {
  readonly record: RoundRecord;
  readonly ids: readonly string[];
  /** What the same stocks are called in the market now, for whoever submits by ticker. Missing: the round has no Signals part. */
  readonly tickers?: readonly string[];
  /** From when it opens; null: its record says until when it takes submissions. */
  readonly openSeconds: number | null;
  /** Stakes that the operator brings back to an amount before the snapshot, as those of a pair. */
  readonly resets: readonly StakeReset[];
}

export interface StakeReset {
  readonly model: string;
  readonly account: string;
  readonly stake: Amount;
}

/** What a round is closed from, beside submissions and stakes. */
export interface ClosingPaper {
  readonly input: Omit<ClosingInput, 'models' | 'predictions' | 'signalsPlaces' | 'stakes' | 'submissionHashes'>;
  /** Of the operator's own models, who need no account: in the order of their predictions' columns. Signals may hold NaN. */
  readonly cast: readonly ModelRecord[];
  readonly predictions: Matrix;
  readonly hashes: readonly string[];
  readonly neutralBins: Int8Array;
}

/** What was decided at a close: for whoever trades the fund. */
export interface DecisionPaper {
  readonly metaModel: Float64Array;
  /** Of its Signals models alone, where somebody took part. */
  readonly signalsMetaModel?: Float64Array;
  readonly rebalance: Pick<Rebalance, 'status' | 'targetWeights' | 'exposures' | 'breaches' | 'incidents'> & {
    readonly problem: Pick<Rebalance['problem'], 'exposureNames'>;
  };
  readonly maxExposureBreach: number;
}

/** What a closed round is scored from. */
export interface ClosedPaper {
  readonly config: TournamentConfig;
  readonly kit: ContributionKit;
  readonly metaModel: Float64Array;
  readonly neutralBins: Int8Array;
  /** Permanent numbers of the kit's stocks. */
  readonly securities: Int32Array;
  /** In the order of the kit. */
  readonly models: readonly ModelRecord[];
  /** Of the models, as their submissions named them; null where they named none. Missing: none did. */
  readonly dataVersions?: readonly (number | null)[];
  readonly salt: string;
  /** The Signals part, where somebody took part in it. */
  readonly signals?: ClosedSignals;
  /** Where the round has a Signals part that nobody took part in, for those who come late. */
  readonly emptySignals?: EmptySignals;
}

/** A trading day of a round: the interim targets by name and the returns so far, without NaN. */
export interface DayPaper {
  readonly targets: ReadonlyMap<string, Float64Array>;
  readonly returns: Float64Array;
}

/** A trading day whose prices have not come: why, in one sentence. The score of the day is put off with it. */
export interface MissingDayPaper {
  readonly missing: string;
}

interface PaperOf {
  readonly opening: OpeningPaper;
  readonly closing: ClosingPaper;
  readonly decision: DecisionPaper;
  readonly closed: ClosedPaper;
}

/**
 * What the market's side and the rounds' side hand each other, as blobs: matrices are too large for rows, and a worker on another machine
 * must find them. Written before the row that makes somebody look for it. Kept until the round is resolved, the decision for ever.
 */
export interface RoundPapers {
  put<K extends keyof PaperOf>(round: number, kind: K, paper: PaperOf[K]): Promise<void>;
  get<K extends keyof PaperOf>(round: number, kind: K): Promise<PaperOf[K] | null>;
  putDay(round: number, day: number, paper: DayPaper | MissingDayPaper): Promise<void>;
  getDay(round: number, day: number): Promise<DayPaper | MissingDayPaper | null>;
  /** Lets go what nobody needs once the round has so many scored days and is resolved. */
  discard(round: number, days: number): Promise<void>;
}

export function roundPapers(blobs: Blobs): RoundPapers {
  const keyOf = (round: number, name: string): string => `rounds/${round}/${name}.bin`;
  const dayOf = (day: number): string => `day-${day}`;
  const read = async (key: string): Promise<unknown> => {
    const bytes = await blobs.get(key);
    return bytes === null ? null : (deserialize(bytes) as unknown);
  };
  return {
    put: (round, kind, paper) => blobs.put(keyOf(round, kind), serialize(paper)),
    get: async <K extends keyof PaperOf>(round: number, kind: K) =>
      (await read(keyOf(round, kind))) as PaperOf[K] | null,
    putDay: (round, day, paper) => blobs.put(keyOf(round, dayOf(day)), serialize(paper)),
    getDay: async (round, day) => (await read(keyOf(round, dayOf(day)))) as DayPaper | MissingDayPaper | null,
    async discard(round, days) {
      for (const kind of ['opening', 'closing', 'closed']) await blobs.remove(keyOf(round, kind));
      for (let day = 1; day <= days; day++) await blobs.remove(keyOf(round, dayOf(day)));
    },
  };
}
