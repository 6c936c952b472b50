import { useMemo } from 'react';
import UPlot, { type AlignedData, type Axis, type Scale } from 'uplot';
import { formatNumber } from '../format/formatNumber.ts';
import { bottomAxis, legendValue, plainTicks, rangeWithZero, valueAxis, wholeTicks } from './axes.ts';
import { Chart, type Drawing } from './Chart.tsx';
import type { Palette } from './palette.ts';
import { runningSum } from './runningSum.ts';

const signed = (value: number): string => formatNumber(value, { places: 2, signed: true });
const plain = (value: number): string => formatNumber(value, { places: 2 });

const roundAxis = (palette: Palette): Axis => bottomAxis({ palette, label: 'round', format: wholeTicks });

const x: Scale = { time: false, range: (_plot, low, high) => [low - 0.7, high + 0.7] };

const payoutDrawing = (palette: Palette): Drawing => ({
  scales: { x, y: { range: rangeWithZero } },
  axes: [roundAxis(palette), valueAxis({ palette, format: plainTicks })],
  series: [
    { label: 'Round', value: legendValue(String) },
    ...[palette.positive, palette.negative].map((color, index) => ({
      label: index === 0 ? 'paid' : 'burned',
      stroke: color,
      fill: color,
      width: 0,
      points: { show: false },
      paths: UPlot.paths.bars?.({ size: [0.7, 18, 1] as [number, number, number] }),
      value: legendValue(signed),
    })),
  ],
});

const stakeDrawing = (palette: Palette): Drawing => ({
  scales: { x, y: { range: rangeWithZero } },
  axes: [roundAxis(palette), valueAxis({ palette, format: plainTicks })],
  series: [
    { label: 'Round', value: legendValue(String) },
    { label: 'sum of payouts', stroke: palette.ink, width: 1.6, points: { show: false }, value: legendValue(signed) },
    {
      label: 'at risk',
      stroke: palette.blue,
      width: 1.6,
      dash: [5, 3],
      points: { show: false },
      value: legendValue(plain),
    },
  ],
});

interface PayoutChartsProps {
  /** Ascending by round; payout null until the round resolves. */
  readonly rounds: readonly { readonly round: number; readonly payout: number | null; readonly atRisk: number }[];
}

/** What each round paid or burned; beside it the sum so far and what was at risk. Tokens. */
export function PayoutCharts({ rounds }: PayoutChartsProps) {
  const payouts = useMemo<AlignedData>(
    () => [
      rounds.map(({ round }) => round),
      rounds.map(({ payout }) => (payout !== null && payout >= 0 ? payout : null)),
      rounds.map(({ payout }) => (payout !== null && payout < 0 ? payout : null)),
    ],
    [rounds],
  );
  const stakes = useMemo<AlignedData>(
    () => [
      rounds.map(({ round }) => round),
      runningSum(rounds.map(({ payout }) => payout)),
      rounds.map(({ atRisk }) => atRisk),
    ],
    [rounds],
  );
  return (
    <div className="two-columns even">
      <figure>
        <Chart label="Payout of each round in tokens" data={payouts} drawing={payoutDrawing} />
        <figcaption>Tokens paid or burned in each round</figcaption>
      </figure>
      <figure>
        <Chart label="Sum of all payouts and tokens at risk in each round" data={stakes} drawing={stakeDrawing} />
        <figcaption>Sum of all payouts, and tokens at risk in each round</figcaption>
      </figure>
    </div>
  );
}
