import type { RoundCalendar, RoundCalendarDay, RoundFan } from '@robata/client';
import { Explained } from '../components/Explained.tsx';
import { LocalTime } from '../components/LocalTime.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { scorePlaces, toneOf } from '../components/Score.tsx';
import { type GridDay, WeekGrid } from '../components/WeekGrid.tsx';
import { useRoundCalendar, useRoundFan } from '../data/rounds.ts';
import { formatDay } from '../format/formatDay.ts';
import { formatNumber, formatPercent } from '../format/formatNumber.ts';
import type { Term } from '../terms/terms.ts';
import { EVENT_TEXTS, exchangeSentence, isRemarkable, marketSentences } from './calendarTexts.ts';

interface RoundDaysProps {
  readonly number: number;
  /** The score whose daily change stands in the days, and its name. */
  readonly score: string;
  readonly term: Term;
}

/** The days of a round in the market's calendar, so that a daily swing can be read. */
export function RoundDays({ number, score, term }: RoundDaysProps) {
  const fan = useRoundFan(number).data ?? null;
  return (
    <Section title="Days of the round">
      <QueryView query={useRoundCalendar(number)}>
        {(calendar) =>
          calendar === null || calendar.days.length === 0 ? (
            <Empty>The exchange calendars reach from 2000 to 2035; this round lies outside.</Empty>
          ) : (
            <Days calendar={calendar} changes={changesOf(fan, score)} score={score} term={term} />
          )
        }
      </QueryView>
    </Section>
  );
}

interface DaysProps {
  readonly calendar: RoundCalendar;
  /** Scoring day → change of the meta model's score on it. */
  readonly changes: ReadonlyMap<number, number>;
  readonly score: string;
  readonly term: Term;
}

function Days({ calendar, changes, score, term }: DaysProps) {
  const { days, exchanges, isAssumed, hasOwnClock, nextStep } = calendar;
  const places = scorePlaces(score);
  const grid = days.map((day): GridDay => {
    const change = day.scoringDay === null ? undefined : changes.get(day.scoringDay);
    return {
      day: day.day,
      looks: looksOf(day),
      content: (
        <>
          {day.scoringDay !== null && <span className="scoring-day">day {day.scoringDay}</span>}
          {day.events.map((event) => (
            <span key={event} className="event">
              {EVENT_TEXTS[event]}
            </span>
          ))}
          {!day.isWeekend && day.tradingShare === 0 && (
            <span className="closed-text">{day.isSkipped === true ? 'skipped' : 'closed'}</span>
          )}
          {day.tradingShare > 0 && day.closed.length > 0 && (
            <span className="closed-text">{formatPercent(day.tradingShare)} open</span>
          )}
          {day.earlyCloses.length > 0 && <span className="early">early close</span>}
          {day.incidents.length > 0 && (
            <span className="early">
              {day.incidents.length} {day.incidents.length === 1 ? 'incident' : 'incidents'}
            </span>
          )}
          {change !== undefined && (
            <span className={`change figures ${toneOf(change, places)}`}>
              {formatNumber(change, { places, signed: true })}
            </span>
          )}
        </>
      ),
    };
  });
  const remarkable = days.filter(isRemarkable);
  return (
    <>
      <p className="muted">
        {exchangeSentence(exchanges, isAssumed)} Returns begin at the close of the day marked start; a day without
        trading is no scoring day.{' '}
        {changes.size > 0 && (
          <>
            The figure is how much <Explained term={{ ...term, name: `the meta model's ${term.name}` }} /> changed on
            that day.
          </>
        )}{' '}
        {hasOwnClock && 'This market has a clock of its own: opening and close happened in real time, beside its days.'}
      </p>
      <WeekGrid caption="Days of the round" days={grid} />
      {nextStep !== null && (
        <p>
          Next: {stepText(nextStep.kind, nextStep.day)}, due <LocalTime at={nextStep.dueAt} />.{' '}
          {nextStep.postponed !== null && <strong>Put off: {nextStep.postponed}</strong>}
        </p>
      )}
      {remarkable.length > 0 && (
        <ul className="day-notes">
          {remarkable.map((day) => (
            <li key={day.day}>
              <strong>
                {formatDay(day.day)}
                {day.scoringDay !== null && `, day ${day.scoringDay}`}:
              </strong>{' '}
              {marketSentences(day).join(' ')}{' '}
              {day.incidents.map(({ message, severity, rule }) => (
                <span key={`${rule} ${message}`}>
                  <span className={`badge severity-${severity}`}>{severity}</span> {message}{' '}
                </span>
              ))}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function looksOf(day: RoundCalendarDay): readonly string[] {
  if (day.isWeekend) return ['weekend'];
  if (day.tradingShare === 0) return ['closed'];
  const looks = day.closed.length > 0 || day.earlyCloses.length > 0 ? ['partly'] : [];
  return day.isPosted ? [...looks, 'done'] : looks;
}

const stepText = (kind: string, day: number): string =>
  kind === 'score' ? `the scores of day ${day}` : kind === 'resolve' ? 'the payout' : `the round ${kind}s`;

/** How much the meta model's score changed on each day; on the first from 0. */
export function changesOf(fan: RoundFan | null, score: string): ReadonlyMap<number, number> {
  const values = fan?.columns[score]?.metaModel ?? [];
  const changes = new Map<number, number>();
  values.forEach((value, index) => {
    const before = index === 0 ? 0 : values[index - 1];
    const day = fan?.days[index];
    if (value !== null && before != null && day !== undefined) changes.set(day, value - before);
  });
  return changes;
}
