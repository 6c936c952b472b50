import { useCallback, useMemo } from 'react';
import type { AlignedData, Series } from 'uplot';
import { formatNumber } from '../format/formatNumber.ts';
import { bottomAxis, legendValue, plainTicks, rangeWithZero, valueAxis, wholeTicks } from './axes.ts';
import { Chart, type Drawing } from './Chart.tsx';
import type { Palette } from './palette.ts';

export interface FanLine {
  readonly name: string;
  /** One value for each day; null where there is none. */
  readonly values: readonly (number | null)[];
}

interface FanChartProps {
  readonly name: string;
  readonly places: number;
  readonly horizonDays: number;
  readonly days: readonly number[];
  /** Of 5, 25, 50, 75 and 95 % of the models. */
  readonly quantiles: readonly (readonly (number | null)[])[];
  readonly metaModel: readonly (number | null)[];
  /** What it is called in the legend: a joint round has two. */
  readonly metaModelName: string;
  /** Models that stand out. */
  readonly lines: readonly FanLine[];
}

const NOT_DRAWN = { show: false } as const;
/** Each further line is told apart by its dashes too. */
const DASHES = [[], [6, 4], [2, 3], [10, 4, 2, 4], [1, 2]] as const;

/** How a score spreads over the models, day by day: bands of a half and nine tenths of them, the meta model and some models in front. */
export function FanChart(props: FanChartProps) {
  const { name, places, horizonDays, days, quantiles, metaModel, metaModelName, lines } = props;
  const names = JSON.stringify(lines.map((line) => line.name));
  const drawing = useCallback(
    (palette: Palette): Drawing => {
      const value = legendValue((score) => formatNumber(score, { places, signed: true }));
      const edge = (label: string): Series => ({
        label,
        stroke: palette['blue-soft'],
        width: 1,
        points: NOT_DRAWN,
        value,
      });
      const own = JSON.parse(names) as readonly string[];
      return {
        scales: { x: { time: false, range: [0.5, horizonDays + 0.5] }, y: { range: rangeWithZero } },
        axes: [
          bottomAxis({ palette, label: 'scoring day', format: wholeTicks }),
          valueAxis({ palette, format: plainTicks }),
        ],
        bands: [
          { series: [5, 1], fill: palette['blue-soft'] },
          { series: [4, 2], fill: palette['blue-soft'] },
        ],
        series: [
          { label: 'Day', value: legendValue(String) },
          edge('5 %'),
          edge('25 %'),
          { label: 'median', stroke: palette.blue, width: 2, points: { show: true, size: 3 }, value },
          edge('75 %'),
          edge('95 %'),
          { label: metaModelName, stroke: palette.ink, width: 2, points: { show: true, size: 3 }, value },
          ...own.map(
            (label, index): Series => ({
              label,
              stroke: palette.accent,
              width: 2,
              dash: [...(DASHES[index % DASHES.length] ?? [])],
              points: { show: true, size: 4, fill: palette.accent },
              value,
            }),
          ),
        ],
      };
    },
    [places, horizonDays, metaModelName, names],
  );
  const data = useMemo<AlignedData>(
    () => [
      [...days],
      ...quantiles.map((line) => [...line]),
      [...metaModel],
      ...lines.map(({ values }) => days.map((_, index) => values[index] ?? null)),
    ],
    [days, quantiles, metaModel, lines],
  );
  return (
    <Chart
      label={`${name} of all models, day by day: quantiles, ${metaModelName} and chosen models`}
      data={data}
      drawing={drawing}
    />
  );
}
