import type { FeedView } from '@robata/client';
import type { ReactNode } from 'react';
import { Section } from '../components/Section.tsx';
import { client } from '../data/client.ts';
import { Field } from '../forms/Field.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { useFeed } from './consoleQueries.ts';
import { Decide } from './Decide.tsx';

/** Faults in which a day is waited for that an operator may skip. */
const SKIPPABLE: ReadonlySet<string> = new Set(['missing_day', 'stale_feed', 'thin_day']);

/** What a market that is fed by files waits for and what it holds back, to be decided. Nothing where the market is not fed. */
export function FeedPart() {
  const { data } = useFeed();
  return data?.feed == null ? null : <Feed view={data} feed={data.feed} />;
}

function Feed({ view, feed }: { readonly view: FeedView; readonly feed: NonNullable<FeedView['feed']> }) {
  const { last, delivered, fault, held } = feed;
  const { skipped, accepted, real } = view.decisions;
  const isReal = (security: string, day: string): boolean =>
    real.some((move) => move.security === security && move.day === day);
  const unused = {
    skipped: skipped.filter(({ day }) => day > last),
    accepted: accepted.filter(({ day }) => day > last),
    real: real.filter(({ from }) => from === null),
  };
  const waiting =
    fault === null || unused.skipped.some(({ day }) => day === fault.day)
      ? null
      : { ...fault, isAccepted: unused.accepted.some(({ day }) => day === fault.day) };
  const open = held.filter(({ security, day }) => !isReal(security, day));
  return (
    <Section title="The feed of prices">
      <p className="muted">
        Played up to <span className="figures">{last}</span>.{' '}
        {delivered.length === 0 ? 'No later day is delivered.' : `Delivered after it: ${daysInWords(delivered)}.`}
      </p>
      <ul className="feed">
        {waiting !== null && (
          <Item head={<span className="badge badge-warning">{WAITS[waiting.rule] ?? 'waits'}</span>} text={waiting.why}>
            {SKIPPABLE.has(waiting.rule) && <DayDecision kind="skip" day={waiting.day} />}
            {waiting.rule === 'thin_day' && !waiting.isAccepted && <DayDecision kind="accept" day={waiting.day} />}
          </Item>
        )}
        {waiting === null && <Item head={<span className="badge">in order</span>} text="No day is missing." />}
        {open.map(({ security, ticker, day, ratio }) => (
          <Item
            key={`${security} ${day}`}
            head={
              <>
                <span className="badge badge-warning">held back</span>
                <code>{ticker}</code>
                <span className="figures">{day}</span>
              </>
            }
            text={`It closed at ${formatNumber(ratio, { places: 3 })} times its price before, without a factor: a split, or news. Until the shares outstanding tell, neither scores nor the fund have it.`}
          >
            <MoveDecision security={security} day={day} />
          </Item>
        ))}
        {unused.skipped.map(({ day, by }) => (
          <Item
            key={`skipped ${day}`}
            head={<Decided day={day} />}
            text={`${by} skips this day; no later one is played yet.`}
          >
            <DayDecision kind="skip" day={day} undo />
          </Item>
        ))}
        {unused.accepted.map(({ day, by }) => (
          <Item
            key={`accepted ${day}`}
            head={<Decided day={day} />}
            text={`${by} lets this thin day be played as it is.`}
          >
            <DayDecision kind="accept" day={day} undo />
          </Item>
        ))}
        {unused.real.map(({ security, day, by }) => (
          <Item
            key={`real ${security} ${day}`}
            head={<Decided day={day} />}
            text={`${by} knows that the move of ${security} is real. Scores and the fund have it with the next trading day.`}
          >
            <MoveDecision security={security} day={day} undo />
          </Item>
        ))}
      </ul>
    </Section>
  );
}

const WAITS: Readonly<Record<string, string>> = {
  missing_day: 'a day is missing',
  stale_feed: 'nothing new has come',
  thin_day: 'a day is thin',
  refused_delivery: 'a file was refused',
};

const DAYS_NAMED = 3;

/** The first ones by name. */
function daysInWords(days: readonly string[]): string {
  const more = days.length - DAYS_NAMED;
  return days.slice(0, DAYS_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const Decided = ({ day }: { readonly day: string }) => (
  <>
    <span className="badge">decided</span>
    <span className="figures">{day}</span>
  </>
);

function Item({
  head,
  text,
  children,
}: {
  readonly head: ReactNode;
  readonly text: string;
  readonly children?: ReactNode;
}) {
  return (
    <li>
      <p className="feed-head">{head}</p>
      <p>{text}</p>
      {children !== undefined && <p className="acts">{children}</p>}
    </li>
  );
}

const WHY = (
  <Field name="reason" label="Why (everybody reads it)" required={false} autoComplete="off" maxLength={500} />
);

/** What was given, without an empty reason. */
const because = (text: string): { readonly reason?: string } => (text.trim() === '' ? {} : { reason: text.trim() });

const DAY_TEXTS = {
  skip: {
    button: 'Skip the day …',
    title: (day: string) => `Skip ${day}?`,
    what: 'Its data will never come: the day is taken as one without trading. Rounds that hold it count by the trading days after it and resolve one later. If it is the last trading day of its week, no round opens from that week. Once a later day is played this cannot be taken back.',
    confirm: 'Skip it',
  },
  accept: {
    button: 'Play it as it is …',
    title: (day: string) => `Play ${day} as thin as it is?`,
    what: 'Stocks without a price have no return on the day, and rounds that hold it are scored by the others. Once it is played this cannot be taken back; prices that come later are a restatement.',
    confirm: 'Play it',
  },
} as const;

interface DayDecisionProps {
  readonly kind: keyof typeof DAY_TEXTS;
  readonly day: string;
  readonly undo?: boolean;
}

function DayDecision({ kind, day, undo = false }: DayDecisionProps) {
  const { button, title, what, confirm } = DAY_TEXTS[kind];
  return (
    <Decide
      button={undo ? 'Take it back …' : button}
      label={undo ? `Take it back: what was decided of ${day}` : `${button.replace(' …', '')}: ${day}`}
      title={undo ? `Take back what was decided of ${day}?` : title(day)}
      what={<p>{undo ? 'The day is waited for again.' : what}</p>}
      confirm={undo ? 'Take it back' : confirm}
      isDanger={kind === 'skip' && !undo}
      onAct={async ({ text }) =>
        (await client.operator.decideDay(kind, { day, undo, ...because(text('reason')) })).message
      }
    >
      {WHY}
    </Decide>
  );
}

function MoveDecision({
  security,
  day,
  undo = false,
}: {
  readonly security: string;
  readonly day: string;
  readonly undo?: boolean;
}) {
  return (
    <Decide
      button={undo ? 'Take it back …' : 'It is real …'}
      label={
        undo ? `Take it back: that the move of ${security} is real` : `It is real: the move of ${security} on ${day}`
      }
      title={undo ? `Take back that the move of ${security} is real?` : `Is the move of ${security} on ${day} real?`}
      what={
        <p>
          {undo
            ? 'It is held back until the shares outstanding tell.'
            : 'With the next trading day that is played the fund is valued by it, and rounds that hold it and are not resolved are scored again. Look the company up first: a split that is taken for news moves the fund by all of it.'}
        </p>
      }
      confirm={undo ? 'Take it back' : 'It is real'}
      onAct={async ({ text }) =>
        (await client.operator.decideMove({ day, security, undo, ...because(text('reason')) })).message
      }
    >
      {WHY}
    </Decide>
  );
}
