import type { ProductPage } from '@robata/client';
import { useMemo } from 'react';
import type { AlignedData } from 'uplot';
import { bottomAxis, legendValue, plainTicks, utc, valueAxis } from '../charts/axes.ts';
import { Chart, type Drawing } from '../charts/Chart.tsx';
import type { Palette } from '../charts/palette.ts';
import { formatNumber } from '../format/formatNumber.ts';
import { daySeconds } from '../format/formatTime.ts';

const drawing = (palette: Palette): Drawing => ({
  tzDate: utc,
  scales: { x: { time: true } },
  axes: [bottomAxis({ palette }), valueAxis({ palette, format: plainTicks })],
  series: [
    { value: '{YYYY}-{MM}-{DD}' },
    {
      label: 'One unit',
      stroke: palette.accent,
      fill: palette['accent-soft'],
      width: 1.6,
      points: { show: false },
      value: legendValue((value) => formatNumber(value, { places: 4 })),
    },
  ],
});

interface UnitChartProps {
  readonly days: ProductPage['days'];
  readonly title: string;
  readonly height?: number;
}

/** The value of one unit since the first dealing, after all costs and fees. */
export function UnitChart({ days, title, height = 300 }: UnitChartProps) {
  const data = useMemo<AlignedData>(
    () => [days.map(({ day }) => daySeconds(day)), days.map(({ index }) => index)],
    [days],
  );
  const last = days.at(-1);
  const label =
    last === undefined
      ? 'Value of one unit'
      : `Value of one unit of ${title}: 1 at first, ${formatNumber(last.index, { places: 4 })} on ${last.day}`;
  return <Chart label={label} data={data} drawing={drawing} height={height} />;
}
