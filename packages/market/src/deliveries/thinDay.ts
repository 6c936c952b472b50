import type { MarketPanel } from '../panel.ts';
import { universeAt } from '../universe.ts';
import { percent } from '../validation/rule.ts';
import { THRESHOLDS } from '../validation/thresholds.ts';
import type { FeedFault } from './feedFaults.ts';

export interface ThinDayPolicy {
  /** Of the universe that is looked at. */
  readonly universeSize: number;
  /** A day with prices of a smaller share of it, 0…1, is thin; default .98, as the data-health rule has it of all rows. */
  readonly minimumCoverage?: number | undefined;
}

const NAMES_TOLD = 5;

/**
 * Whether a day (an index ≥ 1) lacks so many prices that nobody should be scored by it: of the universe of the day before, all of which had a
 * price then, too small a share has one. Null where enough have, and where no universe can be told.
 */
export function thinDayFault(panel: MarketPanel, day: number, policy: ThinDayPolicy): FeedFault | null {
  const { universeSize, minimumCoverage = THRESHOLDS.thinDayShare } = policy;
  const { members } = universeAt(panel, day - 1, { size: universeSize });
  const missing = [...members].filter((security) => !((panel.close[security * panel.stride + day] as number) > 0));
  const [all, has] = [members.length, members.length - missing.length];
  if (all === 0 || has >= minimumCoverage * all) return null;
  const date = panel.days[day] as string;
  const names = missing.map((security) => panel.securities[security]?.id ?? '').sort();
  const some = names.slice(0, NAMES_TOLD).join(', ') + (names.length > NAMES_TOLD ? ', …' : '');
  const why = `The feed has prices of ${has} of the ${all} stocks of the universe on ${date} (${percent(has / all)}, and ${percent(minimumCoverage)} are asked for); it lacks ${some}.`;
  const message = `${why.slice(0, -1)}; the market stands still until a fuller file comes or an operator accepts or skips the day, and the scores of that day are put off.`;
  return {
    rule: 'thin_day',
    day: date,
    why,
    incident: { rule: 'thin_day', severity: 'error', rows: missing.length, security: null, day: date, message },
  };
}
