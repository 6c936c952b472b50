import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount, amountOf, decimal12, sumAmounts, ZERO } from '@robata/ledger';
import * as fc from 'fast-check';
import { applyFundEvent, fundAccounts } from './applyFundEvent.ts';
import { assetsUnderManagement, balanceSheet, investorCapitals, navOf } from './capital/fundAccounts.ts';
import { type FundEvent, fundEventJson, parseFundEvent } from './fundEvent.ts';
import { type FundLife, fundLife, PROFIT_SOURCES } from './fundLife.ts';
import { approximate } from './money.ts';
import { earned, opened, subscribed, termsForTests, withFees } from './testing/fundForTests.ts';

const usd = amount;
const netOf = (events: FundEvent[], investor: string) =>
  investorCapitals(fundAccounts(events)).find((each) => each.investor === investor);

test('a management fee accrues over the days of a weekend too, and lies as a debt until it is paid', () => {
  const events = [...opened(), ...subscribed('2024-01-01', 'ann', '1000000'), ...earned('2024-01-04', '0')];
  const accounts = fundAccounts(events);
  assert.equal(accounts.payable.managementFee, usd('300'));
  assert.equal(navOf(accounts), usd('999700'));
  assert.equal(accounts.book.cash, usd('1000000'));
  const paid = { kind: 'paid', day: '2024-01-04', of: 'management_fee', investor: null, amount: usd('300') } as const;
  const after = applyFundEvent(accounts, paid);
  assert.deepEqual([after.book.cash, navOf(after), after.payable.managementFee], [usd('999700'), usd('999700'), 0n]);
  assert.throws(() => applyFundEvent(after, paid), /cannot be paid/);
});

test('a year of daily accrual compounds to the closed form', () => {
  const terms = withFees('0.02', '0');
  const events = [...opened(terms), ...subscribed('2024-01-01', 'ann', '1000000')];
  let nav = 1e6;
  for (let t = 1; t <= 250; t++) {
    const day = new Date(Date.UTC(2024, 0, 1 + t)).toISOString().slice(0, 10);
    events.push(...earned(day, (approximate(navOf(fundAccounts(events))) * 0.0004).toFixed(9)));
    nav *= 1.0004 * (1 - 0.02 / 365);
  }
  assert.ok(Math.abs(approximate(navOf(fundAccounts(events))) / nav - 1) < 1e-12);
});

test('who came at a lower NAV pays on the gain that was theirs: two investors, two marks', () => {
  const events = [
    ...opened(withFees('0', '0.2')),
    ...subscribed('2024-01-01', 'ann', '1000'),
    ...earned('2024-01-02', '-100'),
    ...subscribed('2024-01-02', 'bob', '900'),
    ...earned('2024-01-03', '360'),
  ];
  // 1,800 became 2,160. Ann is at 1,080 after a fall to 900: fee on 80. Bob came at the fall: fee on 180.
  assert.deepEqual(
    [netOf(events, 'ann')?.netCapital, netOf(events, 'ann')?.accruedPerformanceFee],
    [usd('1064'), usd('16')],
  );
  assert.deepEqual(
    [netOf(events, 'bob')?.netCapital, netOf(events, 'bob')?.accruedPerformanceFee],
    [usd('1044'), usd('36')],
  );
  const due = fundAccounts([...events, { kind: 'crystallised', day: '2024-01-03' }]);
  assert.equal(due.payable.performanceFee, usd('52'));
  assert.equal(navOf(due), usd('2108'));
  assert.deepEqual(
    due.series.map(({ highWater }) => highWater),
    [usd('1064'), usd('1044')],
  );
});

test('two investors, a fee that fell due, a loss, and a redemption in the middle of the year: every cent by hand', () => {
  // 3.65 % a year is .1 % for ten days; a fifth of the gain above each series' own mark, due at the end of the year or when it leaves.
  const events: FundEvent[] = [
    ...opened(withFees('0.0365', '0.2'), '2024-12-20'),
    ...subscribed('2024-12-20', 'ann', '1000000'),
    // 1,200,000 less 1,200: 198,800 above the mark, 39,760 of that are due, and the mark rises to 1,159,040.
    ...earned('2024-12-30', '200000'),
    { kind: 'crystallised', day: '2024-12-30' },
    ...subscribed('2024-12-30', 'bob', '1159040'),
    // Each is at 1,000,000, less 1,000.
    ...earned('2025-01-09', '-318080'),
    // Half of hers, below the mark: no fee, and the mark goes down with it to 579,520.
    { kind: 'redemption_requested', day: '2025-01-09', request: 'half', investor: 'ann', amount: usd('499500') },
    { kind: 'dealt', day: '2025-01-09' },
    // A third is hers: 600,000 less 600; his 1,200,000 less 1,200.
    ...earned('2025-01-19', '301500'),
  ];
  const accounts = fundAccounts(events);
  assert.equal(accounts.payable.managementFee, usd('5000'));
  assert.equal(accounts.payable.performanceFee, usd('39760'));
  const own = (investor: string) => {
    const { netCapital, accruedPerformanceFee } = netOf(events, investor) ?? assert.fail(investor);
    return [netCapital, accruedPerformanceFee];
  };
  // 599,400 above 579,520; 1,198,800 above 1,159,040.
  assert.deepEqual(own('ann'), [usd('595424'), usd('3976')]);
  assert.deepEqual(own('bob'), [usd('1190848'), usd('7952')]);
  // He leaves altogether in the middle of the year: his fee is due now, hers goes on accruing.
  const left = fundAccounts([
    ...events,
    { kind: 'redemption_requested', day: '2025-01-19', request: 'all', investor: 'bob', amount: null },
    { kind: 'dealt', day: '2025-01-19' },
  ]);
  assert.equal(left.payable.performanceFee, usd('47712'));
  assert.deepEqual(
    left.payable.redemptions.map(({ amount: due }) => due),
    [usd('499500'), usd('1190848')],
  );
  assert.equal(navOf(left), usd('595424'));
});

test('after a fee fell due a loss is not refunded, and its recovery costs no second fee', () => {
  const events = [
    ...opened(withFees('0', '0.2')),
    ...subscribed('2024-01-01', 'ann', '1000'),
    ...earned('2024-12-31', '100'),
    { kind: 'crystallised', day: '2024-12-31' },
    ...earned('2025-01-02', '-80'),
    ...earned('2025-01-03', '80'),
  ] satisfies FundEvent[];
  assert.deepEqual(netOf(events, 'ann')?.netCapital, usd('1080'));
  assert.equal(fundAccounts(events).payable.performanceFee, usd('20'));
  assert.equal(netOf([...events, ...earned('2025-01-06', '10')], 'ann')?.netCapital, usd('1088'));
});

test('an accrual is taken back by a loss before the fee falls due', () => {
  const events = [
    ...opened(withFees('0', '0.2')),
    ...subscribed('2024-01-01', 'ann', '1000'),
    ...earned('2024-01-02', '100'),
  ];
  assert.equal(netOf(events, 'ann')?.netCapital, usd('1080'));
  const life = fundLife([...events, ...earned('2024-01-03', '-100')]);
  assert.equal(navOf(life.accounts), usd('1000'));
  assert.equal(life.days.at(-1)?.sources.performanceFee, usd('20'));
});

test('requests wait for their notice, and a redemption is paid from the oldest series first', () => {
  const terms = { ...withFees('0', '0'), dealing: { ...termsForTests.dealing, redemptionNoticeDays: 5 } };
  const events: FundEvent[] = [
    ...opened(terms),
    ...subscribed('2024-01-01', 'ann', '1000', 'first'),
    ...subscribed('2024-01-01', 'ann', '500', 'second'),
    { kind: 'redemption_requested', day: '2024-01-02', request: 'out', investor: 'ann', amount: usd('1200') },
    ...earned('2024-01-06', '150'),
    { kind: 'dealt', day: '2024-01-06' },
  ];
  assert.equal(fundAccounts(events).requests.length, 1, 'four days of five');
  const dealt = fundAccounts([...events, ...earned('2024-01-07', '0'), { kind: 'dealt', day: '2024-01-07' }]);
  assert.deepEqual(
    dealt.series.map(({ id, capital }) => [id, capital]),
    [['second', usd('450')]],
  );
  assert.deepEqual(dealt.payable.redemptions, [{ investor: 'ann', amount: usd('1200') }]);
  const paid = (value: string): FundEvent => ({
    kind: 'paid',
    day: '2024-01-08',
    of: 'redemption',
    investor: 'ann',
    amount: usd(value),
  });
  const partly = applyFundEvent(dealt, paid('200'));
  assert.deepEqual([partly.book.cash, partly.payable.redemptions[0].amount], [usd('1450'), usd('1000')]);
  assert.deepEqual(applyFundEvent(partly, paid('1000')).payable.redemptions, []);
  assert.throws(() => applyFundEvent(partly, paid('1000.5')), /cannot be paid/);
});

test('everything may be redeemed, and an emptied fund may be subscribed to again', () => {
  const events: FundEvent[] = [
    ...opened(),
    ...subscribed('2024-01-01', 'ann', '1000'),
    ...earned('2024-01-02', '100'),
    { kind: 'redemption_requested', day: '2024-01-02', request: 'out', investor: 'ann', amount: null },
    { kind: 'dealt', day: '2024-01-02' },
  ];
  const empty = fundAccounts(events);
  assert.deepEqual([navOf(empty), empty.series], [0n, []]);
  assert.equal(
    sumAmounts([empty.payable.redemptions[0].amount, empty.payable.performanceFee, empty.payable.managementFee]),
    usd('1100'),
  );
  const again = [...events, ...earned('2024-01-03', '0'), ...subscribed('2024-01-03', 'bob', '2000')];
  assert.equal(navOf(fundAccounts(again)), usd('2000'));
});

test('a log that no fund can have is refused', () => {
  const events = [...opened(), ...subscribed('2024-01-01', 'ann', '1000')];
  const refuse = (more: FundEvent[], pattern: RegExp) =>
    assert.throws(() => fundAccounts([...events, ...more]), pattern);
  refuse([{ kind: 'dealt', day: '2024-01-02' }], /has not been valued/);
  refuse(
    [...earned('2024-01-02', '1').slice(0, 1), { kind: 'crystallised', day: '2024-01-02' }],
    /has not been valued/,
  );
  refuse(earned('2023-12-31', '1'), /lies before/);
  refuse(earned('2024-01-02', '-1001'), /lost more than its capital/);
  refuse(subscribed('2024-01-02', 'ann', '5', 'ann 2024-01-01'), /came before/);
  refuse(opened(), /opened once/);
  refuse(subscribed('2024-01-01', 'ann', '0', 'none'), /of nothing/);
  refuse(
    [
      {
        kind: 'traded',
        day: '2024-01-01',
        fills: [{ security: 1, quantity: usd('1'), price: usd('1'), linearCost: ZERO, impactCost: ZERO }],
      },
      { kind: 'valued', day: '2024-01-01' },
      { kind: 'redemption_requested', day: '2024-01-01', request: 'out', investor: 'ann', amount: null },
      { kind: 'dealt', day: '2024-01-01' },
    ],
    /all positions are sold first/,
  );
  assert.throws(() => fundAccounts([]), RangeError);
  assert.throws(() => fundAccounts(earned('2024-01-01', '1')), /first event/);
  assert.throws(() => fundAccounts([...opened(), ...earned('2024-01-02', '1')]), /belongs to nobody/);
});

test('AUM is the sum of NAVs in one currency', () => {
  const fund = (currency: string) =>
    fundAccounts([...opened({ ...termsForTests, currency }), ...subscribed('2024-01-01', 'ann', '1000')]);
  assert.equal(assetsUnderManagement([fund('USD'), fund('USD')]), usd('2000'));
  assert.equal(assetsUnderManagement([]), 0n);
  assert.throws(() => assetsUnderManagement([fund('USD'), fund('EUR')]), /EUR and USD/);
});

test('flows do not count as performance, and each day its sources explain', () => {
  const life = fundLife([
    ...opened(withFees('0', '0')),
    ...subscribed('2024-01-01', 'ann', '1000'),
    ...earned('2024-01-02', '100'),
    ...subscribed('2024-01-02', 'bob', '9900'),
    ...earned('2024-01-03', '-1100'),
  ]);
  assert.deepEqual(
    life.days.map(({ nav, subscribed, navAfter }) => [nav, subscribed, navAfter]),
    [
      [0n, usd('1000'), usd('1000')],
      [usd('1100'), usd('9900'), usd('11000')],
      [usd('9900'), 0n, usd('9900')],
    ],
  );
  assert.deepEqual(
    life.days.map(({ index }) => index.toFixed(12)),
    ['1.000000000000', '1.100000000000', '0.990000000000'],
  );
});

/** A week of a fund: prices move, it trades, finances, splits, pays; investors come and go. */
const week = fc.record({
  moves: fc.array(fc.integer({ min: -30, max: 40 }), { minLength: 3, maxLength: 3 }),
  quantities: fc.array(fc.integer({ min: -200, max: 200 }), { minLength: 3, maxLength: 3 }),
  subscription: fc.integer({ min: 0, max: 5000 }),
  redemption: fc.option(fc.integer({ min: 1, max: 3000 })),
  investor: fc.constantFrom('ann', 'bob', 'eve'),
  crystallises: fc.boolean(),
  action: fc.constantFrom('none', 'split', 'dividend', 'delisted', 'merger', 'spun_off'),
});

/** The log of these weeks; trades are small beside the first subscription, so that no series is lost. */
function logOf(weeks: readonly (typeof week extends fc.Arbitrary<infer T> ? T : never)[]): FundEvent[] {
  const log: FundEvent[] = [...opened(), ...subscribed('2024-01-01', 'ann', '10000000')];
  const price = [100, 20, 7];
  weeks.forEach((each, t) => {
    const day = new Date(Date.UTC(2024, 0, 8 + 7 * t)).toISOString().slice(0, 10);
    each.moves.forEach((move, i) => {
      price[i] = Math.round(price[i] * (100 + move)) / 100 + 0.01;
    });
    const prices = price.map((value, security) => ({ security, price: usd(value.toFixed(4)) }));
    log.push(
      { kind: 'marked', day, prices },
      { kind: 'financed', day, interest: usd('1.37'), borrowCost: usd('0.111') },
    );
    if (each.action === 'split') log.push({ kind: 'split', day, security: 0, ratio: { new: 3, per: 7 } });
    if (each.action === 'dividend') log.push({ kind: 'dividend', day, security: 1, perShare: usd('0.1234567') });
    if (each.action === 'delisted') log.push({ kind: 'delisted', day, security: 2, recovery: usd('0.3') });
    if (each.action === 'spun_off') {
      log.push({ kind: 'spun_off', day, security: 0, child: 9, ratio: { new: 1, per: 3 }, childPrice: usd('0.001') });
    }
    if (each.action === 'merger') {
      const stock = { into: 0, ratio: { new: 1, per: 3 }, price: prices[0].price };
      log.push({ kind: 'merger', day, security: 1, cashPerShare: usd('2'), stock });
    }
    const fills = each.quantities.map((quantity, security) => ({
      security,
      quantity: usd((quantity / 8).toFixed(3)),
      price: amountOf(prices[security].price + 10n ** 15n),
      linearCost: usd('0.7'),
      impactCost: usd('0.03'),
    }));
    log.push({ kind: 'traded', day, fills }, { kind: 'valued', day });
    if (each.crystallises) log.push({ kind: 'crystallised', day });
    const { investor } = each;
    if (each.subscription > 0) {
      const amountIn = usd(String(each.subscription / 16));
      log.push({ kind: 'subscription_requested', day, request: `in ${t}`, investor, amount: amountIn });
    }
    const amountOut = each.redemption === null ? null : usd(String(each.redemption / 32));
    if (investor !== 'ann') {
      log.push({ kind: 'redemption_requested', day, request: `out ${t}`, investor, amount: amountOut });
    }
    log.push({ kind: 'dealt', day });
  });
  return log;
}

test('whatever happens, capital adds up to the NAV, the NAV to cash and positions less debts, and sources to its change', () => {
  fc.assert(
    fc.property(fc.array(week, { maxLength: 8 }), (weeks) => {
      const log = logOf(weeks);
      let life: FundLife | null = null;
      for (const event of log) {
        life = fundLife([event], life);
        const sheet = balanceSheet(life.accounts);
        const claims = sheet.payable + sheet.accruedPerformanceFee + sheet.nav + sheet.unallocated;
        assert.equal(sheet.cash + sheet.positions, claims);
        assert.equal(sumAmounts(investorCapitals(life.accounts).map((each) => each.netCapital)), sheet.nav);
        if (event.kind === 'valued' || event.kind === 'dealt') assert.equal(sheet.unallocated, 0n);
      }
      assert.ok(life);
      for (const record of life.days) {
        const profit = sumAmounts(PROFIT_SOURCES.map((source) => record.sources[source]));
        assert.equal(record.navStart + profit, record.nav);
        assert.equal(record.nav + record.subscribed - record.redeemed, record.navAfter);
      }
      assert.deepEqual(life, fundLife(log), 'read event by event or at once');
    }),
    { numRuns: 60 },
  );
});

test('fees only ever go from investors to the manager: gross and net differ by what was charged', () => {
  fc.assert(
    fc.property(fc.array(week, { minLength: 1, maxLength: 5 }), (weeks) => {
      const { accounts, days } = fundLife(logOf(weeks));
      const charged = -sumAmounts(days.map(({ sources }) => sources.managementFee));
      assert.equal(charged, accounts.payable.managementFee);
      const performance = -sumAmounts(days.map(({ sources }) => sources.performanceFee));
      assert.equal(performance, accounts.payable.performanceFee + balanceSheet(accounts).accruedPerformanceFee);
    }),
    { numRuns: 40 },
  );
});

test('a log written as JSON reads back to the same log and the same fund', () => {
  fc.assert(
    fc.property(fc.array(week, { maxLength: 4 }), (weeks) => {
      const log = logOf(weeks);
      const read = log.map((event) => parseFundEvent(fundEventJson(event)));
      assert.deepEqual(read, log);
      assert.deepEqual(fundAccounts(read), fundAccounts(log));
    }),
    { numRuns: 20 },
  );
  const terms = { ...termsForTests, fees: { ...termsForTests.fees, managementPerYear: decimal12('0.015') } };
  const event: FundEvent = { kind: 'opened', day: '2024-01-01', terms };
  assert.match(fundEventJson(event), /"managementPerYear":"0.015"/);
  assert.deepEqual(parseFundEvent(fundEventJson(event)), event);
  assert.throws(() => fundEventJson({ ...event, odd: ZERO } as FundEvent), /not declared/);
});
