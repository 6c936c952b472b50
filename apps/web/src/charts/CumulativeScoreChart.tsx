import { useCallback, useMemo } from 'react';
import UPlot, { type AlignedData } from 'uplot';
import { formatNumber } from '../format/formatNumber.ts';
import { bottomAxis, legendValue, plainTicks, rangeWithZero, valueAxis, wholeTicks } from './axes.ts';
import { Chart, type Drawing } from './Chart.tsx';
import type { Palette } from './palette.ts';
import { runningSum } from './runningSum.ts';

interface CumulativeScoreChartProps {
  readonly name: string;
  readonly places: number;
  /** Ascending by round. */
  readonly rounds: readonly { readonly round: number; readonly value: number | null }[];
  readonly height?: number;
}

/** A score in every round as bars, and its sum so far as a line on an axis of its own. */
export function CumulativeScoreChart({ name, places, rounds, height = 260 }: CumulativeScoreChartProps) {
  const drawing = useCallback(
    (palette: Palette): Drawing => {
      const value = legendValue((score) => formatNumber(score, { places, signed: true }));
      const bar = (color: string, label: string) => ({
        label,
        stroke: color,
        fill: color,
        width: 0,
        points: { show: false },
        paths: UPlot.paths.bars?.({ size: [0.7, 14, 1] }),
        value,
      });
      return {
        scales: {
          x: { time: false, range: (_plot, low, high) => [low - 0.7, high + 0.7] },
          y: { range: rangeWithZero },
          sum: { range: rangeWithZero },
        },
        axes: [
          bottomAxis({ palette, label: 'round', format: wholeTicks }),
          valueAxis({ palette, format: plainTicks, label: 'per round' }),
          { ...valueAxis({ palette, format: plainTicks, label: 'sum' }), scale: 'sum', side: 1, grid: { show: false } },
        ],
        series: [
          { label: 'Round', value: legendValue(String) },
          bar(palette.positive, `${name} above 0`),
          bar(palette.negative, 'below 0'),
          { label: 'sum so far', scale: 'sum', stroke: palette.ink, width: 2, points: { show: false }, value },
        ],
      };
    },
    [name, places],
  );
  const data = useMemo<AlignedData>(() => {
    const values = rounds.map(({ value }) => value);
    return [
      rounds.map(({ round }) => round),
      values.map((value) => (value !== null && value >= 0 ? value : null)),
      values.map((value) => (value !== null && value < 0 ? value : null)),
      runningSum(values.map((value) => value ?? 0)),
    ];
  }, [rounds]);
  return <Chart label={`${name} in each round, and its sum so far`} data={data} drawing={drawing} height={height} />;
}
