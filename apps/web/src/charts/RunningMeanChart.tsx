import type { ModelStanding } from '@robata/client';
import { useCallback, useMemo } from 'react';
import type { AlignedData } from 'uplot';
import { scorePlaces } from '../components/Score.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Term } from '../terms/terms.ts';
import { bottomAxis, legendValue, plainTicks, rangeWithZero, valueAxis, wholeTicks } from './axes.ts';
import { Chart, type Drawing } from './Chart.tsx';
import type { Palette } from './palette.ts';

/** Of a normal distribution: 95 % lie within. */
const BAND = 1.96;
/** The errors of fewer rounds are too uncertain themselves to draw. */
const ROUNDS_MIN = 5;

interface RunningMeanChartProps {
  readonly score: string;
  readonly term: Term;
  readonly rounds: ModelStanding['rounds'];
}

/** The mean of all rounds so far, with its 95 % band: where it leaves 0, the model is better or worse than chance. */
export function RunningMeanChart({ score, term, rounds }: RunningMeanChartProps) {
  const drawing = useCallback(
    (palette: Palette): Drawing => {
      const value = legendValue((x) => formatNumber(x, { places: scorePlaces(score), signed: true }));
      const edge = (label: string) => ({
        label,
        stroke: palette.blue,
        width: 0.6,
        points: { show: false },
        value,
      });
      return {
        scales: { x: { time: false }, y: { range: rangeWithZero } },
        axes: [bottomAxis({ palette, label: 'round', format: wholeTicks }), valueAxis({ palette, format: plainTicks })],
        series: [
          { label: 'Round', value: legendValue(String) },
          { label: 'mean so far', stroke: palette.ink, width: 1.8, points: { show: false }, value },
          edge('upper'),
          edge('lower'),
        ],
        bands: [{ series: [2, 3], fill: palette['blue-soft'] }],
      };
    },
    [score],
  );
  const data = useMemo<AlignedData>(() => {
    const running = rounds.map((round) => round.running[score] ?? null);
    const edges = (sign: number) =>
      running.map((figure) =>
        figure === null || figure.standardError === null || figure.rounds < ROUNDS_MIN
          ? null
          : figure.mean + sign * BAND * figure.standardError,
      );
    return [
      rounds.map(({ round }) => round),
      running.map((figure) => (figure === null || figure.rounds < ROUNDS_MIN ? null : figure.mean)),
      edges(1),
      edges(-1),
    ];
  }, [rounds, score]);
  return <Chart label={`Mean ${term.name} of all rounds so far with its 95 % band`} data={data} drawing={drawing} />;
}
