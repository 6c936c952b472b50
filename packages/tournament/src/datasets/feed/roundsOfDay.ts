import type { RoundRecord } from '../../records.ts';
import { tradingPlaces } from '../../views/roundCalendar.ts';
import type { Known } from './decided.ts';

const FINISHED: ReadonlySet<RoundRecord['state']> = new Set(['resolved', 'cancelled']);

/**
 * The rounds whose returns hold a day, by the exchange's calendar without the days that were skipped; with `fromEra` those whose returns begin
 * after it too, for they count the days from their era's.
 */
export async function roundsOfDay({ calendar, decisions, writer }: Known, day: string, fromEra = false) {
  const places = await tradingPlaces(writer);
  const skipped = new Set(decisions.skipped.map((each) => each.day));
  const holds = ({ eraDay, horizonDays }: RoundRecord): boolean => {
    if (eraDay >= day) return false;
    const passed = calendar.tradingDays(eraDay, day).filter((each) => each > eraDay && !skipped.has(each)).length;
    return passed <= places.lagDays + horizonDays && (fromEra || passed >= places.lagDays);
  };
  const held = (await writer.rounds()).filter(holds);
  const numbers = (isFinished: boolean): number[] =>
    held.filter(({ state }) => FINISHED.has(state) === isFinished).map(({ number }) => number);
  return { places, unresolved: numbers(false), resolved: numbers(true) };
}

/** `round 4`, `rounds 4 to 7`, `rounds 4, 6, 7`. */
export function named(rounds: readonly number[]): string {
  const [first, last] = [rounds[0] as number, rounds.at(-1) as number];
  if (rounds.length === 1) return `round ${first}`;
  return `rounds ${last - first === rounds.length - 1 ? `${first} to ${last}` : rounds.join(', ')}`;
}

/** The same in a sentence, and nothing where there is none. */
export const listed = (lead: string, rounds: readonly number[], end: string, one: string, many: string): string =>
  rounds.length === 0 ? '' : `${lead} ${named(rounds)}${rounds.length === 1 ? one : many}${end}`;
