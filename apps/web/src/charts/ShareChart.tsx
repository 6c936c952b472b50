import { useCallback, useMemo } from 'react';
import type { AlignedData } from 'uplot';
import { formatNumber, formatPercent } from '../format/formatNumber.ts';
import { bottomAxis, legendValue, percentTicks, plainTicks, valueAxis, wholeTicks } from './axes.ts';
import { Chart, type Drawing } from './Chart.tsx';
import type { Palette } from './palette.ts';
import { trailingMean } from './trailingMean.ts';

const WINDOW = 20;

export interface ShareLine {
  readonly label: string;
  /** In the order of the rounds. */
  readonly values: readonly (number | null)[];
}

interface ShareChartProps {
  readonly label: string;
  readonly rounds: readonly number[];
  /** At most three. */
  readonly lines: readonly ShareLine[];
  readonly range: readonly [number, number];
  readonly isPercent?: boolean;
  /** Adds the mean of the last 20 of the first line. */
  readonly hasMean?: boolean;
}

/** Shares or correlations by round, on a scale that is the same for every model. */
export function ShareChart({ label, rounds, lines, range, isPercent = false, hasMean = false }: ShareChartProps) {
  const [low, high] = range;
  const names = lines.map((line) => line.label).join('\n');
  const drawing = useCallback(
    (palette: Palette): Drawing => {
      const value = legendValue((x) =>
        isPercent ? formatPercent(x) : formatNumber(x, { places: 2, signed: low < 0 }),
      );
      const colors = [palette.blue, palette.accent, palette.positive];
      return {
        scales: { x: { time: false }, y: { range: [low, high] } },
        axes: [
          bottomAxis({ palette, label: 'round', format: wholeTicks }),
          valueAxis({ palette, format: isPercent ? percentTicks : plainTicks }),
        ],
        series: [
          { label: 'Round', value: legendValue(String) },
          ...names.split('\n').map((name, index) => ({
            label: name,
            stroke: colors[index] ?? palette.muted,
            width: hasMean ? 1 : 1.6,
            ...(index > 0 && { dash: [4 + 2 * index, 3] }),
            points: { show: true, size: 4 },
            value,
          })),
          ...(hasMean
            ? [{ label: `mean of ${WINDOW} rounds`, stroke: palette.ink, width: 1.8, points: { show: false }, value }]
            : []),
        ],
      };
    },
    [names, low, high, isPercent, hasMean],
  );
  const data = useMemo<AlignedData>(
    () => [
      [...rounds],
      ...lines.map(({ values }) => [...values]),
      ...(hasMean ? [trailingMean(lines[0]?.values ?? [], WINDOW)] : []),
    ],
    [rounds, lines, hasMean],
  );
  return <Chart label={label} data={data} drawing={drawing} height={220} />;
}
