import { type Amount, amount, decimal12, ZERO } from '@robata/ledger';
import { exact } from '../money.ts';
import type { FundTerms } from '../capital/terms.ts';
import type { FundEvent } from '../fundEvent.ts';

export const termsForTests: FundTerms = {
  fund: 'neutral',
  currency: 'USD',
  fees: {
    managementPerYear: decimal12('0.0365'),
    performanceShare: decimal12('0.2'),
    crystallises: 'year',
    dayCount: 365,
  },
  dealing: {
    dealing: 'month',
    minimumFirst: amount('1000'),
    minimumFurther: amount('100'),
    minimumHolding: amount('500'),
    subscriptionNoticeDays: 0,
    redemptionNoticeDays: 0,
  },
};

export const withFees = (managementPerYear: string, performanceShare: string): FundTerms => ({
  ...termsForTests,
  fees: {
    ...termsForTests.fees,
    managementPerYear: decimal12(managementPerYear),
    performanceShare: decimal12(performanceShare),
  },
});

export const opened = (terms: FundTerms = termsForTests, day = '2024-01-01'): FundEvent[] => [
  { kind: 'opened', day, terms },
  { kind: 'valued', day },
];

/** A subscription that is dealt on its day, which has been valued. */
export const subscribed = (
  day: string,
  investor: string,
  value: string,
  request = `${investor} ${day}`,
): FundEvent[] => [
  { kind: 'subscription_requested', day, request, investor, amount: amount(value) },
  { kind: 'dealt', day },
];

/** A valuation after a profit or loss that came as interest. */
export const earned = (day: string, profit: string | number): FundEvent[] => [
  {
    kind: 'financed',
    day,
    interest: (typeof profit === 'string' ? amount(profit) : exact(profit)) as Amount,
    borrowCost: ZERO,
  },
  { kind: 'valued', day },
];
