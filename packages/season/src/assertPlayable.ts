import { eraDays, FIRST_ERA_HISTORY_DAYS, type MarketPanel } from '@robata/market';
import { ImpossibleSeasonError } from './impossibleSeasonError.ts';
import { firstRoundPosition, type SeasonSettings } from './seasonSettings.ts';

/** Throws ImpossibleSeasonError, saying which dates can be played, where the settings leave no era of a panel for a round. */
export function assertPlayable(panel: MarketPanel, { config, from, to, trainingEras }: SeasonSettings): void {
  const eras = eraDays(panel.days, config.schedule, panel.skippedDays, panel.exchange).filter(
    (day) => day >= FIRST_ERA_HISTORY_DAYS,
  );
  const dates = eras.slice(firstRoundPosition(config.schedule, trainingEras)).map((day) => panel.days[day] as string);
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) {
    throw new ImpossibleSeasonError(
      `${panel.days.length} trading days give ${eras.length} eras, too few for one round and the ${firstRoundPosition(config.schedule, trainingEras)} eras behind it: give a longer history.`,
    );
  }
  const isWanted = (date: string): boolean => (from === null || date >= from) && (to === null || date <= to);
  if (!dates.some(isWanted)) {
    throw new ImpossibleSeasonError(
      `No era date lies from ${from ?? first} to ${to ?? last}: rounds can be played from ${first} to ${last}.`,
    );
  }
}
