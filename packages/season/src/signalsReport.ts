import { amountOf, formatAmount } from '@robata/ledger';
import { meanWithStandardError } from '@robata/scoring';
import { isSignals, type SignalReports, signalReportsKey, type StorageReader } from '@robata/tournament';

/** What one Signals model came to over the resolved rounds. */
export interface SignalsModelReport {
  readonly model: string;
  readonly kind: string;
  /** In which it was scored. */
  readonly rounds: number;
  /** Mean share of the round's stocks in its file, and of its variance that nothing known explains; null where no round tells. */
  readonly covered: number | null;
  readonly left: number | null;
  /** By column: mean and Newey-West standard error over the rounds; null without a score. */
  readonly scores: Readonly<Record<string, { readonly mean: number; readonly standardError: number } | null>>;
  /** Tokens, and what they made of each token at risk over all rounds. */
  readonly payout: string;
  readonly return: number | null;
}

/** Reads the Signals part of a season back from storage, in the order of the models. */
export async function signalsReport(reader: StorageReader, lags: number): Promise<SignalsModelReport[]> {
  const rounds = (await reader.rounds()).filter(({ state, signals }) => state === 'resolved' && signals !== undefined);
  const models = (await reader.models()).filter(isSignals);
  const values = new Map<number, Map<string, number[]>>(models.map(({ id }) => [id, new Map()]));
  const counts = new Map<number, number>();
  const known = new Map<number, { covered: number[]; left: number[] }>();
  for (const { number, columns, signals } of rounds) {
    for (const row of await reader.scores({ round: number, latestOnly: true })) {
      const own = values.get(row.model);
      if (own === undefined) continue;
      counts.set(row.model, (counts.get(row.model) ?? 0) + 1);
      for (const key of signals?.keys ?? []) {
        const value = row.values[columns.findIndex((column) => column.key === key)] ?? Number.NaN;
        if (!Number.isNaN(value)) own.set(key, [...(own.get(key) ?? []), value]);
      }
    }
    const reports = (await reader.document(signalReportsKey(number))) as SignalReports | null;
    for (const { model, covered, left } of reports?.models ?? []) {
      const lists = known.get(model) ?? { covered: [], left: [] };
      known.set(model, lists);
      lists.covered.push(covered / (reports?.stocks ?? 1));
      if (left !== null) lists.left.push(left);
    }
  }
  const keys = [...new Set(rounds.flatMap(({ signals }) => signals?.keys ?? []))];
  return Promise.all(
    models.map(async ({ id, name, kind }): Promise<SignalsModelReport> => {
      const payouts = await reader.payouts({ model: id });
      const atRisk = payouts.reduce((sum, row) => sum + Number(row.atRisk), 0);
      const paid = payouts.reduce((sum, { amount }) => sum + amount, 0n);
      return {
        model: name,
        kind,
        rounds: counts.get(id) ?? 0,
        covered: meanOf(known.get(id)?.covered ?? []),
        left: meanOf(known.get(id)?.left ?? []),
        scores: Object.fromEntries(
          keys.map((key) => {
            const series = values.get(id)?.get(key) ?? [];
            return [key, series.length === 0 ? null : meanWithStandardError(series, lags)];
          }),
        ),
        payout: formatAmount(amountOf(paid)),
        return: atRisk > 0 ? Number(paid) / atRisk : null,
      };
    }),
  );
}

const meanOf = (list: readonly number[]): number | null =>
  list.length === 0 ? null : list.reduce((sum, value) => sum + value, 0) / list.length;
