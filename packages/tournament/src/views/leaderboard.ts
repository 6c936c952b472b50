import { meanWithStandardError, sharpe } from '@robata/scoring';
import { type Amount, amountOf, formatAmount } from '@robata/ledger';
import type { TournamentName } from '../accounts/accountRecords.ts';
import type { EntryRecord, PayoutRecord, RoundRecord, ScoreColumn } from '../records.ts';
import type { StorageReader } from '../storage/storage.ts';
import { stakeOf } from './stakeOf.ts';
import type { LeaderboardRow, SignalsMeans } from './types.ts';

/** The columns that boards, standings and comparisons take means of. */
export const BOARD_COLUMNS = ['corr', 'mmc', 'fnc', 'tc', 'tcLeaveOneOut', 'tcLeaveOneOutHeld', 'corrNomi'] as const;
export type BoardColumn = (typeof BOARD_COLUMNS)[number];

/** The columns of Signals that its board takes means of. */
export const SIGNALS_BOARD_COLUMNS = [
  'alpha',
  'mpc',
  'corrFilled',
  'coveredCorr',
  'corrSignals',
  'fncV4',
  'ic',
  'ric',
  'mmcSignals',
] as const;
export type SignalsBoardColumn = (typeof SIGNALS_BOARD_COLUMNS)[number];

export interface LeaderboardOptions {
  /** Take means over the last so many resolved rounds; null for all of them. */
  readonly lastRounds: number | null;
  /** Newey-West lags of the standard errors: 4 for weekly rounds, 20 for daily ones (their 20-day windows overlap). */
  readonly lags: number;
  /** Only its rounds and models; undefined: all of both. */
  readonly tournament?: TournamentName;
}

/**
 * All models with their mean scores over resolved rounds, marked rows among them, ranked by TC (gradient), then by id; models without
 * a resolved round come last. Undefined scores are left out of a mean; a mean of nothing is null.
 */
export async function leaderboard(
  reader: StorageReader,
  options: Omit<LeaderboardOptions, 'tournament'>,
): Promise<LeaderboardRow[]> {
  const resolved = (await reader.rounds()).filter((round) => round.state === 'resolved');
  const taken = options.lastRounds === null ? resolved : resolved.slice(-options.lastRounds);
  const [models, scores, entries, payouts, balances] = await Promise.all([
    reader.models(),
    taken[0] === undefined ? [] : reader.scores({ latestOnly: true, fromRound: taken[0].number }),
    reader.entries({}),
    reader.payouts({}),
    reader.balances(),
  ]);
  const rounds = new Map(taken.map((round) => [round.number, round]));
  const scoresOf = Map.groupBy(
    scores.filter((row) => rounds.has(row.round)),
    (row) => row.model,
  );
  const entriesOf = Map.groupBy(entries, (row) => row.model);
  const payoutsOf = Map.groupBy(payouts, (row) => row.model);

  const rows = models.map((model) => {
    const series = (key: string): number[] =>
      (scoresOf.get(model.id) ?? []).flatMap((row) => {
        const value = boardValue((rounds.get(row.round) as RoundRecord).columns, key)(row.values);
        return Number.isNaN(value) ? [] : [value];
      });
    return {
      ...moneyOf(payoutsOf.get(model.id) ?? [], stakeOf(balances, model.id)),
      ...scoresRow(series, options.lags),
      ...signalsRow(series, options.lags),
      id: model.id,
      rank: 0,
      model: model.name,
      kind: model.kind,
      account: model.account,
      marked: model.marked,
      rounds: scoresOf.get(model.id)?.length ?? 0,
      metaModelCorrelation: meanOf((entriesOf.get(model.id) ?? []).filter((row) => rounds.has(row.round))),
    } satisfies LeaderboardRow;
  });
  return ranked(rows);
}

/** By TC, then by id; what has no TC comes last. */
export function ranked(rows: LeaderboardRow[]): LeaderboardRow[] {
  rows.sort((a, b) => (b.tc ?? -Infinity) - (a.tc ?? -Infinity) || a.id - b.id);
  return rows.map((row, index) => ({ ...row, rank: index + 1 }));
}

/** What a row says of scores; `series` gives the defined values of a column by ascending round. */
export function scoresRow(series: (key: BoardColumn) => number[], lags: number) {
  const mean = (key: BoardColumn) => {
    const values = series(key);
    const { mean: value, standardError } = meanWithStandardError(values, lags);
    return { value: finite(value), error: finite(standardError), values };
  };
  const corr = mean('corr');
  const tc = mean('tc');
  const zero = mean('tcLeaveOneOut');
  const held = mean('tcLeaveOneOutHeld');
  return {
    corr: corr.value,
    corrStandardError: corr.error,
    corrSharpe: finite(sharpe(corr.values)),
    mmc: mean('mmc').value,
    fnc: mean('fnc').value,
    tc: tc.value,
    tcStandardError: tc.error,
    tcLeaveOneOut: zero.value,
    tcLeaveOneOutStandardError: zero.error,
    tcLeaveOneOutHeld: held.value,
    tcLeaveOneOutHeldStandardError: held.error,
  };
}

/** What a row says of the scores of Signals: nothing where there is none. */
export function signalsRow(
  series: (key: SignalsBoardColumn) => number[],
  lags: number,
): { readonly signals?: SignalsMeans } {
  const means = SIGNALS_BOARD_COLUMNS.map((key) => [key, meanWithStandardError(series(key), lags)] as const);
  if (means.every(([, { count }]) => count === 0)) return {};
  const values = Object.fromEntries(means.map(([key, { mean }]) => [key, finite(mean)]));
  const error = means.find(([key]) => key === 'alpha')?.[1].standardError ?? Number.NaN;
  return { signals: { ...(values as unknown as SignalsMeans), alphaStandardError: finite(error) } };
}

function moneyOf(payouts: readonly PayoutRecord[], stake: Amount) {
  const paid = payouts.reduce((sum, row) => sum + row.amount, 0n);
  const staked = payouts.filter((row) => row.atRisk > 0n);
  const growth = staked.reduce((product, row) => product * growthOf(row), 1);
  return {
    stake: formatAmount(stake),
    payout: formatAmount(amountOf(paid)),
    return: staked.length === 0 ? null : growth - 1,
  };
}

/** What a stake of 1 became in a round in which something was at risk. */
export const growthOf = ({ amount, atRisk }: PayoutRecord): number => 1 + Number(amount) / Number(atRisk);

function meanOf(entries: readonly EntryRecord[]): number | null {
  const values = entries.flatMap((row) => (row.metaModelCorrelation === null ? [] : [row.metaModelCorrelation]));
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** In which column of Signals its models have what a board shows; a model has a value in one of the two. */
const SIGNALS_KEYS: Readonly<Record<string, string>> = { corr: 'corrSignals', mmc: 'mmcSignals', fnc: 'fncV4' };

/** Takes a board's value out of a row of scores in these columns; NaN where there is none. */
export function boardValue(columns: readonly ScoreColumn[], key: string): (values: readonly number[]) => number {
  const [own, ofSignals] = [key, SIGNALS_KEYS[key]].map((name) => columns.findIndex((column) => column.key === name));
  const at = (values: readonly number[], place = -1): number =>
    place < 0 ? Number.NaN : (values[place] ?? Number.NaN);
  return (values) => {
    const value = at(values, own);
    return Number.isNaN(value) ? at(values, ofSignals) : value;
  };
}
