import { type DayNumber, parseIsoDate, weekday } from '../calendar/isoDate.ts';
import { dayOf } from './occurrence.ts';
import { type ExchangeRules, type HolidayRule, holdsIn } from './rules.ts';

const SATURDAY = 6;
const SUNDAY = 7;

/**
 * The days of a year on which an exchange is closed by rule or once, with their names, by day. Holidays that may stay where they
 * fall are placed first; then, in the order of the rules, those that must move (`Observance`). Saturdays and Sundays that are
 * holidays too are in it.
 */
export function closuresOf(rules: ExchangeRules, year: number): Map<DayNumber, string> {
  const placed = new Map<DayNumber, string>();
  const moving: { rule: HolidayRule; day: DayNumber }[] = [];
  for (const rule of rules.holidays) {
    if (!holdsIn(rule, year)) continue;
    const day = dayOf(rule.when, year);
    if (rule.observed !== 'lost' && (isWeekend(rule, day) || placed.has(day))) moving.push({ rule, day });
    else if (!placed.has(day)) placed.set(day, rule.name);
  }
  for (const { rule, day } of moving) placed.set(observedDay(rule, day, placed), `${rule.name} (observed)`);
  for (const { day, until = day, name } of rules.closures) {
    for (let at = isoDay(day); at <= isoDay(until); at++) {
      if (day.startsWith(`${year}-`) && weekday(at) < SATURDAY) placed.set(at, name);
    }
  }
  return new Map([...placed].sort(([a], [b]) => a - b));
}

function isWeekend({ observed }: HolidayRule, day: DayNumber): boolean {
  return weekday(day) === SUNDAY || (weekday(day) === SATURDAY && observed !== 'nextDay');
}

function observedDay(rule: HolidayRule, day: DayNumber, placed: ReadonlyMap<DayNumber, string>): DayNumber {
  if (rule.observed === 'nearest' && weekday(day) === SATURDAY) return day - 1;
  let later = day + 1;
  while (isWeekend(rule, later) || placed.has(later)) later += 1;
  return later;
}

function isoDay(iso: string): DayNumber {
  const day = parseIsoDate(iso);
  if (day === null) throw new RangeError(`${iso} is no ISO date`);
  return day;
}
