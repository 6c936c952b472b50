import { mean, standardDeviation } from '@robata/kernels';
import type { MarketPanel } from '@robata/market';
import { gaussianizedPredictions, metaModelOf } from '@robata/portfolio';
import { dailyReturns, playSeason, recordedMarket } from '@robata/season';
import {
  scoringService,
  memoryBlobs,
  memoryStorage,
  robata1,
  type StorageReader,
  type TournamentConfig,
} from '@robata/tournament';
import { bookFigures } from './bookFigures.ts';
import type { BookHistory } from './bookHistory.ts';
import { contributionFigures } from './contributionFigures.ts';
import type { Measured, Scope } from './measured.ts';
import { playBook, type RecordedRound } from './playBook.ts';

const SEED = 7;
const MODELS = 30;
/** MMC and FNC are not asked for here. */
const COLUMNS = robata1.columns.filter(({ key }) => key !== 'mmc' && key !== 'fnc');

/**
 * Plays the season twice with the default settings, without and with the alpha factor, and its books again with the specific volatility
 * in α. Figures of the books and of TC, under `plain …` and `alpha …`.
 */
export async function measureBooks(panel: MarketPanel, scope: Scope, say: (line: string) => void): Promise<Measured> {
  const measured: Measured = {};
  for (const [book, alphaFactor] of [
    ['plain', false],
    ['alpha', true],
  ] as const) {
    const config: TournamentConfig = { ...robata1, universeSize: scope.universe, alphaFactor, columns: COLUMNS };
    const { storage, rounds } = await recordSeason(panel, config, scope, (line) => say(`${book}: ${line}`));
    const played = await historyOf(storage);
    const lastDay = played.days.at(-1)?.day ?? '';
    const replayed = playBook(panel, rounds, lastDay, 'total');
    const spreads = new Map(rounds.map((round) => [round.closing.round, metaModelSpread(round)]));
    const market = marketReturns(panel, rounds, lastDay);
    const figures = {
      total: bookFigures(played, market),
      specific: bookFigures(playBook(panel, rounds, lastDay, 'specific'), market),
      tc: await contributionFigures(storage, spreads),
      meta: { spread: mean([...spreads.values()]), 'planted share': mean(rounds.map(plantedShare)) },
      replay: { difference: largestDifference(played, replayed) },
    };
    for (const [group, values] of Object.entries(figures)) {
      for (const [key, value] of Object.entries(values)) measured[`${book} ${group} ${key}`] = value;
    }
  }
  return measured;
}

async function recordSeason(panel: MarketPanel, config: TournamentConfig, scope: Scope, say: (line: string) => void) {
  const storage = memoryStorage();
  const rounds: RecordedRound[] = [];
  const scoring = scoringService(1, config.contribution);
  const { seconds } = await playSeason({
    source: recordedMarket(panel, { title: 'sanity', description: '', notices: [] }, []),
    settings: { config, seed: SEED, models: MODELS, from: scope.from, to: scope.to, rounds: null },
    storage,
    blobs: memoryBlobs(),
    scoring,
    onClosing: (closing, era) => rounds.push({ closing, era }),
    onProgress: ({ message }) => say(message),
  });
  await scoring.stop();
  say(JSON.stringify(seconds));
  return { storage, rounds };
}

async function historyOf(storage: StorageReader): Promise<BookHistory> {
  const rounds = await storage.rounds();
  return {
    days: await storage.fundDays(),
    reports: rounds.flatMap(({ optimizer }) => (optimizer === null ? [] : [optimizer])),
  };
}

/** The standard deviation of the stake-weighted mean of normal scores: the less the participants agree, the smaller it is. */
const metaModelSpread = ({ closing: { predictions, stakes } }: RecordedRound): number =>
  standardDeviation(metaModelOf(gaussianizedPredictions(predictions), stakes));

/** Of all stakes: what of the future reaches the fund is that small. */
function plantedShare({ closing: { models, stakes } }: RecordedRound): number {
  const total = stakes.reduce((sum, stake) => sum + stake, 0);
  return (stakes[models.indexOf('planted')] as number) / total;
}

/** Of the universe by market value, held from era to era. */
function marketReturns(panel: MarketPanel, rounds: readonly RecordedRound[], lastDay: string): Map<string, number> {
  const result = new Map<string, number>();
  rounds.forEach(({ era }, at) => {
    const next = rounds[at + 1]?.era.day ?? panel.days.indexOf(lastDay);
    for (let day = era.day + 1; day <= next; day++) {
      let weight = 0;
      let sum = 0;
      dailyReturns(panel, era.members, day).forEach((value, i) => {
        if (Number.isNaN(value)) return;
        weight += era.size[i] as number;
        sum += (era.size[i] as number) * value;
      });
      result.set(panel.days[day] as string, sum / weight);
    }
  });
  return result;
}

/** Of the two books' net asset values, as a share. */
const largestDifference = (a: BookHistory, b: BookHistory): number =>
  a.days.reduce((worst, { nav }, at) => Math.max(worst, Math.abs(nav / (b.days[at]?.nav ?? Number.NaN) - 1)), 0);
