import type { FundDayRecord } from '@robata/client';
import { useMemo } from 'react';
import UPlot, { type AlignedData } from 'uplot';
import { formatPercent } from '../format/formatNumber.ts';
import { daySeconds } from '../format/formatTime.ts';
import { bottomAxis, legendValue, percentTicks, utc, valueAxis } from './axes.ts';
import { Chart, type Drawing } from './Chart.tsx';
import { drawdowns } from './drawdowns.ts';
import type { Palette } from './palette.ts';

const percent = (share: number): string => formatPercent(share, { places: 1 });

const drawdownDrawing = (palette: Palette): Drawing => ({
  tzDate: utc,
  scales: { x: { time: true }, y: { range: (_plot, low) => [Math.min(low, -0.01) * 1.05, 0] } },
  axes: [bottomAxis({ palette }), valueAxis({ palette, format: percentTicks })],
  series: [
    { value: '{YYYY}-{MM}-{DD}' },
    {
      label: 'Below the peak',
      stroke: palette.negative,
      fill: palette['accent-soft'],
      fillTo: 0,
      width: 1.4,
      points: { show: false },
      value: legendValue(percent),
    },
  ],
});

/** How far the fund lies below its highest value so far. */
export function DrawdownChart({ days }: { readonly days: readonly Pick<FundDayRecord, 'day' | 'nav'>[] }) {
  const data = useMemo<AlignedData>(
    () => [days.map(({ day }) => daySeconds(day)), drawdowns(days.map(({ nav }) => nav))],
    [days],
  );
  return (
    <Chart label="Fall from the highest net asset value so far" data={data} drawing={drawdownDrawing} height={200} />
  );
}

const tradingDrawing = (palette: Palette): Drawing => ({
  tzDate: utc,
  scales: { x: { time: true }, y: { range: (_plot, _low, high) => [0, Math.max(high, 0.01) * 1.08] } },
  axes: [bottomAxis({ palette }), valueAxis({ palette, format: percentTicks })],
  series: [
    { value: '{YYYY}-{MM}-{DD}' },
    {
      label: 'Gross exposure',
      stroke: palette.blue,
      width: 1.4,
      points: { show: false },
      value: legendValue(percent),
    },
    {
      label: 'Turnover',
      stroke: palette.accent,
      fill: palette.accent,
      width: 0,
      points: { show: false },
      paths: UPlot.paths.bars?.({ size: [0.9, 6, 1] }),
      value: legendValue(percent),
    },
  ],
});

/** How much the fund is invested, and what it trades. */
export function TradingChart({ days }: { readonly days: readonly FundDayRecord[] }) {
  const data = useMemo<AlignedData>(
    () => [
      days.map(({ day }) => daySeconds(day)),
      days.map(({ gross }) => gross),
      days.map(({ turnover }) => (turnover === 0 ? null : turnover)),
    ],
    [days],
  );
  return (
    <Chart
      label="Gross exposure and turnover as shares of the fund"
      data={data}
      drawing={tradingDrawing}
      height={220}
    />
  );
}
