import { calendarOf, createGeneratedMarket, type MarketPanel } from '@robata/market';
import {
  type Blobs,
  memoryBlobs,
  memoryStorage,
  replayingStorage,
  robata1,
  scoringService,
  type Storage,
} from '@robata/tournament';
import { DeliveredMarket } from '../feed/deliveredMarket.ts';
import type { FundProgramme } from '../funds/fundProgramme.ts';
import { treeFitting } from '../participants/treeFitting.ts';
import { type PlaySeasonInput, playSeason } from '../playSeason.ts';
import { roundsAtOnce } from './roundsAtOnce.ts';

/** A cell of a delivered file that is not what the market was. */
export interface Fault {
  readonly security: number;
  readonly day: number;
  /** The close is multiplied by this, and whatever else the fault does is done to the row; NaN takes the row away. */
  readonly factor: number;
  /** All rows from this one on. */
  readonly onwards?: boolean;
  /** The shares outstanding are divided by the same number. */
  readonly sharesToo?: boolean;
}

const market = createGeneratedMarket({ seed: 9, securities: 100, startDate: '2020-01-02' });
market.advance(360);

/** The first `days` days of one generated market, as a vendor delivers them: a panel of its own, with these faults. */
export function deliveredFile(days: number, faults: readonly Fault[] = []): MarketPanel {
  const { panel } = market;
  const own = <V extends Float64Array | null>(values: V): V =>
    (values === null ? values : values.slice(0, panel.securities.length * panel.stride)) as V;
  const file = { ...panel, days: panel.days.slice(0, days), close: own(panel.close), shares: own(panel.shares) };
  for (const { security, day, factor, onwards = false, sharesToo = false } of faults) {
    for (let at = day; at < (onwards ? days : day + 1); at++) {
      const cell = security * panel.stride + at;
      file.close[cell] = (file.close[cell] as number) * factor;
      if (sharesToo && file.shares !== null) file.shares[cell] = (file.shares[cell] as number) / factor;
    }
  }
  return file;
}

export interface FedSeasonOptions {
  /** Trading days of the first file: the past. */
  readonly recorded: number;
  /** Asked before each day that comes live: what is delivered first, and whether the day is there. */
  readonly nextDay: (
    market: DeliveredMarket,
    next: { readonly index: number; readonly day: string | null },
    storage: Storage,
  ) => ReturnType<NonNullable<PlaySeasonInput['nextDay']>>;
  readonly storage?: Storage;
  readonly blobs?: Blobs;
  readonly input?: Partial<PlaySeasonInput>;
  /** Default: none. */
  readonly funds?: FundProgramme;
}

/** A tournament of 80 stocks that goes live where its first file ends and is fed by further files. */
export async function fedSeason(options: FedSeasonOptions): Promise<{ storage: Storage; blobs: Blobs }> {
  const { recorded, nextDay, storage = memoryStorage(), blobs = memoryBlobs(), input = {}, funds = null } = options;
  const config = { ...robata1, universeSize: 80, contribution: { ...robata1.contribution, draws: 5 } };
  const scoring = scoringService(1, config.contribution);
  const fitting = treeFitting(1);
  const source = new DeliveredMarket(
    deliveredFile(recorded),
    { title: 'Fed', description: 'A small market that is delivered file by file.', notices: [] },
    [],
    (day) => calendarOf('XNYS').nextTradingDay(day),
  );
  try {
    const replaying = await replayingStorage(storage);
    await playSeason({
      source,
      settings: { config, seed: 4, models: 5, from: null, to: null, rounds: null, funds },
      storage: replaying,
      telling: storage,
      blobs,
      scoring,
      fitting,
      rounds: roundsAtOnce({ storage: replaying, blobs, scoring }),
      nextDay: (next) => nextDay(source, next, storage),
      ...input,
    });
    return { storage, blobs };
  } finally {
    await fitting.stop();
    await scoring.stop();
  }
}
