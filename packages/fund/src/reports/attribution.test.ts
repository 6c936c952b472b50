import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matrixVector } from '@robata/kernels';
import { amount, ZERO } from '@robata/ledger';
import * as fc from 'fast-check';
import { bookWeights } from '../book/book.ts';
import { freeHolding } from '../book/costTerms.ts';
import { financing } from '../book/financing.ts';
import { fillsTo } from '../book/fillsTo.ts';
import { navOf, liveCapitalOf } from '../capital/fundAccounts.ts';
import type { FundEvent } from '../fundEvent.ts';
import { type FundLife, fundLife } from '../fundLife.ts';
import { exact } from '../money.ts';
import { opened, subscribed } from '../testing/fundForTests.ts';
import { smallMarket } from '../testing/smallMarket.ts';
import { type AttributionDay, attribution } from './attribution.ts';
import { exposureReport } from './exposureReport.ts';
import { factsheet, REPORT_FORMULAS } from './factsheet.ts';

const market = smallMarket(12);
const overlay = 9000;
const table = { securities: market.securities, ...market.riskModel };
const costs = { ...freeHolding, linear: 0.001, borrowPerYear: 0.02, creditPerYear: 0.04, debitPerYear: 0.06 };
const near = (actual: number, expected: number, tolerance = 1e-11) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} and not ${expected}`);

/** Some days of a fund that trades, finances, pays fees and takes in money, with factor returns f and stock returns Xf + u. */
function played(shocks: readonly (readonly number[])[]): { life: FundLife; days: AttributionDay[] } {
  let life = fundLife([...opened(), ...subscribed('2024-01-01', 'ann', '1000000')]);
  const price = new Map([...market.securities, overlay].map((security) => [security, 50]));
  const days: AttributionDay[] = [];
  shocks.forEach((shock, t) => {
    const day = new Date(Date.UTC(2024, 0, 2 + t)).toISOString().slice(0, 10);
    const factorReturns = Float64Array.from({ length: 5 }, (_, k) => shock[k % shock.length] / (1 + k));
    const common = matrixVector(market.riskModel.exposures, factorReturns);
    const returns = new Map<number, number>([[overlay, shock[0] / 2]]);
    market.securities.forEach((security, i) => returns.set(security, common[i] + shock[(i + t) % shock.length] / 3));
    const before = life.accounts;
    const { book } = before;
    const returnOf = (security: number) => returns.get(security) ?? Number.NaN;
    const dealt = { weights: bookWeights(book, navOf(before)), returnOf };
    for (const [security, value] of price) price.set(security, value * (1 + returnOf(security)));
    const prices = [...price].map(([security, value]) => ({ security, price: exact(value) }));
    const { interest, borrowCost } = financing(book, costs, 1);
    const log: FundEvent[] = [
      { kind: 'marked', day, prices },
      { kind: 'financed', day, interest, borrowCost },
    ];
    const marked = fundLife(log, life).accounts;
    const targetWeights = new Map([...market.securities].map((security, i) => [security, shock[i % 2] * (i - 5.5)]));
    targetWeights.set(overlay, 0.5);
    const fills = fillsTo({
      book: marked.book,
      capital: liveCapitalOf(marked),
      targetWeights,
      priceOf: (security) => exact(price.get(security) ?? 0),
      costs,
    });
    log.push({ kind: 'traded', day, fills }, { kind: 'valued', day });
    if (t % 3 === 1) log.push(...subscribed(day, 'bob', '50000', `bob ${t}`));
    life = fundLife(log, life);
    const record = life.days.at(-1);
    assert.ok(record);
    const sectorOf = (security: number) => (security === overlay ? null : `s${market.sectorOf(security)}`);
    days.push({ record, ...dealt, table, factorReturns, sectorOf });
  });
  return { life, days };
}

const shock = fc.array(
  fc.integer({ min: -30, max: 30 }).map((value) => value / 1000),
  { minLength: 3, maxLength: 3 },
);

test('factors, specific, overlay, financing, costs and fees add up to the compounded return, and nothing is left unexplained', () => {
  fc.assert(
    fc.property(fc.array(shock, { minLength: 1, maxLength: 8 }), (shocks) => {
      const { life, days } = played(shocks);
      const { lines, sectors, totalReturn } = attribution(days);
      near(totalReturn, (life.days.at(-1)?.index ?? 0) - 1);
      near(
        lines.reduce((sum, { contribution }) => sum + contribution, 0),
        totalReturn,
      );
      near(lines.find(({ group }) => group === 'unexplained')?.contribution ?? 1, 0);
      const priced = new Set(['market', 'sector', 'style', 'specific', 'outside']);
      near(
        sectors.reduce((sum, { contribution }) => sum + contribution, 0),
        lines.filter(({ group }) => priced.has(group)).reduce((sum, { contribution }) => sum + contribution, 0),
      );
    }),
    { numRuns: 40 },
  );
});

test('a book of one stock on one day is explained by hand', () => {
  const weights = new Map([
    [100, 0.5],
    [overlay, 0.25],
  ]);
  const sources = { ...played([]).life.sinceValuation, prices: amount('17'), linearCost: amount('-2') };
  const record = { day: '2024-01-02', navStart: amount('1000'), dayReturn: 0.015, sources };
  // Stock 100: market 1, energy 1, beta 0; it returns 3 %, of which market 1 % and energy −.5 %. The overlay returns .8 %.
  const returnOf = (security: number) => (security === 100 ? 0.03 : 0.008);
  const factorReturns = [0.01, -0.005, 0.02, 0.02, 0.07];
  const told = attribution([{ record, weights, returnOf, table, factorReturns, sectorOf: () => null }]);
  const line = (name: string) => told.lines.find((each) => each.name === name)?.contribution ?? Number.NaN;
  near(line('market'), 0.005);
  near(line('sector:energy'), -0.0025);
  near(line('sector:tech'), 0);
  near(line('specific'), 0.0125);
  near(line('outside'), 0.002);
  near(line('unexplained'), 0);
  near(line('linearCost'), -0.002);
  near(told.totalReturn, 0.015);
  near(told.sectors[0].contribution, 0.017);
});

test('the direction of the meta model is a line of its own', () => {
  const names = ['market', 'sector:energy', 'sector:health', 'sector:tech', 'alpha'];
  const { days } = played([[0.01, 0.02, -0.01]]);
  const { lines } = attribution(days.map((day) => ({ ...day, table: { ...table, factorNames: names } })));
  assert.equal(lines.filter(({ group }) => group === 'meta_model').length, 1);
  assert.throws(() => attribution(days.map((day) => ({ ...day, factorReturns: [0.01] }))), RangeError);
  assert.throws(
    () => attribution(days.map((day) => ({ ...day, factorReturns: [0, 0, 0, 0, Number.NaN] }))),
    /style:beta returned NaN/,
  );
});

test('the part of the meta model is exposure times the return of its pure direction, and leaves the specific part', () => {
  const weights = new Map([
    [100, 0.5],
    [101, -0.25],
    [overlay, 0.25],
  ]);
  const sources = { ...played([]).life.sinceValuation, prices: amount('17') };
  const record = { day: '2024-01-02', navStart: amount('1000'), dayReturn: 0.017, sources };
  const returnOf = (security: number) => (security === 100 ? 0.03 : 0.008);
  const day = { record, weights, returnOf, table, factorReturns: [0, 0, 0, 0, 0], sectorOf: () => null };
  // The overlay is outside the model: an exposure of it counts nothing.
  const exposureOf = new Map([
    [100, 0.3],
    [101, 0.1],
    [overlay, 9],
  ]);
  const line = (told: ReturnType<typeof attribution>, name: string) =>
    told.lines.find((each) => each.name === name)?.contribution ?? 0;
  const [without, told] = [attribution([day]), attribution([{ ...day, metaModel: { exposureOf, pureReturn: 0.02 } }])];
  near(line(told, 'alpha'), (0.5 * 0.3 - 0.25 * 0.1) * 0.02, 1e-17);
  near(line(without, 'specific'), 0.5 * 0.03 - 0.25 * 0.008, 1e-17);
  near(line(told, 'specific') + line(told, 'alpha'), line(without, 'specific'), 1e-17);
  near(
    told.lines.reduce((sum, { contribution }) => sum + contribution, 0),
    0.017,
    1e-17,
  );
  assert.throws(() => attribution([{ ...day, metaModel: { exposureOf, pureReturn: Number.NaN } }]), RangeError);
});

test('a booked price without a return stays visible as unexplained', () => {
  const { days } = played([
    [0.01, 0.02, -0.01],
    [0.02, 0.01, 0.03],
  ]);
  const blind = days.map((day) => ({
    ...day,
    returnOf: (security: number) => (security === overlay ? Number.NaN : day.returnOf(security)),
  }));
  const { lines } = attribution(blind);
  const unexplained = lines.find(({ group }) => group === 'unexplained')?.contribution ?? 0;
  near(unexplained, attribution(days).lines.find(({ group }) => group === 'outside')?.contribution ?? 0);
  assert.notEqual(unexplained, 0);
});

test('exposures are sums of weights, and what the model does not know is told', () => {
  const weights = new Map([
    [100, 0.5],
    [103, -0.2],
    [101, 0.1],
    [overlay, 1],
  ]);
  const report = exposureReport('2024-01-02', weights, table);
  near(report.gross, 1.8);
  near(report.net, 1.4);
  near(report.short, -0.2);
  assert.equal(report.names, 4);
  assert.equal(report.outside, 1);
  near(report.factors.get('market') ?? 0, 0.4);
  near(report.factors.get('sector:energy') ?? 0, 0.3);
  near(report.factors.get('style:beta') ?? 0, 0.1 * Math.sin(7) - 0.2 * Math.sin(21));
});

test('a factsheet says what its fund did, each figure with its formula, and the same as the parts it is made of', () => {
  const { life, days } = played(
    Array.from({ length: 40 }, (_, t) => [0.01 * Math.sin(t), 0.01 * Math.cos(3 * t), 0.004]),
  );
  const sheet = factsheet({ title: 'Market neutral', life, attribution: attribution(days), rollingDays: 20 });
  const value = (name: string) => sheet.figures.find((figure) => figure.name === name)?.value ?? Number.NaN;
  near(value('Return since inception'), sheet.attribution?.totalReturn ?? 1);
  assert.equal(sheet.nav, navOf(life.accounts));
  assert.equal(value('Trading days'), 40);
  assert.equal(sheet.investors, 2);
  assert.deepEqual([sheet.inception, sheet.asOf], ['2024-01-01', life.days.at(-1)?.day]);
  assert.equal(value('Maximum drawdown'), sheet.drawdowns[0].depth);
  assert.equal(sheet.rollingSharpe.length, 21);
  assert.ok(sheet.figures.every(({ formula }) => formula.length > 10));
  assert.deepEqual(Object.keys(REPORT_FORMULAS).slice(0, 3), ['monthlyReturns', 'drawdowns', 'rollingSharpe']);
  assert.match(sheet.terms[0], /3.65 % of capital a year/);
  assert.throws(() => factsheet({ title: 'x', life: fundLife(opened()) }), /without capital/);
  assert.equal(ZERO, 0n);
});
