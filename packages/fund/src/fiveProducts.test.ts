import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matrixVector } from '@robata/kernels';
import { type Amount, amount, sumAmounts } from '@robata/ledger';
import { optimize } from '@robata/portfolio';
import { fundAccounts } from './applyFundEvent.ts';
import { bookWeights } from './book/book.ts';
import { type CostTerms, freeHolding } from './book/costTerms.ts';
import { balanceSheet, investorCapitals, liveCapitalOf, navOf } from './capital/fundAccounts.ts';
import { closingEvents, marketEvents } from './closingEvents.ts';
import type { FundEvent } from './fundEvent.ts';
import { type FundLife, fundLife, PROFIT_SOURCES } from './fundLife.ts';
import { applyDay, applyTrades, type FundState, holdingWeights, netAssetValue, openFund } from './fundState.ts';
import { exact } from './money.ts';
import {
  higherRisk,
  longOnly,
  type Mandate,
  managedAccount,
  marketNeutral,
  portableAlpha,
} from './products/mandate.ts';
import { mandatePlan } from './products/mandatePlan.ts';
import { rebalanceMandate } from './products/rebalanceMandate.ts';
import { opened, subscribed, withFees } from './testing/fundForTests.ts';
import { smallMarket } from './testing/smallMarket.ts';

const index = 9000;
const market = smallMarket();
const excluded = [101, 110];
const mandates: Mandate[] = [
  marketNeutral(),
  higherRisk(3),
  longOnly(),
  portableAlpha({ security: index }),
  managedAccount(higherRisk(2), { excluded, caps: [{ security: 102, largest: 0.01 }] }),
];
const costs: CostTerms = { ...freeHolding, linear: 0.001 };
const weekdays = (count: number): string[] => {
  const days: string[] = [];
  for (let t = 0; days.length < count; t++) {
    const date = new Date(Date.UTC(2024, 0, 1 + t));
    if (date.getUTCDay() % 6 !== 0) days.push(date.toISOString().slice(0, 10));
  }
  return days;
};

/** A stock's return on a day: common factors and its own wave, some 2 % a day. The index is the mean of all. */
function returnsOn(t: number): Map<number, number> {
  const factors = Float64Array.from({ length: 5 }, (_, k) => 0.006 * Math.sin(t * (k + 2) + k));
  const common = matrixVector(market.riskModel.exposures, factors);
  const returns = new Map(
    Array.from(market.securities, (security, i) => [security, common[i] + 0.015 * Math.sin(i * 5 + t * 3)] as const),
  );
  const mean = [...returns.values()].reduce((sum, value) => sum + value, 0) / returns.size;
  return returns.set(index, mean);
}

/** Someone comes each fortnight, and half of it leaves a fortnight later; ann takes out a tenth now and then. */
function requestsOn(day: string, t: number): FundEvent[] {
  const request = `${t}`;
  if (t % 10 === 3) {
    return [{ kind: 'subscription_requested', day, request, investor: `i${t}`, amount: amount('1000000.07') }];
  }
  if (t % 10 !== 8 || t < 20) return [];
  const investor = t % 20 === 8 ? 'ann' : `i${t - 15}`;
  return [{ kind: 'redemption_requested', day, request, investor, amount: t % 20 === 8 ? amount('333333.33') : null }];
}

function play(
  mandate: Mandate,
  fees: readonly [string, string],
  playedCosts: CostTerms,
  each: (life: FundLife, traded: ReadonlyMap<number, number> | null, t: number) => void,
): { life: FundLife; log: FundEvent[] } {
  const days = weekdays(132);
  const terms = withFees(...fees);
  const log: FundEvent[] = [...opened(terms), ...subscribed(days[0], 'ann', '50000000')];
  let life = fundLife(log);
  const price = new Map([...market.securities, index].map((security) => [security, 20 + (security % 13)] as const));
  days.slice(1, -1).forEach((day, i) => {
    const t = i + 1;
    const returns = returnsOn(t);
    for (const [security, value] of price) price.set(security, value * (1 + (returns.get(security) as number)));
    let targetWeights: ReadonlyMap<number, number> | null = null;
    if (t % 5 === 1) {
      const alpha = market.alpha.map((value, k) => value * Math.cos(t / 40) + 0.002 * Math.sin(k + t));
      const capital = liveCapitalOf(life.accounts);
      const holdings = bookWeights(life.accounts.book, capital);
      const plan = mandatePlan(mandate, { ...market, alpha, holdings });
      assert.equal(plan.status, 'planned');
      const done = plan.status === 'planned' ? rebalanceMandate(plan, market.riskModel, optimize) : plan;
      assert.ok(done.status !== 'refused', done.status === 'refused' ? done.sentence : '');
      targetWeights = done.targetWeights;
    }
    const prices = new Map<number, Amount>([...price].map(([security, value]) => [security, exact(value)]));
    const requests = playedCosts.impact === null ? [] : requestsOn(day, t);
    const events = [
      ...requests,
      ...closingEvents(fundLife(requests, life).accounts, {
        day,
        nextDay: days[t + 1],
        prices,
        targetWeights,
        costs: playedCosts,
        liquidityOf: (security) => ({ volume: 1e7 * (1 + (security % 5)), volatility: 0.02 }),
      }),
    ];
    log.push(...events);
    life = fundLife(events, life);
    each(life, targetWeights, t);
  });
  return { life, log };
}

for (const mandate of mandates) {
  test(`${mandate.title}: half a year of days whose NAV is cash plus positions, and the fund in doubles agrees to 1e-9`, () => {
    let fund: FundState = openFund(5e7);
    const { life } = play(mandate, ['0', '0'], costs, ({ accounts }, traded, t) => {
      const sheet = balanceSheet(accounts);
      assert.equal(sheet.cash + sheet.positions, sheet.nav);
      const returns = returnsOn(t);
      fund = applyDay(fund, { returnOf: (security) => returns.get(security) as number });
      if (traded !== null) fund = applyTrades(fund, traded, 0.001).state;
      const nav = Number(sheet.nav) / 1e18;
      assert.ok(Math.abs(nav / netAssetValue(fund) - 1) < 1e-9, `${nav} and ${netAssetValue(fund)} on day ${t}`);
      const weights = bookWeights(accounts.book);
      for (const [security, weight] of holdingWeights(fund)) {
        assert.ok(Math.abs((weights.get(security) ?? 0) - weight) < 1e-9);
      }
      if (mandate.product === 'long_only') assert.ok([...weights.values()].every((weight) => weight > 0));
      if (mandate.product === 'managed_account') assert.ok(excluded.every((security) => !weights.has(security)));
    });
    assert.equal(life.days.length, 131);
    assert.ok(life.accounts.book.positions.length > 20);
  });
}

test('with fees, interest, borrow fees, impact and investors who come and go, every claim is covered every day', () => {
  const dear: CostTerms = {
    ...costs,
    impact: 1,
    borrowPerYear: 0.01,
    creditPerYear: 0.03,
    debitPerYear: 0.05,
  };
  const { life, log } = play(higherRisk(3), ['0.02', '0.2'], dear, ({ accounts }) => {
    const sheet = balanceSheet(accounts);
    assert.equal(sheet.cash + sheet.positions, sheet.payable + sheet.accruedPerformanceFee + sheet.nav);
    assert.equal(sumAmounts(investorCapitals(accounts).map(({ netCapital }) => netCapital)), sheet.nav);
    assert.equal(sheet.payable, 0n, 'what is due is paid on its day');
  });
  assert.deepEqual(fundAccounts(log), life.accounts);
  const paid = log.filter((event) => event.kind === 'paid' && event.of === 'management_fee');
  assert.equal(paid.length, 130);
  const kinds = log.map(({ kind }) => kind);
  assert.ok(kinds.filter((kind) => kind === 'dealt').length >= 6);
  const left = log.filter((event) => event.kind === 'paid' && event.of === 'redemption');
  assert.ok(left.length > 5 && navOf(life.accounts) > 0n);
  assert.ok(
    PROFIT_SOURCES.every((source) => source === 'dividends' || life.days.some((each) => each.sources[source] !== 0n)),
  );
});

test('dealing and fees fall on the last valuation of their period, and without a price only what is closed is traded', () => {
  const log = [...opened(), ...subscribed('2024-01-01', 'ann', '1000')];
  const { accounts } = fundLife([
    ...log,
    { kind: 'subscription_requested', day: '2024-01-02', request: 'r', investor: 'bob', amount: amount('1000') },
  ]);
  const kinds = (day: string, nextDay: string) =>
    closingEvents(accounts, { day, nextDay, prices: new Map(), costs }).map(({ kind }) => kind);
  assert.deepEqual(kinds('2024-01-30', '2024-01-31'), ['marked', 'financed', 'valued', 'paid']);
  assert.deepEqual(kinds('2024-01-31', '2024-02-01'), ['marked', 'financed', 'valued', 'dealt', 'paid']);
  assert.deepEqual(kinds('2024-12-31', '2025-01-02'), [
    'marked',
    'financed',
    'valued',
    'crystallised',
    'dealt',
    'paid',
  ]);

  const close = (from: FundEvent[], day: string, prices: [number, string][], weights: [number, number][]) => [
    ...from,
    ...closingEvents(fundAccounts(from), {
      day,
      nextDay: '2024-01-20',
      prices: new Map(prices.map(([security, price]) => [security, amount(price)])),
      targetWeights: new Map(weights),
      costs,
    }),
  ];
  const bought = close(
    log,
    '2024-01-02',
    [
      [1, '10'],
      [2, '10'],
    ],
    [
      [1, 0.4],
      [2, 0.4],
      [3, 0.1],
    ],
  );
  const held = (events: FundEvent[]) => fundAccounts(events).book.positions.map(({ security }) => security);
  assert.deepEqual(held(bought), [1, 2], 'what has no price is not bought');
  const later = close(bought, '2024-01-03', [], [[1, 0.2]]);
  assert.deepEqual(held(later), [1], 'what is to be closed goes at its last price');
  const quantity = (events: FundEvent[]) => fundAccounts(events).book.positions[0].quantity;
  assert.equal(quantity(later), quantity(bought), 'and nothing else is traded');
});

test('on the day on which the last investor leaves everything is sold, and everybody is paid', () => {
  const input = {
    day: '2024-01-30',
    nextDay: '2024-01-31',
    prices: new Map([[1, amount('10')]]),
    targetWeights: new Map([[1, 0.5]]),
    costs,
  };
  const start: FundEvent[] = [...opened(), ...subscribed('2024-01-01', 'ann', '1000')];
  const held = [...start, ...closingEvents(fundAccounts(start), input)];
  const leaving: FundEvent[] = [
    ...held,
    { kind: 'redemption_requested', day: '2024-01-31', request: 'out', investor: 'ann', amount: null },
  ];
  const last = closingEvents(fundAccounts(leaving), { ...input, day: '2024-01-31', nextDay: '2024-02-01' });
  const { book, series, payable } = fundAccounts([...leaving, ...last]);
  assert.deepEqual([book.positions, series, payable.redemptions], [[], [], []]);
  assert.equal(book.cash, 0n);
  const after = closingEvents(fundAccounts([...leaving, ...last]), {
    ...input,
    day: '2024-02-01',
    nextDay: '2024-02-02',
    targetWeights: null,
  });
  assert.equal(navOf(fundAccounts([...leaving, ...last, ...after])), 0n);
});

test('a day is financed by what was held overnight, at what it was worth then', () => {
  const log: FundEvent[] = [...opened(withFees('0', '0')), ...subscribed('2024-01-01', 'ann', '1000')];
  const dear = { ...freeHolding, linear: 0, borrowPerYear: 0.365, creditPerYear: 0.73 };
  const input = { nextDay: '2024-01-20', costs: dear };
  const close = (day: string, price: string, weight: number) => {
    const accounts = fundAccounts(log);
    const prices = new Map([[1, amount(price)]]);
    const events = closingEvents(accounts, { ...input, day, prices, targetWeights: new Map([[1, weight]]) });
    log.push(...events);
    return events.find((event) => event.kind === 'financed');
  };
  assert.deepEqual(close('2024-01-02', '10', -0.5), {
    kind: 'financed',
    day: '2024-01-02',
    interest: amount('2'),
    borrowCost: 0n,
  });
  // Short 501 at yesterday's close for 4 days at .1 % a day, and 1,503 of cash at .2 %: whatever the price is now.
  assert.deepEqual(close('2024-01-06', '20', 0), {
    kind: 'financed',
    day: '2024-01-06',
    interest: amount('12.024'),
    borrowCost: amount('2.004'),
  });
});

test("the market's part of a day comes first and alone", () => {
  const log: FundEvent[] = [...opened(), ...subscribed('2024-01-01', 'ann', '1000')];
  const input = { day: '2024-01-02', nextDay: '2024-01-03', prices: new Map([[1, amount('10')]]), costs };
  const first = marketEvents(fundAccounts(log), input);
  const all = closingEvents(fundAccounts(log), { ...input, targetWeights: new Map([[1, 0.5]]) });
  assert.deepEqual(all.slice(0, first.length), first);
  assert.deepEqual(
    all.slice(first.length).map(({ kind }) => kind),
    ['traded', 'valued', 'paid'],
  );
});
