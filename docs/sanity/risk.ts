import { columnRange, normalQuantile } from '@robata/kernels';
import { createEraBuilder, type Era, forwardReturns, type MarketPanel } from '@robata/market';
import {
  biasStatistic,
  type CrossSection,
  optimizedPortfolio,
  predictedVolatility,
  randomLongShortPortfolio,
  RiskModelEstimator,
  type RiskModel,
  stylePortfolio,
} from '@robata/portfolio';
import { dailyReturns, uniforms } from '@robata/season';
import type { Measured, Scope } from './measured.ts';

/** Weeks before the first one judged: the model must have seen some months. */
const WARM_UP_ERAS = 36;
const RANDOM_PORTFOLIOS = 10;
const OPTIMIZED_PORTFOLIOS = 5;
const BASE_STYLES = ['beta', 'size', 'momentum', 'volatility', 'liquidity', 'reversal', 'issuance'];

interface Prediction {
  readonly realized: number[];
  readonly predicted: number[];
}

/** One risk model on its way through the panel. */
interface Judged {
  readonly name: string;
  readonly factors: number;
  readonly estimator: RiskModelEstimator;
  readonly random: () => number;
  readonly predictions: Map<string, Prediction>;
  aboutZero: number;
  aboutMean: number;
  days: number;
}

/** Explained variance and bias statistics of the base model (market, sectors, country, seven styles) and of all factors. */
export function measureRisk(panel: MarketPanel, { universe, until }: Scope): Measured {
  const builder = createEraBuilder(panel, { universeSize: universe, schedule: 'weekly', key: 'sanity' });
  const models = [
    { name: 'base', factors: builder.baseExposures },
    { name: 'full', factors: builder.exposureNames.length },
  ].map(
    (model): Judged => ({
      ...model,
      estimator: new RiskModelEstimator(),
      random: uniforms(1),
      predictions: new Map(),
      aboutZero: 0,
      aboutMean: 0,
      days: 0,
    }),
  );
  for (const [position, day] of builder.eraDays.entries()) {
    const next = builder.eraDays[position + 1] ?? panel.days.length - 1;
    if (next <= day || (until !== null && (panel.days[day] as string) > until)) break;
    const era = builder.build(position);
    const week = forwardReturns(panel, era.members, day, next).map((value) => (Number.isNaN(value) ? 0 : value));
    for (const model of models) {
      const stocks = crossSection(era, model.factors);
      const estimate = model.estimator.estimate(stocks);
      if (estimate.status === 'estimated' && position >= WARM_UP_ERAS) judge(model, estimate.model, week, next - day);
      for (let passed = day + 1; passed <= next; passed++) learn(model, stocks, panel, passed);
    }
  }
  return Object.fromEntries(models.flatMap(figures));
}

const crossSection = (era: Era, factors: number): CrossSection => ({
  securities: era.members,
  exposures: { names: era.columns.exposures.slice(0, factors), matrix: columnRange(era.exposures, 0, factors) },
  size: era.size,
});

function learn(model: Judged, stocks: CrossSection, panel: MarketPanel, day: number): void {
  const fit = model.estimator.addDay({ ...stocks, returns: dailyReturns(panel, stocks.securities, day) });
  if (fit.status !== 'fitted') return;
  model.aboutZero += fit.rSquaredAboutZero;
  model.aboutMean += fit.rSquaredAboutMean;
  model.days += 1;
}

function judge({ predictions, random }: Judged, model: RiskModel, returns: Float64Array, days: number): void {
  const hold = (kind: string, weights: Float64Array): void => {
    const prediction = predictions.get(kind) ?? { realized: [], predicted: [] };
    predictions.set(kind, prediction);
    prediction.realized.push(weights.reduce((sum, weight, i) => sum + weight * (returns[i] as number), 0));
    prediction.predicted.push(predictedVolatility(model, weights) * Math.sqrt(days / model.horizonDays));
  };
  const stocks = returns.length;
  for (let k = 0; k < RANDOM_PORTFOLIOS; k++) hold('random', randomLongShortPortfolio(stocks, random));
  for (const style of BASE_STYLES) hold('style', stylePortfolio(model, `style:${style}`));
  for (let k = 0; k < OPTIMIZED_PORTFOLIOS; k++) {
    hold(
      'optimized',
      optimizedPortfolio(
        model,
        new Float64Array(stocks).map(() => normalQuantile(random() || 0.5)),
      ),
    );
  }
}

const figures = ({ name, predictions, aboutZero, aboutMean, days }: Judged): [string, number][] => [
  [`${name} R² about zero`, aboutZero / days],
  [`${name} R² about mean`, aboutMean / days],
  ...Array.from(predictions, ([kind, { realized, predicted }]): [string, number] => [
    `${name} bias ${kind}`,
    biasStatistic(realized, predicted),
  ]),
];
