import { useCallback, useMemo } from 'react';
import type { AlignedData } from 'uplot';
import { scorePlaces } from '../components/Score.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Term } from '../terms/terms.ts';
import { bottomAxis, legendValue, plainTicks, rangeWithZero, valueAxis, wholeTicks } from './axes.ts';
import { Chart, type Drawing } from './Chart.tsx';
import type { Palette } from './palette.ts';
import { bySign, roomForBars, scoreBars } from './scoreBars.ts';
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
      const value = legendValue((shown) => formatNumber(shown, { places: scorePlaces(score), signed: true }));
      return {
        scales: { x: { time: false, range: roomForBars }, y: { range: rangeWithZero } },
        axes: [bottomAxis({ palette, label: 'round', format: wholeTicks }), valueAxis({ palette, format: plainTicks })],
        series: [
          { label: 'Round', value: legendValue(String) },
          ...scoreBars({ palette, name: term.name, value }),
          { label: `mean of ${WINDOW} rounds`, stroke: palette.ink, width: 1.6, points: { show: false }, value },
        ],
      };
    },
    [score, term],
  );
  const data = useMemo<AlignedData>(() => {
    const values = rounds.map(({ value }) => value);
    return [rounds.map(({ round }) => round), ...bySign(values), trailingMean(values, WINDOW)];
  }, [rounds]);
  return (
    <Chart label={`${term.name} in each round and its mean over ${WINDOW} rounds`} data={data} drawing={drawing} />
  );
}
