import { createGeneratedMarket, plantedEdge } from '@robata/market';
import {
  type Blobs,
  memoryBlobs,
  memoryStorage,
  robata1,
  robataSignals1,
  scoringService,
  type SignalsConfig,
  type Storage,
  type TournamentConfig,
} from '@robata/tournament';
import type { FundProgramme } from '../funds/fundProgramme.ts';
import { endlessMarket } from '../marketSource.ts';
import { type PlaySeasonInput, playSeason } from '../playSeason.ts';
import { treeFitting } from '../participants/treeFitting.ts';
import type { SeasonReport } from '../seasonReport.ts';
import { roundsAtOnce } from './roundsAtOnce.ts';

export interface SmallSeason {
  readonly report: SeasonReport;
  readonly storage: Storage;
  readonly blobs: Blobs;
}

export interface SmallSeasonOptions {
  readonly seed?: number;
  readonly threads?: number;
  readonly rounds?: number;
  readonly models?: number;
  /** Participants with their own data; default: none, and rounds are of classic alone. */
  readonly signals?: number;
  /** Of the Signals part; what is left out is as `robataSignals1`. */
  readonly signalsConfig?: Partial<SignalsConfig>;
  readonly storage?: Storage;
  readonly blobs?: Blobs;
  /** Default: no products, which cost as much as the rest. */
  readonly funds?: FundProgramme | null;
  readonly input?: Partial<PlaySeasonInput>;
}

/** A season of a few rounds on 120 generated stocks: all of the chain in some seconds. */
export async function smallSeason(options: SmallSeasonOptions = {}): Promise<SmallSeason> {
  const {
    seed = 3,
    threads = 1,
    rounds = 6,
    models = 14,
    signals = 0,
    signalsConfig = {},
    storage = memoryStorage(),
    blobs = memoryBlobs(),
    funds = null,
    input = {},
  } = options;
  const classic = { ...robata1, universeSize: 120, contribution: { ...robata1.contribution, draws: 10 } };
  const config: TournamentConfig =
    signals === 0 ? classic : { ...classic, signals: { ...robataSignals1, ...signalsConfig } };
  const scoring = scoringService(threads, config.contribution);
  const fitting = treeFitting(threads);
  try {
    const market = createGeneratedMarket({ seed, securities: 150, startDate: '2020-01-02' });
    const report = await playSeason({
      source: endlessMarket(market, 'A small generated market.', plantedEdge.description),
      settings: { config, seed, models, from: null, to: null, rounds, funds, ...(signals > 0 && { signals }) },
      storage,
      blobs,
      scoring,
      fitting,
      rounds: roundsAtOnce({ storage, blobs, scoring }),
      ...input,
    });
    return { report, storage, blobs };
  } finally {
    await fitting.stop();
    await scoring.stop();
  }
}
