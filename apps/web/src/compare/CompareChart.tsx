import type { Comparison } from '@robata/client';
import { useCallback, useMemo } from 'react';
import type { AlignedData } from 'uplot';
import { bottomAxis, legendValue, plainTicks, rangeWithZero, valueAxis, wholeTicks } from '../charts/axes.ts';
import { Chart, type Drawing } from '../charts/Chart.tsx';
import type { Palette } from '../charts/palette.ts';
import { runningSum } from '../charts/runningSum.ts';
import { scorePlaces } from '../components/Score.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { scoreTerm } from '../terms/terms.ts';

/** With the colours, so that lines can be told apart without them. */
const DASHES: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2]];

interface CompareChartProps {
  readonly comparison: Comparison;
  readonly isCumulative: boolean;
}

/** One line for each model: the sum of its scores so far, or each round's. */
export function CompareChart({ comparison: { score, rounds, models }, isCumulative }: CompareChartProps) {
  const names = models.map(({ model }) => model).join('\n');
  const drawing = useCallback(
    (palette: Palette): Drawing => {
      const colors = [palette.blue, palette.accent, palette.positive, palette.ink, palette.negative];
      return {
        scales: { x: { time: false }, y: { range: rangeWithZero } },
        axes: [bottomAxis({ palette, label: 'round', format: wholeTicks }), valueAxis({ palette, format: plainTicks })],
        series: [
          { label: 'Round', value: legendValue(String) },
          ...names.split('\n').map((label, at) => ({
            label,
            stroke: colors[at] ?? palette.muted,
            width: isCumulative ? 2 : 1.4,
            dash: [...(DASHES[at] ?? [])],
            spanGaps: true,
            points: { show: false },
            value: legendValue((value) => formatNumber(value, { places: scorePlaces(score), signed: true })),
          })),
        ],
      };
    },
    [names, score, isCumulative],
  );
  const data = useMemo<AlignedData>(
    () => [[...rounds], ...models.map(({ values }) => (isCumulative ? runningSum(values) : [...values]))],
    [rounds, models, isCumulative],
  );
  const { name } = scoreTerm(score);
  return (
    <figure>
      <Chart
        label={`${isCumulative ? 'Sum of' : 'Each round’s'} ${name} of ${models.map(({ model }) => model).join(', ')}`}
        data={data}
        drawing={drawing}
        height={340}
      />
      <figcaption>
        {isCumulative
          ? `Sum of ${name} over the rounds so far; a missed round adds nothing`
          : `${name} of each resolved round`}
      </figcaption>
    </figure>
  );
}
