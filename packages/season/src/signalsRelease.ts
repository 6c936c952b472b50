import { join } from 'node:path';
import {
  type Era,
  type MarketPanel,
  type PreparedTargets,
  type Security,
  type SignalsEra,
  type SignalsHistoryEra,
  tickerOn,
  writeSignalsFiles,
  writeSignalsHistory,
} from '@robata/market';
import type { RiskModel } from '@robata/portfolio';
import {
  neutralizerText,
  roundNeutralizers,
  SIGNALS_HISTORY_FOLDER,
  signalsNeutralizers,
  type SignalsNeutralizers,
} from '@robata/tournament';
import { mediumBins, mediumNames } from './rounds/closingRecords.ts';
import { RELEASE_VERSION } from './seasonRelease.ts';

/**
 * Targets that are published by ticker. Few, and in their coarse bins: the release by id has the same ones, and every further column beside both
 * would help to tell which id is whose.
 */
const PUBLISHED_TARGETS = ['raw_20', 'janet_20'];
/** Lag and horizon of the 20-day targets. */
const LONGEST_WINDOW = 22;
const FOLDER = 'signals';

interface KeptEra {
  readonly position: number;
  readonly era: Era;
  readonly targets: PreparedTargets;
  /** Of eras whose round was opened. */
  readonly neutralizers: SignalsNeutralizers | null;
  /** Of its round, once that has closed. */
  metaModel: Float64Array | null;
}

/** The files of those who bring their own data: universes by ticker, with targets as they become known. */
export class SignalsRelease {
  readonly #folder: string;
  readonly #waiting: KeptEra[] = [];
  readonly #train: SignalsEra[] = [];
  readonly #validation: SignalsEra[] = [];
  #firstValidation = Number.POSITIVE_INFINITY;

  /** @param folder of all data sets */
  constructor(folder: string) {
    this.#folder = join(folder, FOLDER);
  }

  /** Eras before this position are the training set. */
  beginValidation(position: number): void {
    this.#firstValidation = position;
  }

  /** `targets` hold at least those that are published; `riskModel`: of the round of the era, null where none was opened. */
  addEra(position: number, era: Era, targets: PreparedTargets, riskModel: RiskModel | null): void {
    const neutralizers = riskModel === null ? null : signalsNeutralizers(riskModel);
    this.#waiting.push({ position, era, targets, neutralizers, metaModel: null });
  }

  /** The round of an era has closed with this Signals meta model. */
  addMetaModel(era: Era, metaModel: Float64Array): void {
    const kept = this.#waiting.find((each) => each.era === era);
    if (kept !== undefined) kept.metaModel = metaModel;
  }

  /** Writes the history whose targets are known after so many days of the panel. */
  async publish(panel: MarketPanel, daysPassed: number): Promise<void> {
    const past: MarketPanel = { ...panel, days: panel.days.slice(0, daysPassed) };
    while (this.#waiting[0] !== undefined && this.#waiting[0].era.day + LONGEST_WINDOW < daysPassed) {
      const { position, era, targets, neutralizers, metaModel } = this.#waiting.shift() as KeptEra;
      const known = targets.final(past, (name) => PUBLISHED_TARGETS.includes(name));
      const written = signalsEra(era, panel, known);
      (position < this.#firstValidation ? this.#train : this.#validation).push(written);
      if (neutralizers !== null)
        await writeSignalsHistory(
          join(this.#folder, SIGNALS_HISTORY_FOLDER),
          historyEra(era, written, neutralizers, metaModel),
        );
    }
    if (this.#train.length + this.#validation.length === 0) return;
    await writeSignalsFiles(this.#folder, RELEASE_VERSION, { train: this.#train, validation: this.#validation });
  }

  /** Puts the universe of a round that opens in the place of that of the round before, with what its signals are made neutral to. */
  async publishLive(era: Era, panel: MarketPanel, factorNames: readonly string[]): Promise<void> {
    await writeSignalsFiles(this.#folder, RELEASE_VERSION, {
      live: signalsEra(era, panel, new Map()),
      neutralizers: neutralizerText(roundNeutralizers(factorNames)),
    });
  }
}

function signalsEra(era: Era, panel: MarketPanel, targets: ReadonlyMap<string, Float64Array>): SignalsEra {
  const members = Array.from(era.members, (security) => panel.securities[security] as Security);
  const day = panel.days[era.day] as string;
  return {
    day,
    tickers: members.map((security) => tickerOn(security, day)),
    securities: members.map(({ id }) => id),
    // In a stated order, so that the columns of every file are the same.
    targets: new Map(
      PUBLISHED_TARGETS.flatMap((name) => (targets.has(name) ? [[name, targets.get(name) as Float64Array]] : [])),
    ),
  };
}

const historyEra = (
  era: Era,
  { day, tickers, targets }: SignalsEra,
  { neutralizers, names, sampleWeights }: SignalsNeutralizers,
  metaModel: Float64Array | null,
): SignalsHistoryEra => ({
  day,
  tickers,
  ids: era.ids,
  securities: era.members,
  neutralizers,
  neutralizerNames: names,
  sampleWeights,
  targets,
  features: mediumBins(era),
  featureNames: mediumNames(era),
  metaModel,
});
