import { createHash } from 'node:crypto';
import { type Amount, amount, formatAmount } from './amount.ts';
import { type Decimal12, decimal12, formatDecimal12 } from './decimal12.ts';

/**
 * The one text form of everything the ledger hashes, stores and shows: JSON without spaces, keys in code-point order, undefined
 * fields left out, whole numbers only, and bigints as exact decimal texts ("1.92"). Which unit a bigint has is told by its field's
 * name, in these two lists; so the text reads back to the same value. Names are ours, never a user's: no record is keyed by user data.
 */
const AMOUNT_FIELDS = new Set(['amount', 'atRisk', 'payout', 'threshold', 'totalAtRisk', 'totalBurn', 'totalPayout']);
const DECIMAL_FIELDS = new Set(['choices', 'limit', 'lossLimit', 'multiplier', 'payoutFactor', 'scale', 'score']);

/** Throws TypeError on what has no canonical form: a fraction, a function, a bigint in a field that is in neither list. */
export function canonicalJson(value: unknown, field = ''): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isSafeInteger(value)) throw new TypeError(`${field}: ${value} is no whole number`);
      return String(value);
    case 'bigint':
      if (AMOUNT_FIELDS.has(field)) return `"${formatAmount(value as Amount)}"`;
      if (DECIMAL_FIELDS.has(field)) return `"${formatDecimal12(value as Decimal12)}"`;
      throw new TypeError(`the field '${field}' is not declared to hold a bigint`);
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, field)).join(',')}]`;
      const record = value as Record<string, unknown>;
      const names = Object.keys(record).filter((name) => record[name] !== undefined);
      return `{${names
        .sort(byCodePoint)
        .map((name) => `${JSON.stringify(name)}:${canonicalJson(record[name], name)}`)
        .join(',')}}`;
    }
    default:
      throw new TypeError(`${field}: a ${typeof value} has no canonical form`);
  }
}

/** Reads what `canonicalJson` wrote. The caller vouches for the type: texts come from the ledger's own storage and are hash-checked. */
export function parseCanonicalJson<T>(text: string): T {
  return JSON.parse(text, (field, value: unknown) => {
    const read = AMOUNT_FIELDS.has(field) ? amount : DECIMAL_FIELDS.has(field) ? decimal12 : undefined;
    if (read === undefined) return value;
    if (typeof value === 'string') return read(value);
    return Array.isArray(value) ? value.map((item) => (typeof item === 'string' ? read(item) : item)) : value;
  }) as T;
}

/** Order of ids everywhere in the ledger: by UTF-16 code unit, never by locale. */
export const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** SHA-256 of the UTF-8 text, lower-case hexadecimal. */
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
