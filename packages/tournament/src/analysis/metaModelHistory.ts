import { corrOf, type MetaModelRound } from './metaModelPage.ts';

/** The rounds whose figures may be downloaded: the resolved ones without the newest `delayRounds` of them. */
export function publishedHistory(rounds: readonly MetaModelRound[], delayRounds: number): readonly MetaModelRound[] {
  const resolved = rounds.filter(({ state }) => state === 'resolved');
  return resolved.slice(0, Math.max(0, resolved.length - delayRounds));
}

type Cell = number | string | null;

const COLUMNS: readonly (readonly [name: string, of: (round: MetaModelRound) => Cell])[] = [
  ['round', ({ round }) => round],
  ['era', ({ era }) => era],
  ['era_day', ({ eraDay }) => eraDay],
  ['corr', ({ corr }) => corr],
  ['corr_percentile', ({ percentile }) => percentile],
  ['models_corr_p05', ({ quantiles }) => quantiles?.[0] ?? null],
  ['models_corr_p25', ({ quantiles }) => quantiles?.[1] ?? null],
  ['models_corr_p50', ({ quantiles }) => quantiles?.[2] ?? null],
  ['models_corr_p75', ({ quantiles }) => quantiles?.[3] ?? null],
  ['models_corr_p95', ({ quantiles }) => quantiles?.[4] ?? null],
  ['fund_return', ({ fundReturn }) => fundReturn],
  ['models', ({ made }) => made?.models.holders ?? null],
  ['effective_models', ({ made }) => made?.models.effectiveNumber ?? null],
  ['top_10_models', ({ made }) => made?.models.top10 ?? null],
  ['accounts', ({ made }) => made?.accounts.holders ?? null],
  ['effective_accounts', ({ made }) => made?.accounts.effectiveNumber ?? null],
  ['largest_account', ({ made }) => made?.accounts.top1 ?? null],
  ['churn', ({ made }) => made?.churn ?? null],
  ['turnover', ({ made }) => made?.turnover ?? null],
  ['corr_equal', corrOf('equal')],
  ['corr_top_10', corrOf('top10')],
  ['corr_top_50', corrOf('top50')],
  ['corr_without_largest', corrOf('withoutLargest')],
];

/** One line per round, ascending; what is not known is empty. No cell needs quotes: they are numbers, dates and era numbers. */
export function metaModelCsv(rounds: readonly MetaModelRound[]): string {
  const lines = rounds.map((round) => COLUMNS.map(([, of]) => of(round) ?? '').join(','));
  return `${[COLUMNS.map(([name]) => name).join(','), ...lines].join('\n')}\n`;
}
