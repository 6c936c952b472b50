import { useMemo } from 'react';
import { formatNumber } from '../format/formatNumber.ts';
import { daySeconds } from '../format/formatTime.ts';
import { bottomAxis, legendValue, utc, valueAxis } from './axes.ts';
import { Chart, type Drawing } from './Chart.tsx';
import type { Palette } from './palette.ts';
import { placesOf } from './placesOf.ts';

const millions = (usd: number, step: number): string =>
  `${formatNumber(usd / 1e6, { places: placesOf(step / 1e6) })} M`;

const drawing = (palette: Palette): Drawing => ({
  tzDate: utc,
  scales: { x: { time: true } },
  axes: [bottomAxis({ palette }), valueAxis({ palette, format: millions, width: 66 })],
  series: [
    { value: '{YYYY}-{MM}-{DD}' },
    {
      label: 'NAV (USD)',
      stroke: palette.accent,
      fill: palette['accent-soft'],
      width: 1.6,
      points: { show: false },
      value: legendValue((usd) => formatNumber(usd)),
    },
  ],
});

interface NavChartProps {
  readonly days: readonly { readonly day: string; readonly nav: number }[];
  readonly height?: number;
}

/** What the fund was worth, day by day. */
export function NavChart({ days, height = 280 }: NavChartProps) {
  const data = useMemo<[number[], number[]]>(
    () => [days.map(({ day }) => daySeconds(day)), days.map(({ nav }) => nav)],
    [days],
  );
  const first = days[0];
  const last = days.at(-1);
  const label =
    first === undefined || last === undefined
      ? 'Net asset value'
      : `Net asset value from ${formatNumber(first.nav)} USD on ${first.day} to ${formatNumber(last.nav)} USD on ${last.day}`;
  return <Chart label={label} data={data} drawing={drawing} height={height} />;
}
