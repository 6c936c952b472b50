import type { ReactNode } from 'react';
import { formatDay, formatMonth } from '../format/formatDay.ts';

export interface GridDay {
  readonly day: string;
  /** What stands in its field below the date. */
  readonly content: ReactNode;
  /** Words for the looks of the field: `closed`, `weekend`, `done`, `today`. */
  readonly looks: readonly string[];
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const DAYS_PER_WEEK = 7;

/** Days in weeks, Monday first. The first and the last week may be parts. */
export function WeekGrid({ caption, days }: { readonly caption: string; readonly days: readonly GridDay[] }) {
  return (
    <table className="weeks">
      <caption className="unseen">{caption}</caption>
      <thead>
        <tr>
          {WEEKDAYS.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(days).map((week) => (
          <tr key={week.find((day) => day !== null)?.day}>
            {week.map((day, index) =>
              day === null ? (
                <td key={WEEKDAYS[index]} className="outside" />
              ) : (
                <td
                  key={day.day}
                  className={day.looks.join(' ')}
                  aria-current={day.looks.includes('today') ? 'date' : undefined}
                >
                  <time dateTime={day.day} title={`${formatDay(day.day)} ${day.day.slice(0, 4)}`}>
                    {Number(day.day.slice(8))}
                    {isMonthNamed(day.day, days) && <span className="month"> {formatMonth(day.day).slice(0, 3)}</span>}
                  </time>
                  {day.content}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const isMonthNamed = (day: string, days: readonly GridDay[]): boolean => day.endsWith('-01') || day === days[0]?.day;

/** Rows of seven; null where a day is outside. */
export function weeksOf<T extends { readonly day: string }>(days: readonly T[]): readonly (readonly (T | null)[])[] {
  const first = days[0];
  if (first === undefined) return [];
  const before = (new Date(`${first.day}T00:00:00Z`).getUTCDay() + 6) % DAYS_PER_WEEK;
  const padded: (T | null)[] = [...Array.from({ length: before }, () => null), ...days];
  while (padded.length % DAYS_PER_WEEK !== 0) padded.push(null);
  return Array.from({ length: padded.length / DAYS_PER_WEEK }, (_, week) =>
    padded.slice(week * DAYS_PER_WEEK, (week + 1) * DAYS_PER_WEEK),
  );
}
