/** Times, days and money in the one form that clients parse. Anything else that a resolver gives is our fault: a plain error. */
export const scalars: Readonly<Record<string, (value: unknown) => string>> = {
  Time: timeText,
  Date: (value) => (isDay(value) ? value : timeText(value)),
  Nmr: moneyText,
  Usd: moneyText,
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ZONED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

const isDay = (value: unknown): value is string => typeof value === 'string' && DAY.test(value);

/**
 * A Date, or an ISO text with its zone, as `YYYY-MM-DDTHH:MM:SSZ`: fractions of a second are cut off.
 * Throws RangeError on anything else; a text without a zone would be another moment on another machine.
 */
export function timeText(value: unknown): string {
  const isZoned = typeof value === 'string' && ZONED.test(value);
  const date = value instanceof Date ? value : new Date(isZoned ? value : Number.NaN);
  if (Number.isNaN(date.getTime())) throw new RangeError(`${String(value)} is no time`);
  return `${date.toISOString().slice(0, 19)}Z`;
}

const PLACES = 18;
const DECIMAL = new RegExp(`^(-?)(\\d+)(?:\\.(\\d{1,${PLACES}}))?$`);

/**
 * A bigint in units of 1e-18, or a plain decimal text, with all 18 places.
 * Throws RangeError on anything else; a number may have lost digits already.
 */
export function moneyText(value: unknown): string {
  if (typeof value === 'bigint') {
    const digits = String(value < 0n ? -value : value).padStart(PLACES + 1, '0');
    return `${value < 0n ? '-' : ''}${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`;
  }
  const [matched, sign, whole, fraction = ''] = (typeof value === 'string' && DECIMAL.exec(value)) || [];
  if (matched === undefined) throw new RangeError(`${String(value)} is no decimal text`);
  return `${sign}${whole}.${fraction.padEnd(PLACES, '0')}`;
}
