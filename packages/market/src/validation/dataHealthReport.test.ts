import assert from 'node:assert/strict';
import { it } from 'node:test';

import { parseIsoDate } from '../calendar/isoDate.ts';
import { calendarOf, EXCHANGES } from '../calendars/exchangeCalendars.ts';
import { buildPanel } from '../import/buildPanel.ts';
import type { Label } from '../import/importLabels.ts';
import { type SmallTicker, smallPrices } from '../import/testing/smallPrices.ts';
import type { Incident, MarketPanel } from '../panel.ts';
import { dataHealthReport } from './dataHealthReport.ts';

const DAYS = 60;
const STOCKS = 20;

type Table = Record<string, Required<SmallTicker>>;
type Column = keyof SmallTicker;

/** A market without any fault: every stock moves each day by its own small amount, three billions of value each. */
function soundMarket(): Table {
  const table: Table = {};
  for (let stock = 0; stock < STOCKS; stock++) {
    let price = 30;
    const close = Array.from({ length: DAYS }, (_, day) => {
      price *= 1 + 0.01 * Math.sin(1 + day * (stock + 2.3));
      return price;
    });
    const ticker = `T${String(stock).padStart(2, '0')}`;
    const same = (value: number): number[] => close.map(() => value);
    table[ticker] = { close, adjustment: same(1), volume: same(5000), shares: same(1e8) };
  }
  return table;
}

/** The market with T05's column changed by a function of its value and the day. */
function withFault(column: Column, change: (value: number, day: number) => number | null, ticker = 'T05'): Table {
  const table = soundMarket();
  const stock = table[ticker] as Required<SmallTicker>;
  return {
    ...table,
    [ticker]: { ...stock, [column]: stock[column].map((value, day) => change(value as number, day)) },
  };
}

const withoutRows = (isMissing: (day: number) => boolean): Table =>
  withFault('close', (value, day) => (isMissing(day) ? null : value));

function report(
  table: Table,
  change: (panel: MarketPanel) => MarketPanel = (panel) => panel,
  labels = new Map<string, Label>(),
) {
  const { panel, incidents } = buildPanel(smallPrices(table), { labels });
  return dataHealthReport(change(panel), incidents);
}

/** The rules that found something. */
const rulesOf = ({ findings }: ReturnType<typeof report>): string[] =>
  findings.filter(({ counts }) => Object.values(counts).some((count) => count > 0)).map(({ rule }) => rule);

const countsOf = (health: ReturnType<typeof report>, rule: string) =>
  health.findings.find((finding) => finding.rule === rule)?.counts;

/** `counts` says how many factor changes were looked at even where none is doubtful. */
const isFault = (rule: string): boolean => rule !== 'doubtful_factor';

it('finds nothing in a sound market', () => {
  const health = report(soundMarket());
  assert.deepEqual(rulesOf(health), []);
  assert.deepEqual(health.incidents, []);
  assert.deepEqual([health.securities, health.tradingDays, health.rows], [STOCKS, DAYS, STOCKS * DAYS]);
});

it('counts prices below one dollar once per row', () => {
  const health = report(withFault('close', (value) => value / 31));
  assert.deepEqual(rulesOf(health), ['penny_price']);
  assert.ok((countsOf(health, 'penny_price')?.rows ?? 0) > DAYS / 2);
});

it('finds gaps by length, and new securities after long ones', () => {
  assert.deepEqual(countsOf(report(withoutRows((day) => day === 30)), 'gap'), {
    'one day': 1,
    '2 to 5 days': 0,
    '6 to 20 days': 0,
  });
  assert.equal(countsOf(report(withoutRows((day) => day >= 30 && day < 35)), 'gap')?.['2 to 5 days'], 1);
  assert.equal(countsOf(report(withoutRows((day) => day >= 30 && day < 36)), 'gap')?.['6 to 20 days'], 1);
  const long = report(withoutRows((day) => day >= 30 && day < 51));
  assert.equal(countsOf(long, 'reused_symbol')?.incidents, 1);
});

it('finds a thin day, by the 21 days before', () => {
  const table = soundMarket();
  const thin = Object.fromEntries(
    Object.entries(table).map(([ticker, stock], index) => [
      ticker,
      { ...stock, close: stock.close.map((value, day) => (day === 40 && index < 2 ? null : value)) },
    ]),
  );
  const health = report(thin);
  assert.equal(countsOf(health, 'thin_day')?.days, 1);
  const incident = health.incidents.find(({ rule }) => rule === 'thin_day');
  assert.deepEqual([incident?.rows, incident?.day], [2, buildPanel(smallPrices(thin)).panel.days[40]]);
});

it('finds missing volume, one incident for the day', () => {
  const health = report(withFault('volume', (value, day) => (day === 12 ? null : value)));
  assert.deepEqual(rulesOf(health), ['missing_volume']);
  assert.deepEqual(countsOf(health, 'missing_volume'), { rows: 1, days: 1 });
});

it('finds a close that does not change for five days, and not for four', () => {
  const stale = (last: number) => report(withFault('close', (value, day) => (day >= 30 && day <= last ? 33 : value)));
  assert.deepEqual(rulesOf(stale(34)), []);
  assert.deepEqual(rulesOf(stale(35)), ['stale_price']);
  assert.deepEqual(countsOf(stale(40), 'stale_price'), {
    runs: 1,
    'of companies over 2 bn USD': 1,
    'of 10 days or more': 1,
  });
});

it('finds a day that is a copy of the day before, and a day that repeats its returns', () => {
  const change = (edit: (close: number[]) => void): Table =>
    Object.fromEntries(
      Object.entries(soundMarket()).map(([ticker, stock]) => {
        const close = [...stock.close] as number[];
        edit(close);
        return [ticker, { ...stock, close }];
      }),
    );
  const copied = report(
    change((close) => {
      close[40] = close[39] as number;
    }),
  );
  assert.equal(countsOf(copied, 'stale_day')?.days, 1);
  const repeated = report(
    change((close) => {
      close[40] = (close[39] as number) ** 2 / (close[38] as number);
    }),
  );
  assert.equal(countsOf(repeated, 'stale_day')?.days, 1);
});

it('finds a price that jumps and comes back', () => {
  const health = report(withFault('close', (value, day) => (day === 30 ? value * 1.5 : value)));
  assert.equal(countsOf(health, 'bad_tick')?.flagged, 1);
});

it('finds a factor that does not fit, and says nothing of one that fits', () => {
  const split = (price: number) => {
    const table = withFault('adjustment', (value, day) => (day >= 30 ? 2 * value : value));
    const stock = table.T05 as Required<SmallTicker>;
    const close = stock.close.map((value, day) => (day >= 30 ? (value as number) * price : value));
    return report({ ...table, T05: { ...stock, close } });
  };
  assert.deepEqual(countsOf(split(0.5), 'doubtful_factor'), { flagged: 0, 'factor changes': 1 });
  assert.deepEqual(rulesOf(split(0.5)).filter(isFault), []);
  assert.deepEqual(countsOf(split(1), 'doubtful_factor'), { flagged: 1, 'factor changes': 1 });
});

it('counts falls of large companies, and lists those over 40 %', () => {
  const fall = (factor: number) =>
    countsOf(report(withFault('close', (value, day) => (day >= 30 ? value * factor : value))), 'spin_off');
  assert.deepEqual(fall(0.95), { flagged: 0, listed: 0 });
  assert.deepEqual(fall(0.8), { flagged: 1, listed: 0 });
  const small = withFault('shares', () => 1e6);
  const stock = small.T05 as Required<SmallTicker>;
  const close = stock.close.map((value, day) => (day >= 30 ? (value as number) * 0.8 : value));
  assert.deepEqual(countsOf(report({ ...small, T05: { ...stock, close } }), 'spin_off'), { flagged: 0, listed: 0 });
  const huge = withFault('shares', () => 1e9);
  const halved = (huge.T05 as Required<SmallTicker>).close.map((value, day) =>
    day >= 30 ? (value as number) * 0.5 : value,
  );
  const health = report({ ...huge, T05: { ...(huge.T05 as Required<SmallTicker>), close: halved } });
  assert.deepEqual(countsOf(health, 'spin_off'), { flagged: 1, listed: 1 });
});

it('finds jumps of shares outstanding, and which of them come back', () => {
  const stays = report(withFault('shares', (value, day) => (day >= 30 ? value * 1.5 : value)));
  assert.deepEqual(countsOf(stays, 'shares_jump'), { flagged: 1, 'come back within 10 days': 0 });
  const back = report(withFault('shares', (value, day) => (day >= 30 && day < 33 ? value * 1.5 : value)));
  assert.deepEqual(countsOf(back, 'shares_jump'), { flagged: 2, 'come back within 10 days': 1 });
});

it('finds classes of one company and funds by name', () => {
  const named = (name: string): Label => ({ name, exchange: null, sector: null, industry: null, country: null });
  const labels = new Map([
    ['T01', named('Fox Corporation Class A Common Stock')],
    ['T02', named('Fox Corporation Class B Common Stock')],
    ['T03', named('Liberty All-Star Equity Fund')],
  ]);
  const health = report(soundMarket(), undefined, labels);
  assert.deepEqual(rulesOf(health), ['share_classes', 'fund']);
  assert.deepEqual(countsOf(health, 'share_classes'), { companies: 1, pairs: 1 });
});

it('finds what vanished, and how', () => {
  const health = report(withoutRows((day) => day > 50));
  assert.deepEqual(countsOf(health, 'vanished_ticker'), { securities: 1, 'pinned before': 0, 'lost half before': 0 });
  const ends = (price: (value: number, day: number) => number) =>
    countsOf(report(withFault('close', (value, day) => (day > 50 ? null : price(value, day)))), 'vanished_ticker');
  assert.equal(ends((value, day) => (day > 25 ? 40 + (day % 2) / 100 : value))?.['pinned before'], 1);
  assert.equal(ends((value, day) => (day > 40 ? value * 0.9 ** (day - 40) : value))?.['lost half before'], 1);
});

it('finds trading days that the file lacks', () => {
  const prices = smallPrices(soundMarket());
  const days = prices.days.map((day, index) => (index === DAYS - 1 ? day + 7 : day));
  const { panel } = buildPanel({ ...prices, days });
  const missing = dataHealthReport(panel).findings.find(({ rule }) => rule === 'missing_day');
  assert.ok((missing?.counts.days ?? 0) >= 4);
});

it("finds them by the calendar of the panel's own exchange", () => {
  const prices = smallPrices(soundMarket());
  for (const exchange of EXCHANGES) {
    // Weeks with Golden Week, the days of May and Whitsun, and Ching Ming, in which each of them rests on other days.
    const traded = calendarOf(exchange)
      .tradingDays('2024-03-25', '2024-07-19')
      .slice(0, DAYS + 1);
    const missingOf = (days: readonly string[], of: Partial<MarketPanel>) => {
      const { panel } = buildPanel({ ...prices, days: days.map((day) => parseIsoDate(day) as number) });
      return dataHealthReport({ ...panel, ...of }).incidents.filter(({ rule }) => rule === 'missing_day');
    };
    assert.deepEqual(missingOf(traded.slice(1), { exchange }), [], exchange);
    const lost = traded[20] as string;
    const [incident] = missingOf(
      traded.filter((day) => day !== lost),
      { exchange },
    );
    assert.equal(incident?.rows, 1);
    assert.ok(
      incident.message.startsWith(`${calendarOf(exchange).name} traded on 1 day that the file lacks (${lost})`),
    );
    // By New York's calendar its holidays would be missing; so is one of a market that nobody named.
    const isNewYork = exchange === 'XNYS' || exchange === 'XNAS' || missingOf(traded.slice(1), {}).length === 0;
    assert.equal(isNewYork, exchange === 'XNYS' || exchange === 'XNAS', exchange);
  }
});

it("finds a close outside of the day's range", () => {
  const health = report(soundMarket(), (panel) => ({
    ...panel,
    high: panel.close.map((value, cell) => (cell === 7 ? value * 0.99 : value * 1.01)),
    low: panel.close.map((value, cell) => (cell === 90 ? value * 1.02 : value * 0.99)),
  }));
  assert.deepEqual(countsOf(health, 'impossible_range'), { rows: 2 });
});

it('publishes a misplaced decimal point, which building the panel found', () => {
  const health = report(withFault('close', (value, day) => (day === 30 ? 10 * value : value)));
  assert.deepEqual(countsOf(health, 'misplaced_decimal'), { incidents: 1, rows: 1 });
  assert.equal(health.incidents.filter(({ rule }) => rule === 'misplaced_decimal').length, 1);
});

it('has a place for every incident of the panel: none is dropped for want of its rule', () => {
  const incident: Incident = { rule: 'new_rule', severity: 'error', rows: 3, security: null, day: null, message: '' };
  const { panel } = buildPanel(smallPrices(soundMarket()), { labels: new Map() });
  assert.deepEqual(dataHealthReport(panel, [incident]).incidents, [incident]);
});
