import {
  compareDeliveries,
  continuedPanel,
  type DeliveryComparison,
  findHeldMoves,
  type HeldMove,
  heldMoveIncident,
  type Incident,
  type MarketPanel,
  thinDayFault,
  type FeedFault,
  type ThinDayPolicy,
  withoutHeldMoves,
} from '@robata/market';
import type { MarketSource, Restatement } from '../marketSource.ts';

/** A file as it was delivered, laid out; known from the moment at which this trading day (an index) is played. */
interface Vintage {
  readonly from: number;
  /** What continues the file before. */
  readonly panel: MarketPanel;
  /** The file itself beside the one before it; null of the first. */
  readonly comparison: DeliveryComparison | null;
  /** What was found in it. */
  readonly incidents: readonly Incident[];
}

/** A move that would be held back, and somebody knows that it is one. */
export interface KnownMove {
  /** Permanent id. */
  readonly security: string;
  readonly day: string;
  /** Known from the moment at which this trading day (an index) is played. */
  readonly from: number;
}

/** A move that is held back, for people. */
export interface HeldBack {
  /** Permanent id, and the symbol of now. */
  readonly security: string;
  readonly ticker: string;
  readonly day: string;
  /** Close over the one before. */
  readonly ratio: number;
}

/** What is known when a day is played. */
interface View {
  readonly vintage: number;
  readonly known: MarketPanel;
  readonly held: readonly HeldMove[];
}

/**
 * Prices that are delivered file by file while the tournament is live. What is known when a day is played follows from the deliveries and the day
 * alone, so that a season which is repeated after a stop sees what it saw: the days of the first file as they are, then one day at a time, in the
 * calendar's order, each row as the newest file of then has it. Nothing after the day that is played is shown, whatever a file holds.
 *
 * A move that may be a split is held back until the shares outstanding tell (`findHeldMoves`), or somebody who knows; that answer, and whatever
 * a newer file says otherwise of days that were played, is a restatement.
 */
export class DeliveredMarket implements MarketSource {
  readonly title: string;
  readonly description: string;
  readonly notices: readonly string[];
  readonly incidents: readonly Incident[];
  readonly isEndless = false;
  /** Days of the first file: the past, played as recorded prices are. */
  readonly #recorded: number;
  readonly #vintages: Vintage[];
  readonly #dayAfter: ((day: string) => string) | null;
  #skipped: readonly string[] = [];
  #real: readonly KnownMove[] = [];
  #shown: { readonly today: number; readonly vintage: number; readonly panel: MarketPanel } | null = null;

  constructor(
    first: MarketPanel,
    about: Pick<MarketSource, 'title' | 'description' | 'notices'>,
    incidents: readonly Incident[],
    /** The trading day to come after one, for whoever says what is waited for. */
    dayAfter: ((day: string) => string) | null = null,
  ) {
    this.#dayAfter = dayAfter;
    this.title = about.title;
    this.description = about.description;
    this.notices = about.notices;
    this.incidents = incidents;
    this.#recorded = first.days.length;
    this.#vintages = [{ from: 0, panel: first, comparison: null, incidents: [] }];
  }

  get liveFrom(): number {
    return this.#recorded;
  }

  get #newest(): MarketPanel {
    return (this.#vintages.at(-1) as Vintage).panel;
  }

  /** The days that were delivered so far, ascending. */
  get days(): readonly string[] {
    return this.#newest.days;
  }

  /**
   * Takes a newer file, which is known from the day `from` on: an index, not before that of the last delivery. Throws DataRefusedError, and
   * takes nothing, where it cannot continue what was delivered.
   * @param incidents what was found in the file: of each day it is told when that day is played
   * @param isTradingDay new days that are none are left out; default: all are
   */
  deliver(
    next: MarketPanel,
    from: number,
    incidents: readonly Incident[] = [],
    isTradingDay: (day: string) => boolean = () => true,
  ): void {
    if (from < (this.#vintages.at(-1) as Vintage).from) throw new RangeError('deliveries are known in their order');
    this.#vintages.push(this.#vintageOf(this.#vintages.at(-1) as Vintage, { next, from, incidents, isTradingDay }));
  }

  /** Lays out the last file that was delivered once more, because other days of it are trading days now: later ones than the last played. */
  deliverAgain(next: MarketPanel, incidents: readonly Incident[], isTradingDay: (day: string) => boolean): void {
    const [before, last] = this.#vintages.slice(-2);
    if (before === undefined || last === undefined) return;
    this.#vintages[this.#vintages.length - 1] = this.#vintageOf(before, {
      next,
      from: last.from,
      incidents,
      isTradingDay,
    });
    this.#shown = null;
  }

  #vintageOf(
    before: Vintage,
    file: {
      readonly next: MarketPanel;
      readonly from: number;
      readonly incidents: readonly Incident[];
      readonly isTradingDay: (day: string) => boolean;
    },
  ): Vintage {
    const { next, from, incidents, isTradingDay } = file;
    // Of days that are not played yet only the newest file speaks: a day that one file lacked is there once another one has it.
    const used = firstDaysOf(before.panel, Math.max(this.#recorded, from));
    const comparison = compareDeliveries(used, next);
    // Days that are none here come too late for nothing.
    const inserted = comparison.inserted.filter(isTradingDay);
    return {
      from,
      panel: continuedPanel(used, next, isTradingDay),
      comparison: { ...comparison, inserted },
      incidents,
    };
  }

  /** Days on which the exchange traded and that are none here. What lies before the day that is played next cannot change. */
  skip(days: readonly string[]): void {
    this.#skipped = days;
    this.#shown = null;
  }

  /** Moves that are not held back, because somebody knows that they are real. What was known when a day was played cannot change. */
  takeAsReal(moves: readonly KnownMove[]): void {
    this.#real = moves;
    this.#shown = null;
  }

  /** What is held back when a day (an index) is played. */
  heldBack(today: number): HeldBack[] {
    const { known, held } = this.#viewOn(today);
    return held.map(({ security, day, ratio }) => {
      const { id = '', ticker = '' } = known.securities[security] ?? {};
      return { security: id, ticker, day: known.days[day] as string, ratio };
    });
  }

  /** Whether a day that was delivered lacks too many prices to be played. */
  thinDay(day: number, policy: ThinDayPolicy): FeedFault | null {
    return thinDayFault(this.#newest, day, policy);
  }

  dayAfter(day: string): string | null {
    return this.#dayAfter?.(day) ?? null;
  }

  panelWith(_days: number, today = 0): MarketPanel {
    const { vintage, known, held } = this.#viewOn(today);
    if (this.#shown?.today !== today || this.#shown.vintage !== vintage) {
      this.#shown = { today, vintage, panel: withoutHeldMoves(known, held) };
    }
    return this.#shown.panel;
  }

  restatement(used: MarketPanel, today: number): Restatement | null {
    if (today < this.#recorded) return null;
    const [before, now] = [this.#viewOn(today - 1), this.#viewOn(today)];
    if (before.vintage === now.vintage && areAllIn(before.held, now.held)) return null;
    const comparison = this.#compared(used, today, before.vintage, now.vintage);
    if (isEmpty(comparison)) return null;
    return {
      id: `${used.days[today - 1]} ${now.vintage}`,
      comparison,
      held: new Set(before.held.map(({ security }) => used.securities[security]?.id ?? '')),
      known: new Set(this.#real.flatMap(({ security, from }) => (from === today ? [security] : []))),
    };
  }

  found(today: number): readonly Incident[] {
    if (today < this.#recorded) return [];
    const { known, held, vintage } = this.#viewOn(today);
    const date = known.days[today];
    return [
      ...(this.#vintages[vintage] as Vintage).incidents.filter(({ day }) => day !== null && day === date),
      ...held.filter(({ day }) => day === today).map((move) => heldMoveIncident(known, move)),
    ];
  }

  /** What is shown now beside what was used, with what the files since then lack: of that nothing is seen in what continues them. */
  #compared(used: MarketPanel, today: number, before: number, now: number): DeliveryComparison {
    const shown = compareDeliveries(used, this.panelWith(0, today), today);
    const files = this.#vintages.slice(before + 1, now + 1).flatMap(({ comparison }) => comparison ?? []);
    const last = used.days[today - 1] as string;
    const wasUsed = (day: string): boolean => day <= last;
    return {
      ...shown,
      rows: [
        ...shown.rows,
        ...files.flatMap(({ rows }) => rows.filter(({ kind, day }) => kind === 'withdrawn' && day < today)),
      ].sort((a, b) => a.day - b.day || (a.security < b.security ? -1 : 1)),
      inserted: files.flatMap(({ inserted }) => inserted),
      withdrawn: files.flatMap(({ withdrawn }) => withdrawn.filter(wasUsed)),
      lost: files.flatMap(({ lost }) => lost),
    };
  }

  #viewOn(today: number): View {
    const vintage = this.#vintages.findLastIndex(({ from }) => from <= Math.max(0, today));
    const { panel } = this.#vintages[vintage] as Vintage;
    const days = panel.days.slice(0, Math.max(this.#recorded, today + 1));
    const known = { ...panel, days, ...(this.#skipped.length > 0 && { skippedDays: this.#skipped }) };
    const isReal = (id: string, day: string): boolean =>
      this.#real.some((move) => move.security === id && move.day === day && move.from <= today);
    const held = today < this.#recorded ? [] : findHeldMoves(known, this.#recorded, isReal);
    return { vintage, known, held };
  }
}

function firstDaysOf(panel: MarketPanel, count: number): MarketPanel {
  const days = panel.days.slice(0, count);
  const isPlayed = (day: number): boolean => day < days.length;
  return {
    ...panel,
    days,
    fundamentals: panel.fundamentals?.filter(({ filedDay }) => isPlayed(filedDay)) ?? null,
    shortInterest: panel.shortInterest?.filter(({ firstSeenDay }) => isPlayed(firstSeenDay)) ?? null,
  };
}

/** Whether whatever was held back before still is. A move that is new restates nothing: it was never used. */
function areAllIn(before: readonly HeldMove[], now: readonly HeldMove[]): boolean {
  const keys = new Set(now.map(({ security, day }) => `${security} ${day}`));
  return before.every(({ security, day }) => keys.has(`${security} ${day}`));
}

const isEmpty = ({ rows, inserted, withdrawn, lost, rescaled }: DeliveryComparison): boolean =>
  rows.length + inserted.length + withdrawn.length + lost.length + rescaled.length === 0;
