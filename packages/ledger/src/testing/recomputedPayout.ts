/** Plain decimal arithmetic, apart from the ledger's own: `units / 10^places`. */
interface Decimal {
  readonly units: bigint;
  readonly places: number;
}

function read(text: string): Decimal {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) throw new Error(`'${text}' is no plain decimal`);
  const units = BigInt(`${match[2]}${match[3] ?? ''}`);
  return { units: match[1] === '-' ? -units : units, places: match[3]?.length ?? 0 };
}

const scaled = ({ units, places }: Decimal, to: number): bigint => units * 10n ** BigInt(to - places);
const times = (a: Decimal, b: Decimal): Decimal => ({ units: a.units * b.units, places: a.places + b.places });
const smaller = (a: Decimal, b: Decimal): boolean => {
  const places = Math.max(a.places, b.places);
  return scaled(a, places) < scaled(b, places);
};
const plus = (a: Decimal, b: Decimal): Decimal => {
  const places = Math.max(a.places, b.places);
  return { units: scaled(a, places) + scaled(b, places), places };
};
const clip = (x: Decimal, limit: Decimal): Decimal => {
  const least = { ...limit, units: -limit.units };
  return smaller(limit, x) ? limit : smaller(x, least) ? least : x;
};

/** ROUND(MIN(1, a / b), 12), half-even. */
function factor(threshold: Decimal, total: Decimal): Decimal {
  const places = Math.max(threshold.places, total.places);
  const [a, b] = [scaled(threshold, places), scaled(total, places)];
  if (b <= a) return { units: 1n, places: 0 };
  const units = (a * 10n ** 12n) / b;
  const twice = 2n * (a * 10n ** 12n - units * b);
  const up = twice > b || (twice === b && units % 2n === 1n);
  return { units: up ? units + 1n : units, places: 12 };
}

/** A payout from the cells of one line of a statement, by the formulas that `payoutColumns.ts` states: in units of 1e-18. */
export function recomputedPayout(cells: Readonly<Record<string, string>>, keys: readonly string[]): bigint {
  const cell = (name: string): Decimal => read(cells[name] ?? '');
  if (cells.unpaid_because !== '') return 0n;
  let weighted: Decimal = { units: 0n, places: 0 };
  for (const key of keys) {
    // A score that is missing is paid 0 ×, else the line would be unpaid.
    if (cells[`${key}_score`] === '') continue;
    const term = times(times(cell(`${key}_scale`), cell(`${key}_multiplier`)), cell(`${key}_score`));
    weighted = plus(weighted, term);
  }
  const share = factor(cell('threshold'), cell('total_at_risk'));
  const limit = cell('clip_limit');
  const rate =
    cells.clip_order === 'after_factor' ? clip(times(share, weighted), limit) : times(share, clip(weighted, limit));
  const { units, places } = times(cell('at_risk'), rate);
  if (places <= 18) return scaled({ units, places }, 18);
  const divisor = 10n ** BigInt(places - 18);
  const down = units / divisor;
  return units % divisor < 0n ? down - 1n : down;
}

/** An exact decimal text in units of 1e-18. */
export const units18 = (text: string): bigint => scaled(read(text), 18);
