import { mean, standardDeviation } from '@robata/kernels';
import type { LeaveOneOutOptions, OptimizerSettings } from '@robata/portfolio';
import { baseVolatility, closed, drifted, exactGradient, leftOut, type Variant } from '../roundWork.ts';
import type { StudyRound } from '../seasonCache.ts';
import { everyRound, type Study } from '../series.ts';
import { columnOf, type Estimate, overRounds, pick, rankCorrelation } from '../statistics.ts';
import { chart } from '../svg.ts';
import { estimate, ratio, score, table, type Told } from '../written.ts';

const SHOWN = ['held', 'zero', 'exact'] as const;
type Shown = (typeof SHOWN)[number];

const BUILT_AFTER = 10;

interface Setting {
  readonly name: string;
  readonly variant: (round: StudyRound) => Variant;
  readonly options?: LeaveOneOutOptions;
  /** What does not depend on it, and is not computed again. */
  readonly kinds?: readonly Shown[];
}

const of = (settings: Partial<OptimizerSettings>) => () => ({ settings });
const gamma = (times: number) => of({ riskAversionPerStockWithAlphaFactor: 0.05 * times });

const SETTINGS: readonly Setting[] = [
  { name: 'default', variant: () => ({}) },
  { name: 'risk aversion × .1', variant: gamma(0.1) },
  { name: 'risk aversion × .5', variant: gamma(0.5) },
  { name: 'risk aversion × 2', variant: gamma(2) },
  { name: 'without the alpha exposure, its γ = .1 n', variant: () => ({ alphaFactor: false }) },
  {
    name: 'without the alpha exposure, same γ = .05 n',
    variant: () => ({ alphaFactor: false, settings: { riskAversionPerStock: 0.05 } }),
  },
  { name: 'turnover 5 % a week', variant: of({ turnoverPerWeek: 0.05 }), kinds: ['held'] },
  { name: 'turnover not limited', variant: of({ turnoverPerWeek: null }), kinds: ['held'] },
  { name: 'cost 2 bp', variant: of({ linearCost: 0.0002 }), kinds: ['held'] },
  { name: 'cost 20 bp', variant: of({ linearCost: 0.002 }), kinds: ['held'] },
  { name: 'positions ± .25 %', variant: of({ position: 0.0025, positionTimesEqualWeight: 5 }) },
  { name: 'positions ± 1 %', variant: of({ position: 0.01, positionTimesEqualWeight: 20 }) },
  { name: 'styles ± .005', variant: of({ style: 0.005 }) },
  { name: 'gross 2', variant: of({ gross: 2 }) },
  { name: 'equal stakes', variant: ({ stakes }) => ({ stakes: stakes.map(() => 1) }) },
  { name: 'w = .001', variant: () => ({}), options: { weight: 0.001 }, kinds: ['held', 'zero'] },
  { name: 'w = .1', variant: () => ({}), options: { weight: 0.1 }, kinds: ['held', 'zero'] },
];

interface KindUnderSetting {
  /** Rank correlation within a round with the default's. */
  readonly agreement: Estimate;
  readonly size: number;
  /** The sd over rounds and models of TC over the base book's predicted volatility. */
  readonly overVolatility: number;
  /** The planted model's mean over its sd, times √20. */
  readonly plantedT: number;
}

export interface Settings {
  readonly rounds: number;
  readonly settings: readonly {
    readonly name: string;
    readonly volatility: { readonly held: number; readonly zero: number };
    /** Of its own book, a week, forced trades in it; the rounds left out in which it may still be built. */
    readonly turnover: number;
    readonly kinds: Readonly<Partial<Record<Shown, KindUnderSetting>>>;
  }[];
}

interface Found {
  readonly rows: Partial<Record<Shown, Float64Array[]>>;
  readonly volatility: { readonly held: number[]; readonly zero: number[] };
  readonly turnover: number[];
}

/** Question 4: the same predictions and stakes under other settings, each with the book that it would hold. */
export function measureSettings(study: Study): Settings {
  const { cache } = study;
  const rounds = everyRound(study, study.every);
  const found = SETTINGS.map((): Found => ({ rows: {}, volatility: { held: [], zero: [] }, turnover: [] }));
  const books = SETTINGS.map(() => cache.round(0).holdings);
  for (let at = 0; at < cache.season.rounds; at++) {
    if (at % 20 === 0) study.say(`settings: round ${at + 1} of ${cache.season.rounds}`);
    const played = cache.round(at);
    SETTINGS.forEach(({ variant, options, kinds = SHOWN }, s) => {
      const round = { ...played, holdings: books[s] };
      const ready = closed(round, variant(round));
      books[s] = drifted(ready.book, cache.season.weeks[at]);
      if (at >= BUILT_AFTER) found[s].turnover.push(ready.book.turnover + ready.book.forcedTurnover);
      if (at % study.every !== 0) return;
      for (const kind of kinds) {
        (found[s].rows[kind] ??= []).push(
          kind === 'exact' ? exactGradient(ready.kit) : leftOut(ready.kit, kind, options),
        );
      }
      found[s].volatility.held.push(baseVolatility(ready, 'held'));
      found[s].volatility.zero.push(kinds.includes('zero') ? baseVolatility(ready, 'zero') : Number.NaN);
    });
  }
  return {
    rounds: rounds.length,
    settings: SETTINGS.map(({ name, kinds = SHOWN }, s) => ({
      name,
      volatility: { held: mean(found[s].volatility.held), zero: mean(found[s].volatility.zero) },
      turnover: mean(found[s].turnover),
      kinds: Object.fromEntries(kinds.map((kind) => [kind, underSetting(study, found[0], found[s], kind)])),
    })),
  };
}

function underSetting(study: Study, base: Found, found: Found, kind: Shown): KindUnderSetting {
  const rows = found.rows[kind] as Float64Array[];
  const compared = (base.rows[kind] as Float64Array[]).map((row) => pick(row, study.studied));
  const studied = rows.map((row) => pick(row, study.studied));
  const volatility = found.volatility[kind === 'held' ? 'held' : 'zero'];
  const planted = columnOf(rows, study.cache.season.models.indexOf('planted'));
  return {
    agreement: overRounds(
      studied.map((row, i) => rankCorrelation(row, compared[i])),
      study.every,
    ),
    size: mean(studied.flatMap((row) => [...row].map(Math.abs))),
    overVolatility: standardDeviation(
      Float64Array.from(studied.flatMap((row, i) => [...row].map((x) => x / volatility[i]))),
    ),
    plantedT: (mean(planted) / standardDeviation(planted)) * Math.sqrt(20),
  };
}

export function tellSettings({ settings }: Settings): Told {
  const cells = (told: KindUnderSetting | undefined, isDefault: boolean) =>
    told === undefined
      ? ['—', '—', '—', '—']
      : [
          isDefault ? '1' : estimate(told.agreement, ratio),
          score(told.size),
          ratio(told.overVolatility),
          told.plantedT.toFixed(1),
        ];
  const heads = (kind: string) => [
    `${kind}: rank correlation with the default`,
    'mean size',
    'sd of tc/σ',
    'planted t, 20 rounds',
  ];
  const others = settings.slice(1);
  return {
    tables: {
      settings: table(
        [
          'setting',
          ...heads('held'),
          ...heads('zero'),
          'gradient, exact: rank correlation',
          'base σ held · zero',
          'turnover a week',
        ],
        settings.map(({ name, kinds, volatility, turnover }, s) => [
          name,
          ...cells(kinds.held, s === 0),
          ...cells(kinds.zero, s === 0),
          kinds.exact === undefined ? '—' : s === 0 ? '1' : estimate(kinds.exact.agreement, ratio),
          [volatility.held, volatility.zero]
            .map((x) => (Number.isNaN(x) || x === null ? '—' : `${(100 * x).toFixed(2)} %`))
            .join(' · '),
          `${(100 * turnover).toFixed(1)} %`,
        ]),
      ),
    },
    plots: {
      settings: chart({
        title: 'TC of the same round under other optimizer settings',
        height: 100 + 22 * others.length,
        width: 760,
        x: {
          label: 'rank correlation over models within a round, with the default settings’',
          from: 0,
          to: 1,
          format: (value) => value.toFixed(1),
        },
        y: { label: '', from: -0.7, to: others.length - 0.3 },
        rows: others.map(({ name }) =>
          name.replace('without the alpha exposure', 'no alpha exposure').replace('its ', '').replace('same ', ''),
        ),
        layers: SHOWN.map((kind, color) => ({
          kind: 'points',
          name: { held: 'held', zero: 'zero', exact: 'gradient, exact' }[kind],
          color: [1, 0, 2][color],
          marks: others.flatMap(({ kinds }, at) => {
            const told = kinds[kind]?.agreement;
            return told === undefined ? [] : [{ x: told.mean, y: at + 0.18 * (color - 1), along: 2 * told.error }];
          }),
        })),
      }),
    },
  };
}
