import type { CalendarEvent, CalendarExchange, MarketDay, RoundCalendarDay } from '@robata/client';
import { formatPercent } from '../format/formatNumber.ts';

export const EVENT_TEXTS: Readonly<Record<CalendarEvent, string>> = {
  era: 'era',
  opens: 'opens',
  closes: 'closes',
  starts: 'start',
  resolves: 'ends',
};

/** Where the stocks trade, in a sentence. */
export function exchangeSentence(exchanges: readonly CalendarExchange[], isAssumed: boolean): string {
  const [first] = exchanges;
  if (first === undefined) return 'No exchange is known.';
  if (isAssumed) return `Where the stocks trade was not said: the calendar of ${first.name} is shown.`;
  if (exchanges.length === 1) return `All stocks trade on ${first.name}.`;
  const parts = exchanges.map(({ name, share }) => `${name} (${formatPercent(share)})`);
  return `The stocks trade on ${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}.`;
}

/** What exchanges do that is out of the ordinary on a day, in sentences; none on an ordinary one. */
export function marketSentences({ closed, earlyCloses, tradingShare, isSkipped }: MarketDay): readonly string[] {
  if (isSkipped === true) return ['Skipped: the prices of this day never came, so it is no scoring day.'];
  const sentences = [...Map.groupBy(closed, ({ reason }) => reason)].map(
    ([reason, all]) => `${listed(all.map(({ name }) => name))} closed: ${reason}.`,
  );
  if (closed.length > 0 && tradingShare > 0) {
    sentences.push(`${formatPercent(tradingShare)} of the stocks traded; the others kept their last price.`);
  }
  const early = Map.groupBy(earlyCloses, ({ reason, close }) => `at ${close} local time: ${reason}.`);
  return [
    ...sentences,
    ...[...early].map(([when, all]) => `${listed(all.map(({ name }) => name))} closed early, ${when}`),
  ];
}

/** Whether a day of a round deserves a line of its own. */
export const isRemarkable = (day: RoundCalendarDay): boolean =>
  day.isSkipped === true || day.closed.length > 0 || day.earlyCloses.length > 0 || day.incidents.length > 0;

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
