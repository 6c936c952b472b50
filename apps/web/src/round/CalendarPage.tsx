import type { ComingDay, ComingDays, ComingEvent } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { LocalTime } from '../components/LocalTime.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { RoundLink } from '../components/RoundLink.tsx';
import { Section } from '../components/Section.tsx';
import { type GridDay, WeekGrid } from '../components/WeekGrid.tsx';
import { useComingDays } from '../data/rounds.ts';
import { formatDay } from '../format/formatDay.ts';
import { formatPercent } from '../format/formatNumber.ts';
import '../style/round.css';
import { exchangeSentence, marketSentences } from './calendarTexts.ts';

/** The coming weeks: when rounds open, close and resolve, and when exchanges rest. */
export function CalendarPage() {
  return (
    <>
      <PageHead title="Calendar">
        <p>
          When rounds open, close and resolve in the coming weeks, and when the exchanges rest. Times are those of your
          own clock, with UTC beside them. <Link to="/rounds">All rounds</Link>
        </p>
      </PageHead>
      <QueryView query={useComingDays()}>{(coming) => <Coming coming={coming} />}</QueryView>
    </>
  );
}

function Coming({ coming }: { readonly coming: ComingDays }) {
  const { days, today, exchanges, isAssumed, hasOwnClock, schedule } = coming;
  if (days.length === 0) {
    return <Empty>The exchange calendars reach from 2000 to 2035; this market has gone beyond.</Empty>;
  }
  const ahead = days.filter(({ day }) => day >= today);
  return (
    <>
      <Section title={`From ${formatDay(today)} ${today.slice(0, 4)}`}>
        <p className="muted">
          {exchangeSentence(exchanges, isAssumed)}{' '}
          {schedule === 'weekly'
            ? "A round's era is taken at the close of the last market day of a week."
            : "A round's era is taken at every close."}{' '}
          {hasOwnClock &&
            'This market has a clock of its own: its days pass faster or slower than real ones, so no real time of what is to come can be said.'}
        </p>
        <WeekGrid caption="Coming weeks" days={days.map((day) => fieldOf(day, today))} />
      </Section>
      <div className="two-columns even">
        <Section title="Rounds to come">
          <Agenda days={ahead} />
        </Section>
        <Section title="Market holidays and early closes">
          <Holidays days={ahead} />
        </Section>
      </div>
    </>
  );
}

const EVENTS: Readonly<Record<ComingEvent['kind'], string>> = {
  opens: 'opens',
  closes: 'closes',
  resolves: 'resolves',
};

/** Fields are narrow on a phone. */
const FIELD: typeof EVENTS = { ...EVENTS, resolves: 'ends' };

function fieldOf(day: ComingDay, today: string): GridDay {
  const isClosed = !day.isWeekend && day.tradingShare === 0;
  const isPartly = day.tradingShare > 0 && (day.closed.length > 0 || day.earlyCloses.length > 0);
  return {
    day: day.day,
    looks: [
      ...(day.isWeekend ? ['weekend'] : isClosed ? ['closed'] : isPartly ? ['partly'] : []),
      ...(day.day === today ? ['today'] : []),
    ],
    content: (
      <>
        {day.day === today && <span className="scoring-day">today</span>}
        {day.isEraDay && <span className="event">era</span>}
        {day.events.map(({ kind, round }) => (
          <span key={`${kind} ${round}`} className="event">
            {round === null ? FIELD[kind] : `${round} ${FIELD[kind]}`}
          </span>
        ))}
        {isClosed && <span className="closed-text">closed</span>}
        {day.tradingShare > 0 && day.closed.length > 0 && (
          <span className="closed-text">{formatPercent(day.tradingShare)} open</span>
        )}
        {day.earlyCloses.length > 0 && <span className="early">early close</span>}
      </>
    ),
  };
}

function Agenda({ days }: { readonly days: readonly ComingDay[] }) {
  const rows = days.flatMap(({ day, events }) => events.map((event) => ({ day, ...event })));
  if (rows.length === 0) return <Empty>Nothing is planned in these weeks.</Empty>;
  return (
    <ul className="agenda">
      {rows.map(({ day, kind, round, at }) => (
        <li key={`${day} ${kind} ${round}`}>
          <span className="agenda-what">
            {round === null ? (
              'The next round'
            ) : (
              <>
                Round <RoundLink number={round} />
              </>
            )}{' '}
            {EVENTS[kind]}
          </span>
          <span>{at === null ? `after the close of ${formatDay(day)}` : <LocalTime at={at} />}</span>
        </li>
      ))}
    </ul>
  );
}

function Holidays({ days }: { readonly days: readonly ComingDay[] }) {
  const rows = days.filter(({ closed, earlyCloses }) => closed.length > 0 || earlyCloses.length > 0);
  if (rows.length === 0) return <Empty>None in these weeks.</Empty>;
  return (
    <ul className="day-notes">
      {rows.map((day) => (
        <li key={day.day}>
          <strong>{formatDay(day.day)}:</strong> {marketSentences(day).join(' ')}
        </li>
      ))}
    </ul>
  );
}
