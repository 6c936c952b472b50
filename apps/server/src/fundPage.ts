import type { FundPage } from '@robata/client';
import type { FundDayRecord, FundSummary, StorageReader } from '@robata/tournament';
import { runsOf } from './runsOf.ts';

/** How many rows a fund page has at most: more than a screen has pixels to tell apart. */
const ROWS = 1_000;

/** The fund's summary and its days, as runs of equally many trading days once there are more than 1,000. */
export async function fundPage(reader: StorageReader): Promise<Pick<FundPage, 'summary' | 'daysPerRow' | 'days'>> {
  const [summary, days] = await Promise.all([
    reader.document('fund') as Promise<FundSummary | null>,
    reader.fundDays(),
  ]);
  return { summary, daysPerRow: Math.max(1, Math.ceil(days.length / ROWS)), days: runsOf(days, ROWS).map(rowOf) };
}

/** The last day of a run, with the sums of what was traded and paid in it. */
function rowOf(run: readonly FundDayRecord[]): FundDayRecord {
  return {
    ...(run.at(-1) as FundDayRecord),
    turnover: run.reduce((sum, day) => sum + day.turnover, 0),
    cost: run.reduce((sum, day) => sum + day.cost, 0),
  };
}
