import type { LeaderboardReturns, LeaderboardRow, Reputations, SignalsGates } from '@robata/client';

/** A line of the leaderboard: a model, or an account with all of its models. */
export interface BoardRow extends LeaderboardRow {
  /** 1 but for accounts. */
  readonly models: number;
  readonly returnDay: number | null;
  readonly returnThreeMonths: number | null;
  readonly returnYear: number | null;
  readonly corrReputation: number | null;
  readonly tcReputation: number | null;
  /** Of a Signals model: its state in the last round with gates that it submitted to; null where there is none. */
  readonly gate: SignalsGates['states'][number] | null;
}

/**
 * Models with what their stakes returned over the last round, 13 and 52 rounds, their reputations, and the state of
 * their gates; null where that is not known yet.
 */
export function modelRows(
  rows: readonly LeaderboardRow[],
  known: LeaderboardReturns | undefined,
  reputed?: Reputations | undefined,
  gates?: SignalsGates | undefined,
): readonly BoardRow[] {
  return rows.map((row) => {
    const [returnDay = null, returnThreeMonths = null, returnYear = null] = known?.returns[row.id] ?? [];
    const [corrReputation = null, tcReputation = null] = reputed?.reputations[row.id] ?? [];
    const gate = gates?.states[row.id] ?? null;
    return { ...row, models: 1, returnDay, returnThreeMonths, returnYear, corrReputation, tcReputation, gate };
  });
}

const MEANS = [
  'corr',
  'corrStandardError',
  'mmc',
  'fnc',
  'tc',
  'tcStandardError',
  'tcLeaveOneOut',
  'tcLeaveOneOutStandardError',
  'tcLeaveOneOutHeld',
  'tcLeaveOneOutHeldStandardError',
  'corrSharpe',
  'metaModelCorrelation',
  'return',
  'returnDay',
  'returnThreeMonths',
  'returnYear',
  'corrReputation',
  'tcReputation',
] as const;
/** Errors and ratios of several models do not average. */
const NOT_AVERAGED = new Set<string>(MEANS.filter((key) => /StandardError|Sharpe/.test(key)));

/**
 * Accounts, ranked by TC: stakes and payouts are summed, scores are means weighed by stake (models without one do not count), as existing clients are
 * told. The meta model is nobody's.
 */
export function accountRows(rows: readonly BoardRow[]): readonly BoardRow[] {
  const accounts = [
    ...Map.groupBy(
      rows.filter(({ kind }) => kind !== 'meta'),
      ({ account }) => account,
    ),
  ];
  const summed = accounts.map(([account, own]): BoardRow => {
    const staked = own.filter(({ stake }) => Number(stake) > 0);
    const mean = (key: (typeof MEANS)[number]): number | null => {
      if (NOT_AVERAGED.has(key)) return null;
      const counted = staked.filter((row) => row[key] !== null);
      const weight = counted.reduce((sum, { stake }) => sum + Number(stake), 0);
      if (weight === 0) return null;
      return counted.reduce((sum, row) => sum + Number(row.stake) * (row[key] as number), 0) / weight;
    };
    const means = Object.fromEntries(MEANS.map((key) => [key, mean(key)])) as Pick<BoardRow, (typeof MEANS)[number]>;
    return {
      ...means,
      rank: 0,
      id: Math.min(...own.map(({ id }) => id)),
      model: account,
      kind: 'account',
      account,
      marked: own.some(({ marked }) => marked),
      rounds: Math.max(...own.map(({ rounds }) => rounds)),
      stake: sumOf(own.map(({ stake }) => stake)),
      payout: sumOf(own.map(({ payout }) => payout)),
      models: own.length,
      gate: null,
    };
  });
  const order = summed.toSorted((a, b) => (b.tc ?? -Infinity) - (a.tc ?? -Infinity) || a.id - b.id);
  return order.map((row, index) => ({ ...row, rank: index + 1 }));
}

const PLACES = 18;

/** The exact sum of decimal texts. */
export function sumOf(amounts: readonly string[]): string {
  const units = amounts.reduce((sum, amount) => sum + unitsOf(amount), 0n);
  const digits = String(units < 0n ? -units : units).padStart(PLACES + 1, '0');
  const places = digits.slice(-PLACES).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -PLACES)}${places === '' ? '' : `.${places}`}`;
}

function unitsOf(amount: string): bigint {
  const [whole = '0', places = ''] = amount.replace('-', '').split('.');
  const units = BigInt(whole + places.padEnd(PLACES, '0'));
  return amount.startsWith('-') ? -units : units;
}
