import { fromColumns, mean, normalQuantile, standardDeviation, tieKeptRank } from '@robata/kernels';
import { gaussianizedPredictions, metaModelOf } from '@robata/portfolio';
import { normalScores, prepareCorr, prepareMmc } from '@robata/scoring';
import { uniforms } from '@robata/season';
import { closed, exactGradient, leftOut } from '../roundWork.ts';
import type { StudyRound } from '../seasonCache.ts';
import type { Study } from '../series.ts';
import { type Estimate, overRounds, tValue } from '../statistics.ts';
import { around, chart } from '../svg.ts';
import { ratio, score, table, type Told } from '../written.ts';

interface Planted {
  readonly correlation: number;
  /** Fresh noise each round, or the same noise for a stock in all rounds. */
  readonly noise: 'fresh' | 'slow';
}

const PLANTED: readonly Planted[] = [
  ...[-0.05, 0, 0.01, 0.02, 0.03, 0.05, 0.1].map((correlation) => ({ correlation, noise: 'fresh' as const })),
  ...[0, 0.02, 0.05].map((correlation) => ({ correlation, noise: 'slow' as const })),
];
/** Of each, with noise of its own; figures are means over them. */
const COPIES = 4;
const SEEN_ROUNDS = 20;
const SEED = 1000;

const MEASURED = ['corr', 'mmc', 'held', 'zero', 'exact'] as const;
type Measured = (typeof MEASURED)[number];
const NAMES: Readonly<Record<Measured, string>> = {
  corr: 'CORR',
  mmc: 'MMC',
  held: 'TC held',
  zero: 'TC zero',
  exact: 'TC gradient, exact',
};

interface PowerFigures {
  /** With the error of one of the copies. */
  readonly told: Estimate;
  readonly sd: number;
  /** Of the mean of twenty rounds: by the Newey-West error of all rounds, and by the sd as if rounds were independent. */
  readonly t20: number;
  readonly plainT20: number;
  /** Share of windows of twenty consecutive rounds with a plain t-value above 2 (below −2 for a negative correlation). */
  readonly found: number;
}

export interface Power {
  readonly rounds: number;
  readonly planted: readonly (Planted & { readonly measures: Readonly<Record<Measured, PowerFigures>> })[];
}

/** Question 7: unstaked models that know a part of the future join every round. */
export function measurePower({ cache, say }: Study): Power {
  const models = PLANTED.flatMap((each) => Array.from({ length: COPIES }, () => each));
  const found = models.map(
    () => Object.fromEntries(MEASURED.map((name) => [name, [] as number[]])) as Record<Measured, number[]>,
  );
  for (let at = 0; at < cache.season.rounds; at++) {
    if (at % 20 === 0) say(`power: round ${at + 1} of ${cache.season.rounds}`);
    const round = cache.round(at);
    const all = models.map((each, number) => plantedScores(round, each, number));
    const { columns } = round.predictions;
    const more = all.map((values, i) => ({ name: `planted ${i}`, values, stake: 0 }));
    const ready = closed(round, { more });
    const kit = ready.kit;
    const normal = normalScores(fromColumns(all));
    const metaModel = metaModelOf(gaussianizedPredictions(round.predictions), round.stakes);
    const rows: Record<Measured, ArrayLike<number>> = {
      corr: prepareCorr(normal).score(round.target),
      mmc: prepareMmc(normal, metaModel).score(round.target),
      held: leftOut(kit, 'held').subarray(columns),
      zero: leftOut(kit, 'zero').subarray(columns),
      exact: exactGradient(kit).subarray(columns),
    };
    for (const name of MEASURED) found.forEach((series, i) => series[name].push(rows[name][i]));
  }
  return {
    rounds: cache.season.rounds,
    planted: PLANTED.map((each, i) => ({
      ...each,
      measures: Object.fromEntries(
        MEASURED.map((name) => {
          const copies = found.slice(i * COPIES, (i + 1) * COPIES);
          return [name, averaged(copies.map((series) => figures(series[name], each.correlation)))];
        }),
      ) as Record<Measured, PowerFigures>,
    })),
  };
}

/** c · z(specific return) + √(1 − c²) · noise, ranked; a missing return leaves the noise. */
function plantedScores(
  { number, securities, specificReturns }: StudyRound,
  { correlation, noise }: Planted,
  which: number,
): Float64Array {
  const fresh = uniforms(SEED * which + number);
  const known = specificReturns.filter((value) => !Number.isNaN(value));
  const [centre, deviation] = [mean(known), standardDeviation(known)];
  const scores = Float64Array.from(securities, (security, i) => {
    const random = noise === 'fresh' ? fresh : uniforms(SEED * which + 7919 * (security + 1));
    const told = Number.isNaN(specificReturns[i]) ? 0 : (specificReturns[i] - centre) / deviation;
    // Uniforms may be 0, a quantile may not.
    const luck = normalQuantile((random() * (2 ** 32 - 1) + 0.5) / 2 ** 32);
    return correlation * told + Math.sqrt(1 - correlation ** 2) * luck;
  });
  return tieKeptRank(scores);
}

function figures(series: readonly number[], correlation: number): PowerFigures {
  const sd = standardDeviation(Float64Array.from(series));
  const told = overRounds(series);
  const sign = correlation < 0 ? -1 : 1;
  const windows = Array.from({ length: Math.max(0, series.length - SEEN_ROUNDS + 1) }, (_, from) => {
    const window = Float64Array.from(series.slice(from, from + SEEN_ROUNDS));
    return (sign * mean(window) * Math.sqrt(SEEN_ROUNDS)) / standardDeviation(window) > 2 ? 1 : 0;
  });
  return {
    told,
    sd,
    t20: tValue(told) * Math.sqrt(SEEN_ROUNDS / series.length),
    plainT20: (told.mean / sd) * Math.sqrt(SEEN_ROUNDS),
    found: windows.length === 0 ? Number.NaN : mean(windows),
  };
}

function averaged(copies: readonly PowerFigures[]): PowerFigures {
  const of = (value: (each: PowerFigures) => number) => mean(copies.map(value));
  return {
    told: { mean: of(({ told }) => told.mean), error: of(({ told }) => told.error) },
    sd: of(({ sd }) => sd),
    t20: of(({ t20 }) => t20),
    plainT20: of(({ plainT20 }) => plainT20),
    found: of(({ found }) => found),
  };
}

export function tellPower({ planted }: Power): Told {
  const t = (value: number) => value.toFixed(1).replace('-', '−');
  const label = ({ correlation, noise }: Planted) => `${ratio(correlation)}${noise === 'slow' ? ', slow noise' : ''}`;
  const fresh = planted.filter(({ noise }) => noise === 'fresh').toSorted((a, b) => a.correlation - b.correlation);
  return {
    tables: {
      power: table(
        ['c', ...MEASURED.map((name) => `${NAMES[name]}: mean, sd`)],
        planted.map((each) => [
          label(each),
          ...MEASURED.map((name) => `${score(each.measures[name].told.mean)}, ${score(each.measures[name].sd)}`),
        ]),
      ),
      'power-t': table(
        ['c', ...MEASURED.map((name) => `${NAMES[name]}: t of 20 rounds (plain) · found`)],
        planted.map((each) => [
          label(each),
          ...MEASURED.map((name) => {
            const { t20, plainT20, found } = each.measures[name];
            return `${t(t20)} (${t(plainT20)}) · ${found === null || Number.isNaN(found) ? '—' : `${Math.round(100 * found)} %`}`;
          }),
        ]),
      ),
    },
    plots: {
      power: chart({
        title: 'How soon information is seen: t-value after twenty rounds',
        x: {
          label: 'correlation of the planted score with the specific return',
          ...around(fresh.map(({ correlation }) => correlation)),
        },
        y: {
          label: 't-value of 20 rounds (Newey–West)',
          ...around(fresh.flatMap(({ measures }) => MEASURED.map((name) => measures[name].t20))),
          format: (value) => value.toFixed(0),
        },
        layers: [
          { kind: 'rule', name: 't = 2', slope: 0, at: 2 },
          ...(['corr', 'mmc', 'held', 'zero', 'exact'] as const).flatMap((name, color) =>
            (['line', 'points'] as const).map((kind) => ({
              kind,
              name: kind === 'line' ? '' : NAMES[name],
              color: [5, 3, 1, 0, 2][color],
              marks: fresh.map(({ correlation, measures }) => ({ x: correlation, y: measures[name].t20 })),
            })),
          ),
        ],
      }),
    },
  };
}
