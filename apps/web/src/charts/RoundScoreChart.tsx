import { useCallback, useMemo } from 'react';
import UPlot, { type AlignedData } from 'uplot';
import { scorePlaces } from '../components/Score.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Term } from '../terms/terms.ts';
import { bottomAxis, legendValue, plainTicks, rangeWithZero, valueAxis, wholeTicks } from './axes.ts';
import { Chart, type Drawing } from './Chart.tsx';
import type { Palette } from './palette.ts';
import { trailingMean } from './trailingMean.ts';

const WINDOW = 20;

interface RoundScoreChartProps {
  readonly score: string;
  readonly term: Term;
  /** Ascending by round. */
  readonly rounds: readonly { readonly round: number; readonly value: number | null }[];
}

/** A score in every round as bars, with its mean over the last 20. */
export function RoundScoreChart({ score, term, rounds }: RoundScoreChartProps) {
  const drawing = useCallback(
    (palette: Palette): Drawing => {
      const format = (value: number): string => formatNumber(value, { places: scorePlaces(score), signed: true });
      const bar = (color: string, label: string) => ({
        label,
        stroke: color,
        fill: color,
        width: 0,
        points: { show: false },
        paths: UPlot.paths.bars?.({ size: [0.7, 18, 1] }),
        value: legendValue(format),
      });
      return {
        scales: {
          x: { time: false, range: (_plot, low, high) => [low - 0.7, high + 0.7] },
          y: { range: rangeWithZero },
        },
        axes: [bottomAxis({ palette, label: 'round', format: wholeTicks }), valueAxis({ palette, format: plainTicks })],
        series: [
          { label: 'Round', value: legendValue(String) },
          bar(palette.positive, `${term.name} above 0`),
          bar(palette.negative, 'below 0'),
          {
            label: `mean of ${WINDOW} rounds`,
            stroke: palette.ink,
            width: 1.6,
            points: { show: false },
            value: legendValue(format),
          },
        ],
      };
    },
    [score, term],
  );
  const data = useMemo<AlignedData>(() => {
    const values = rounds.map(({ value }) => value);
    return [
      rounds.map(({ round }) => round),
      values.map((value) => (value !== null && value >= 0 ? value : null)),
      values.map((value) => (value !== null && value < 0 ? value : null)),
      trailingMean(values, WINDOW),
    ];
  }, [rounds]);
  return (
    <Chart label={`${term.name} in each round and its mean over ${WINDOW} rounds`} data={data} drawing={drawing} />
  );
}
