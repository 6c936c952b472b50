import type { ProductPage } from '@robata/client';
import { useMemo } from 'react';
import type { AlignedData } from 'uplot';
import { bottomAxis, legendValue, plainTicks, rangeWithZero, utc, valueAxis } from '../charts/axes.ts';
import { Chart, type Drawing } from '../charts/Chart.tsx';
import type { Palette } from '../charts/palette.ts';
import { formatNumber } from '../format/formatNumber.ts';
import { daySeconds } from '../format/formatTime.ts';

const two = (value: number): string => formatNumber(value, { places: 2, signed: true });

const drawing = (palette: Palette): Drawing => ({
  tzDate: utc,
  scales: { x: { time: true }, y: { range: rangeWithZero } },
  axes: [bottomAxis({ palette }), valueAxis({ palette, format: plainTicks })],
  bands: [{ series: [2, 3], fill: palette['blue-soft'] }],
  series: [
    { value: '{YYYY}-{MM}-{DD}' },
    { label: 'Sharpe ratio', stroke: palette.blue, width: 1.6, points: { show: false }, value: legendValue(two) },
    { label: '+ 1 standard error', stroke: 'transparent', points: { show: false }, value: legendValue(two) },
    { label: '− 1 standard error', stroke: 'transparent', points: { show: false }, value: legendValue(two) },
  ],
});

type Points = NonNullable<ProductPage['factsheet']>['rollingSharpe'];

/** The Sharpe ratio of a window that moves, with a band of one standard error to both sides. */
export function RollingSharpeChart({ points }: { readonly points: Points }) {
  const data = useMemo<AlignedData>(
    () => [
      points.map(({ day }) => daySeconds(day)),
      points.map(({ ratio }) => ratio),
      points.map(({ ratio, standardError }) => ratio + standardError),
      points.map(({ ratio, standardError }) => ratio - standardError),
    ],
    [points],
  );
  const last = points.at(-1);
  return (
    <Chart
      label={`Rolling Sharpe ratio, ${last === undefined ? '' : two(last.ratio)} at the last close`}
      data={data}
      drawing={drawing}
      height={230}
    />
  );
}
