import { type Amount, amount, type Decimal12, decimal12, formatAmount, formatDecimal12 } from '@robata/ledger';
import type { BookEvent } from './book/bookEvent.ts';
import type { CapitalEvent } from './capital/capitalEvent.ts';
import type { OrderEvent } from './orders/orderEvent.ts';

/** Everything that can happen to a fund. Its log, in order, is the fund. */
export type FundEvent = BookEvent | CapitalEvent | OrderEvent;

/** The only bigints that are not amounts. */
const RATES = new Set(['managementPerYear', 'performanceShare']);
const AMOUNTS = new Set([
  'amount',
  'borrowCost',
  'bought',
  'cashPerShare',
  'childPrice',
  'impactCost',
  'interest',
  'limitPrice',
  'linearCost',
  'minimumFirst',
  'minimumFurther',
  'minimumHolding',
  'perShare',
  'price',
  'quantity',
  'recovery',
  'referencePrice',
  'sold',
]);

/** An event as JSON: amounts and rates as exact decimal texts. `parseFundEvent` reads it back to the same value. */
export const fundEventJson = (event: FundEvent): string =>
  JSON.stringify(event, (field, value: unknown) => {
    if (typeof value !== 'bigint') return value;
    if (RATES.has(field)) return formatDecimal12(value as Decimal12);
    if (AMOUNTS.has(field)) return formatAmount(value as Amount);
    throw new TypeError(`the field '${field}' is not declared to hold a bigint`);
  });

/** Reads what `fundEventJson` wrote. The caller vouches that the text comes from the fund's own log. */
export const parseFundEvent = (text: string): FundEvent =>
  JSON.parse(text, (field, value: unknown) => {
    if (typeof value !== 'string') return value;
    if (RATES.has(field)) return decimal12(value);
    return AMOUNTS.has(field) ? amount(value) : value;
  }) as FundEvent;
