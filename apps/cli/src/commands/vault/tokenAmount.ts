import { formatUnits, parseUnits } from 'viem';
import { UsageError } from '../../usageError.ts';

/** The vault takes no token of another number. */
export const TOKEN_PLACES = 18;
const AMOUNT = /^\d{1,30}(\.\d{1,18})?$/;

/** A decimal text of at most 18 places as units of 1e-18, exact and above 0. Throws UsageError on what is none. */
export function unitsIn(command: string, text: string): bigint {
  if (!AMOUNT.test(text)) {
    throw new UsageError(
      `robata ${command}: '${text.slice(0, 60)}' is no amount: write it as 12.5, with ${TOKEN_PLACES} places at most.`,
    );
  }
  const units = parseUnits(text, TOKEN_PLACES);
  if (units > 0n) return units;
  throw new UsageError(`robata ${command}: take an amount above 0.`);
}

/** What a server says: as `unitsIn`, but 0 and below are amounts. Throws an Error. */
export function unitsSaid(text: string): bigint {
  if (AMOUNT.test(text.replace(/^-/, ''))) return parseUnits(text, TOKEN_PLACES);
  throw new Error(`the server gave '${text.slice(0, 60)}' as an amount: it is of another version.`);
}

/** The shortest decimal text of units of 1e-18. */
export const amountOf = (units: bigint): string => formatUnits(units, TOKEN_PLACES);

/** With its sign, as what changes: '+1', '-0.5', '0'. */
export const changeOf = (units: bigint): string => `${units > 0n ? '+' : ''}${amountOf(units)}`;
