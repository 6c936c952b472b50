import { useCallback, useMemo } from 'react';
import type { AlignedData } from 'uplot';
import { formatNumber } from '../format/formatNumber.ts';
import { bottomAxis, legendValue, plainTicks, rangeWithZero, valueAxis, wholeTicks } from './axes.ts';
import { Chart, type Drawing } from './Chart.tsx';
import type { Palette } from './palette.ts';
import { runningSum } from './runningSum.ts';
import { bySign, roomForBars, scoreBars } from './scoreBars.ts';

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
      return {
        scales: {
          x: { time: false, range: roomForBars },
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
          ...scoreBars({ palette, name, value, width: 14 }),
          { label: 'sum so far', scale: 'sum', stroke: palette.ink, width: 2, points: { show: false }, value },
        ],
      };
    },
    [name, places],
  );
  const data = useMemo<AlignedData>(() => {
    const values = rounds.map(({ value }) => value);
    return [rounds.map(({ round }) => round), ...bySign(values), runningSum(values.map((value) => value ?? 0))];
  }, [rounds]);
  return <Chart label={`${name} in each round, and its sum so far`} data={data} drawing={drawing} height={height} />;
}
