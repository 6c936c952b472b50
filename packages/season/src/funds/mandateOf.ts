import {
  higherRisk,
  longOnly,
  type Mandate,
  managedAccount,
  marketNeutral,
  type PooledMandate,
  pooled,
  portableAlpha,
} from '@robata/fund';
import type { MarketPanel } from '@robata/market';
import type { TournamentConfig } from '@robata/tournament';
import type { ProductPlan } from './fundProgramme.ts';
import { INDEX_SECURITY } from './indexFund.ts';

/** A plan as the mandate of a day: what a managed account may not hold are the stocks that stand in those sectors then. */
export function mandateOf(plan: ProductPlan, config: TournamentConfig, panel: MarketPanel): Mandate {
  const { schedule } = config;
  const { title } = plan;
  const neutral = (): PooledMandate => marketNeutral({ title, schedule, settings: config.optimizer });
  switch (plan.kind) {
    case 'market_neutral':
      return neutral();
    case 'higher_risk':
      return higherRisk(plan.leverage, { title, schedule });
    case 'long_only':
      return longOnly({ title, schedule });
    case 'portable_alpha':
      return portableAlpha({ security: INDEX_SECURITY }, { title, schedule, settings: config.optimizer });
    case 'managed_account': {
      const sectors = new Set(plan.excludedSectors);
      const excluded = panel.securities.flatMap(({ sector }, security) =>
        sector !== null && sectors.has(sector) ? [security] : [],
      );
      return managedAccount(neutral(), { excluded }, { title });
    }
  }
}

const percent = (share: number): string => `${Number((100 * share).toFixed(2))} %`;

/** What a mandate may do, in sentences for investors. */
export function mandateInWords(mandate: Mandate, { excludedSectors = [] }: ProductPlan): string[] {
  const { settings, schedule } = mandate;
  const product = pooled(mandate);
  const isAgainstIndex = product.product === 'long_only';
  const what = {
    market_neutral:
      'Buys what the meta model ranks high and sells short what it ranks low, for as much money on both sides.',
    higher_risk:
      'The market-neutral portfolio with borrowed strength: larger positions on both sides and wider limits.',
    long_only:
      'Holds stocks only: the index, with more of what the meta model ranks high and less of what it ranks low.',
    portable_alpha: 'Holds the whole index and, beside it, the market-neutral portfolio: index plus alpha.',
  }[product.product];
  const against = isAgainstIndex ? ' against the index' : '';
  const turnover = settings.turnoverPerWeek;
  return [
    what,
    ...(excludedSectors.length === 0 ? [] : [`Never holds stocks of these sectors: ${excludedSectors.join(', ')}.`]),
    ...(product.product === 'long_only'
      ? [`${percent(product.invested)} of the NAV is invested, the rest is cash for costs and redemptions.`]
      : []),
    ...(product.product === 'portable_alpha'
      ? [
          `The index is held at ${percent(product.overlay.weight)} of the NAV and traded back when it has drifted by more than ${percent(product.overlay.band)}.`,
        ]
      : []),
    `Gross exposure${against} of at most ${percent(settings.gross)}; net exposure${against} within ${percent(settings.net)}; a position of at most ${percent(settings.position)}, and less in a wide universe.`,
    `Exposure${against} to the market within ${percent(settings.market)}, to a sector within ${percent(settings.sector)}, to a country within ${percent(settings.country)}, to a style within ${settings.style} standard deviations.`,
    turnover === null
      ? 'Turnover is not limited.'
      : `Trades at most ${percent(turnover)} of the NAV a week, both sides counted.`,
    `Rebalanced ${schedule === 'weekly' ? 'once a week' : 'every trading day'}, at the close of the second trading day after the round's date.`,
  ];
}
