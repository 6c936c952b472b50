import type { OwnStakeMovement } from '@robata/client';
import { useMemo } from 'react';
import UPlot from 'uplot';
import { bottomAxis, legendValue, plainTicks, rangeWithZero, utc, valueAxis, wholeTicks } from '../charts/axes.ts';
import { Chart, type Drawing } from '../charts/Chart.tsx';
import type { Palette } from '../charts/palette.ts';
import { formatNumber } from '../format/formatNumber.ts';

const stepped = UPlot.paths.stepped?.({ align: 1 });
const DAY_MS = 86_400_000;
const tokens = legendValue((amount) => formatNumber(amount, { places: 2 }));

const series = (palette: Palette, x: UPlot.Series): UPlot.Series[] => [
  x,
  {
    label: 'Stake',
    stroke: palette.accent,
    fill: palette['accent-soft'],
    width: 2,
    points: { show: false },
    value: tokens,
    ...(stepped !== undefined && { paths: stepped }),
  },
  {
    label: 'Pending release',
    stroke: palette.blue,
    width: 2,
    dash: [8, 4],
    points: { show: false },
    value: tokens,
    ...(stepped !== undefined && { paths: stepped }),
  },
];

const byTime = (palette: Palette): Drawing => ({
  tzDate: utc,
  scales: { x: { time: true }, y: { range: rangeWithZero } },
  axes: [bottomAxis({ palette }), valueAxis({ palette, format: plainTicks, width: 66 })],
  series: series(palette, { value: '{YYYY}-{MM}-{DD} {HH}:{mm}' }),
});

const byEntry = (palette: Palette): Drawing => ({
  scales: { x: { time: false }, y: { range: rangeWithZero } },
  axes: [
    bottomAxis({ palette, format: wholeTicks, label: 'Movement' }),
    valueAxis({ palette, format: plainTicks, width: 66 }),
  ],
  series: series(palette, { label: 'Movement', value: legendValue(formatNumber) }),
});

/** The stake after each movement, by its time; by its number where a time was not kept, or all happened within a day. */
export function StakeChart({ movements }: { readonly movements: readonly OwnStakeMovement[] }) {
  const isTimed = spanOf(movements) >= DAY_MS;
  const data = useMemo(
    (): UPlot.AlignedData => [
      placesOf(movements, isTimed),
      movements.map(({ stake }) => Number(stake)),
      movements.map(({ pending }) => Number(pending)),
    ],
    [movements, isTimed],
  );
  if (movements.length < 2) return null;
  return (
    <Chart
      label="Stake and pending release after each movement; the table has the numbers"
      data={data}
      drawing={isTimed ? byTime : byEntry}
      height={220}
    />
  );
}

/** Milliseconds from the first movement to the last; 0 where a time was not kept. */
function spanOf(movements: readonly OwnStakeMovement[]): number {
  const times = movements.map(({ recordedAt }) => recordedAt);
  const [first, last] = [times[0], times.at(-1)];
  return first == null || last == null || times.includes(null) ? 0 : Date.parse(last) - Date.parse(first);
}

/** Several within a second stand beside each other, in their order. */
function placesOf(movements: readonly OwnStakeMovement[], isTimed: boolean): number[] {
  let last = 0;
  return movements.map(({ recordedAt }, at) => {
    last = isTimed ? Math.max(last + 0.001, Date.parse(recordedAt ?? '') / 1000) : at + 1;
    return last;
  });
}
