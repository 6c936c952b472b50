import { type Amount, formatAmount } from '@robata/ledger';
import type { Order } from './order.ts';

const HEADER = 'order_id,security,side,quantity,reference_price,limit_price';

/**
 * Orders as CSV (RFC 4180) for a broker, one line each: order_id, security (its symbol), side, quantity, reference_price, limit_price
 * (empty: at the market). Exact decimals. No cell needs quotes: symbols are plain, and ids are made of the fund's name and the day.
 */
export function ordersCsv(orders: readonly Order[]): string {
  const optional = (value: Amount | null): string => (value === null ? '' : formatAmount(value));
  const lines = orders.map(({ id, symbol, side, quantity, referencePrice, limitPrice }) =>
    [id, symbol, side, formatAmount(quantity), formatAmount(referencePrice), optional(limitPrice)].join(','),
  );
  return [HEADER, ...lines].map((line) => `${line}\r\n`).join('');
}
