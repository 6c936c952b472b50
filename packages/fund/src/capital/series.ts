import { type Amount, amountOf, type Decimal12 } from '@robata/ledger';
import type { FeeTerms } from './terms.ts';

/**
 * One subscription and what became of it: a series of its own, with its own high-water mark. That is how the performance fee is fair to
 * investors who came at different NAVs, without equalisation credits or depreciation deposits: nobody's fee depends on anybody else's mark.
 */
export interface Series {
  /** The id of the subscription request. */
  readonly id: string;
  readonly investor: string;
  readonly openedOn: string;
  /** One unit per unit of currency subscribed, in 1e-18; less what was redeemed. The NAV per unit is its net capital / units. */
  readonly units: Amount;
  /** After costs and management fee, before the performance fee that has accrued and is not due yet. */
  readonly capital: Amount;
  /** What `capital` must exceed before a performance fee accrues: the highest it was after a fee was taken, or what was subscribed. */
  readonly highWater: Amount;
}

const DECIMAL12 = 10n ** 12n;

/** capital · rate · days / dayCount, rounded down; 0 where there is no capital left. */
export function managementFee(capital: Amount, fees: FeeTerms, days: number): Amount {
  if (capital <= 0n) return amountOf(0n);
  return amountOf((capital * fees.managementPerYear * BigInt(days)) / (DECIMAL12 * BigInt(fees.dayCount)));
}

/** share · max(0, capital − highWater), rounded down: the performance fee that has accrued and is not due yet. */
export function accruedPerformanceFee({ capital, highWater }: Series, share: Decimal12): Amount {
  return amountOf(capital > highWater ? ((capital - highWater) * share) / DECIMAL12 : 0n);
}

/** What the investor would get today: capital less the accrued performance fee. */
export const netCapital = (series: Series, { performanceShare }: FeeTerms): Amount =>
  amountOf(series.capital - accruedPerformanceFee(series, performanceShare));

/** The series after its performance fee fell due: the mark rises to what is left, and never falls. */
export function crystallise(series: Series, { performanceShare }: FeeTerms): { series: Series; fee: Amount } {
  const fee = accruedPerformanceFee(series, performanceShare);
  const capital = amountOf(series.capital - fee);
  const highWater = capital > series.highWater ? capital : series.highWater;
  return { series: Object.freeze({ ...series, capital, highWater }), fee };
}

/**
 * The series after `paid` of its net capital is redeemed: its fee falls due for that part, and units and mark shrink with it, so that the
 * rest stands to its mark as before. Roundings (below 1e-18 each) are left to the investor. Throws RangeError for more than it holds.
 */
export function redeem(series: Series, fees: FeeTerms, paid: Amount): { series: Series; fee: Amount } {
  const accrued = accruedPerformanceFee(series, fees.performanceShare);
  const net = series.capital - accrued;
  if (paid <= 0n || paid > net) throw new RangeError(`series ${series.id} cannot pay ${paid} of ${net}`);
  const part = (whole: bigint): bigint => (whole * paid) / net;
  const fee = amountOf(part(accrued));
  return {
    fee,
    series: Object.freeze({
      ...series,
      units: amountOf(series.units - part(series.units)),
      capital: amountOf(series.capital - paid - fee),
      highWater: amountOf(series.highWater - part(series.highWater)),
    }),
  };
}
