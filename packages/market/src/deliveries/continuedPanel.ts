import { DataRefusedError, type MarketPanel, type Security } from '../panel.ts';
import { COMPARED_COLUMNS, type ComparedColumn } from './compareDeliveries.ts';

/** A delivery that lacks so large a share of the securities that traded last is no delivery of this market. */
const MOST_LOST = 0.02;

/**
 * A newer delivery as the continuation of the panel that was used: securities and days keep their places, new ones come after them, labels of
 * known securities stay, but for their tickers. Where the newer file has a row it is taken, restated or not; a row, or a whole day, that was used and is gone is kept as
 * it was, and days that come too late, before the last one used, are left out, as are new ones that are no trading days (default: all are).
 *
 * Throws DataRefusedError on what cannot continue it: a column that is gone, another market, or more than 2 % of the securities that traded on
 * the last used day missing altogether.
 */
export function continuedPanel(
  used: MarketPanel,
  next: MarketPanel,
  isTradingDay: (day: string) => boolean = () => true,
): MarketPanel {
  refuseStrangers(used, next);
  const last = used.days.at(-1) as string;
  const appended = next.days.filter((day) => day > last && isTradingDay(day));
  const days = [...used.days, ...appended];
  const placeOf = new Map(next.days.map((day, index) => [day, index]));
  const nextDays = days.map((day) => placeOf.get(day) ?? -1);
  const securityOf = new Map(next.securities.map(({ id }, index) => [id, index]));
  const known = new Set(used.securities.map(({ id }) => id));
  const added = next.securities.filter(({ id }) => !known.has(id));
  const nextOf = new Map(next.securities.map((security) => [security.id, security]));
  const securities = [...used.securities.map((security) => renamed(security, nextOf.get(security.id))), ...added];
  const others = securities.map(({ id }) => securityOf.get(id) ?? -1);
  const stride = days.length;

  const scales = others.map((other, security) =>
    other < 0 || security >= used.securities.length ? 1 : scaleOf({ used, next, security, other, nextDays }),
  );

  const columnOf = (column: ComparedColumn): Float64Array | null => {
    const [before, now] = [used[column], next[column]];
    // A column that was not there when the features were chosen is not taken up in their middle.
    if (before === null || now === null) return null;
    const values = new Float64Array(securities.length * stride).fill(Number.NaN);
    others.forEach((other, security) => {
      const isKnown = security < used.securities.length;
      for (let day = 0; day < stride; day++) {
        const nextDay = nextDays[day] as number;
        const hasRow = other >= 0 && nextDay >= 0 && (next.close[other * next.stride + nextDay] as number) > 0;
        if (hasRow) values[security * stride + day] = now[other * next.stride + nextDay] as number;
        else if (isKnown && day < used.days.length) {
          const kept = before[security * used.stride + day] as number;
          values[security * stride + day] = column === 'adjustment' ? kept * (scales[security] as number) : kept;
        }
      }
    });
    return values;
  };
  const newPlace = new Map(others.map((other, security) => [other, security]));
  const dayPlace = new Map(days.map((day, index) => [day, index]));
  const moved = <R extends { readonly security: number }, K extends keyof R>(
    reports: readonly R[] | null,
    dayKey: K,
  ): R[] | null =>
    reports?.flatMap((report): R[] => {
      const security = newPlace.get(report.security);
      // Of a day that was left out: known from the next one that is there on.
      const day = next.days[report[dayKey] as number] ?? '';
      const place = dayPlace.get(day) ?? days.findIndex((each) => each > day);
      return security === undefined || place < 0 ? [] : [{ ...report, security, [dayKey]: place }];
    }) ?? null;
  const columns = Object.fromEntries(COMPARED_COLUMNS.map((column) => [column, columnOf(column)]));
  return {
    days,
    ...(used.exchange !== undefined && { exchange: used.exchange }),
    securities,
    stride,
    ...(columns as Pick<MarketPanel, ComparedColumn>),
    fundamentals: used.fundamentals === null ? null : (moved(next.fundamentals, 'filedDay') ?? used.fundamentals),
    shortInterest:
      used.shortInterest === null ? null : (moved(next.shortInterest, 'firstSeenDay') ?? used.shortInterest),
  };
}

/** A company that was renamed meanwhile is called so from that day on; what it was called before stays. */
function renamed(used: Security, next: Security | undefined): Security {
  if (next === undefined) return used;
  const { ticker, formerTickers } = next;
  return { ...used, ticker, ...(formerTickers !== undefined && { formerTickers }) };
}

/** By how much a security's adjusted prices are multiplied now, on the last used day that both have: what is kept beside them must be too. */
function scaleOf(of: {
  readonly used: MarketPanel;
  readonly next: MarketPanel;
  readonly security: number;
  readonly other: number;
  readonly nextDays: readonly number[];
}): number {
  const { used, next, security, other, nextDays } = of;
  const priceAt = ({ close, adjustment }: MarketPanel, cell: number): number =>
    (close[cell] as number) * (adjustment[cell] as number);
  for (let day = used.days.length - 1; day >= 0; day--) {
    const nextDay = nextDays[day] as number;
    if (nextDay < 0) continue;
    const ratio = priceAt(next, other * next.stride + nextDay) / priceAt(used, security * used.stride + day);
    if (ratio > 0) return ratio;
  }
  return 1;
}

function refuseStrangers(used: MarketPanel, next: MarketPanel): void {
  for (const column of COMPARED_COLUMNS) {
    if (used[column] !== null && next[column] === null) {
      throw new DataRefusedError(
        `The newer delivery has no ${column} and the one before had it; deliver the file with all of its columns.`,
      );
    }
  }
  const nextIds = new Set(next.securities.map(({ id }) => id));
  const day = used.days.length - 1;
  const traded = used.securities.filter((_, s) => (used.close[s * used.stride + day] as number) > 0);
  const lost = traded.filter(({ id }) => !nextIds.has(id));
  if (lost.length <= MOST_LOST * traded.length) return;
  const some = lost
    .slice(0, 5)
    .map(({ id }) => id)
    .join(', ');
  throw new DataRefusedError(
    `The newer delivery lacks ${lost.length} of the ${traded.length} securities that traded on ${used.days[day]} (${some}${lost.length > 5 ? ', …' : ''}); nothing of it was used, so look for a changed column or a cut file and deliver it whole.`,
  );
}
