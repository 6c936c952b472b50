import { amountOf, formatAmount } from '@robata/ledger';
import type { RoundRecord } from '../records.ts';
import { isSignals } from '../rounds/ledgerRound.ts';
import type { StorageReader } from '../storage/storage.ts';
import { scoresByKey } from './modelPage.ts';
import { stakeConcentration, sumBy } from '../stakes/treasury.ts';
import { rescoresOf } from '../rounds/engine/rescore.ts';
import { closedOnScoredDays } from './closedMarkets.ts';
import { tradingPlaces } from './roundCalendar.ts';
import type { RoundEntryRow, RoundPage, RoundSummary } from './types.ts';

export const META_MODEL_KIND = 'meta';
/** The row of the Signals meta model, which stands in the columns of Signals. */
export const SIGNALS_META_MODEL_KIND = 'signals-meta';

/** One round: its optimizer report and everybody's scores on the last day posted. Null for a round that is not there. */
export async function roundPage(reader: StorageReader, number: number, hasKit: boolean): Promise<RoundPage | null> {
  const round = await reader.round(number);
  if (round === null) return null;
  const [models, entries, scores, payouts] = await Promise.all([
    reader.models(),
    reader.entries({ round: number }),
    reader.scores({ round: number, latestOnly: true }),
    reader.payouts({ round: number }),
  ]);
  const next = (await reader.steps(number)).find(({ state }) => state === 'waiting');
  const entryOf = new Map(entries.map((entry) => [entry.model, entry]));
  const scoreOf = new Map(scores.map((score) => [score.model, score]));
  const payoutOf = new Map(payouts.map((payout) => [payout.model, payout.amount]));
  const rows = models
    .filter((model) => entryOf.has(model.id) || scoreOf.has(model.id))
    .map((model): RoundEntryRow => {
      const score = scoreOf.get(model.id);
      const payout = payoutOf.get(model.id);
      return {
        model: model.name,
        kind: model.kind,
        marked: model.marked,
        ...(isSignals(model) && { tournament: 'signals' as const }),
        scores: score === undefined ? {} : scoresByKey(score, round.columns),
        atRisk: formatAmount(amountOf(entryOf.get(model.id)?.atRisk ?? 0n)),
        payout: payout === undefined ? null : formatAmount(amountOf(payout)),
        metaModelCorrelation: entryOf.get(model.id)?.metaModelCorrelation ?? null,
      };
    });
  const accountOf = new Map(models.map(({ id, account }) => [id, account]));
  const atRisk = entries.map((entry) => [entry.model, amountOf(entry.atRisk)] as const);
  const incidents = (await reader.incidents(1000)).filter((row) => row.round === number);
  return {
    round,
    entries: rows.filter(({ kind }) => kind !== META_MODEL_KIND && kind !== SIGNALS_META_MODEL_KIND),
    metaModel: rows.find((row) => row.kind === META_MODEL_KIND) ?? null,
    signalsMetaModel: rows.find((row) => row.kind === SIGNALS_META_MODEL_KIND) ?? null,
    totalAtRisk: formatAmount(amountOf(entries.reduce((sum, entry) => sum + entry.atRisk, 0n))),
    concentration: {
      models: stakeConcentration(atRisk.map(([, amount]) => amount)),
      accounts: stakeConcentration(sumBy(atRisk, (model) => accountOf.get(model) ?? String(model))),
    },
    kit: hasKit,
    incidents: incidents.map(({ message }) => message),
    postponements: incidents.filter(({ rule }) => rule === 'step_postponed').map(({ message }) => message),
    waitsFor: next?.postponed ?? null,
    rescores: await rescoresOf(reader, number),
    closedMarkets: closedOnScoredDays(round, await tradingPlaces(reader)),
  };
}

/** All rounds, newest first, with the meta model's CORR on the last day posted. */
export async function roundList(reader: StorageReader): Promise<RoundSummary[]> {
  const [models, rounds] = await Promise.all([reader.models(), reader.rounds()]);
  const meta = models.find((model) => model.kind === META_MODEL_KIND);
  const scores = meta === undefined ? [] : await reader.scores({ model: meta.id, latestOnly: true });
  const scoreOf = new Map(scores.map((score) => [score.round, score]));
  return rounds.toReversed().map((round) => summaryOf(round, scoreOf.get(round.number)?.values ?? null));
}

function summaryOf(round: RoundRecord, metaModel: readonly number[] | null): RoundSummary {
  const column = round.columns.findIndex((candidate) => candidate.key === 'corr');
  const corr = metaModel?.[column];
  return {
    number: round.number,
    eraDay: round.eraDay,
    state: round.state,
    scoredDays: round.scoredDays,
    horizonDays: round.horizonDays,
    opensAt: round.opensAt,
    closesAt: round.closesAt,
    stocks: round.stocks,
    metaModelCorr: corr === undefined || Number.isNaN(corr) ? null : corr,
    optimizer: round.optimizer,
  };
}
