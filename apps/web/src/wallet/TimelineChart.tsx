import type { OwnHoldings } from '@robata/client';
import { useMemo, useState } from 'react';
import UPlot from 'uplot';
import { bottomAxis, legendValue, plainTicks, rangeWithZero, utc, valueAxis } from '../charts/axes.ts';
import { Chart, type Drawing } from '../charts/Chart.tsx';
import type { Palette } from '../charts/palette.ts';
import { formatNumber } from '../format/formatNumber.ts';
import { lesserOf, sumOf } from './amounts.ts';
import type { TimelineStep } from './timeline.ts';

const stepped = UPlot.paths.stepped?.({ align: 1 });
/** Share of the time shown. */
const AFTERWARDS = 0.06;
const tokens = legendValue((amount) => formatNumber(amount, { places: 2 }));

const drawing = (palette: Palette): Drawing => {
  const line = (label: string, stroke: string, dash: number[] = []): UPlot.Series => ({
    label,
    stroke,
    width: 2,
    dash,
    points: { show: false },
    value: tokens,
    ...(stepped !== undefined && { paths: stepped }),
  });
  return {
    tzDate: utc,
    scales: { x: { time: true }, y: { range: rangeWithZero } },
    axes: [bottomAxis({ palette }), valueAxis({ palette, format: plainTicks, width: 66 })],
    series: [
      { value: '{YYYY}-{MM}-{DD} {HH}:{mm}' },
      line('In the wallet', palette.positive),
      line('Pending release', palette.blue, [8, 4]),
      line('Can lose at most', palette.negative, [2, 3]),
    ],
  };
};

interface TimelineChartProps {
  readonly holdings: OwnHoldings;
  readonly steps: readonly TimelineStep[];
}

/** The same as the table, for the eye: stairs from now to the last planned end. Nothing where no end is known. */
export function TimelineChart({ holdings, steps }: TimelineChartProps) {
  // It begins when the page was opened: nothing moves while one looks.
  const [now] = useState(() => Math.floor(Date.now() / 1000));
  const dated = useMemo(() => steps.filter(({ round }) => round !== null && round.resolvesAt !== null), [steps]);
  const data = useMemo((): UPlot.AlignedData => {
    const times = dated.map(({ round }) => Date.parse(round?.resolvesAt ?? '') / 1000);
    const due = steps.find(({ round }) => round === null);
    const first = due ?? {
      walletAfter: holdings.available,
      pendingAfter: holdings.pending,
      lossAfter: lesserOf(holdings.lossMax, sumOf([holdings.staked, holdings.pending])),
    };
    const all = [first, ...dated];
    // What should have ended by now ends now; times that fall together keep their order.
    const moments = [now, ...times.map((time, at) => Math.max(time, now + at + 1))];
    const last = moments.at(-1) ?? now;
    // A while after the last end, so that one sees what is left then.
    const ofAll = (figure: (step: (typeof all)[number]) => string): number[] => {
      const values = all.map((step) => Number(figure(step)));
      return [...values, values.at(-1) ?? 0];
    };
    return [
      [...moments, last + AFTERWARDS * Math.max(1, last - now)],
      ofAll(({ walletAfter }) => walletAfter),
      ofAll(({ pendingAfter }) => pendingAfter),
      ofAll(({ lossAfter }) => lossAfter),
    ];
  }, [dated, steps, holdings, now]);
  if (dated.length === 0) return null;
  return (
    <Chart
      label="What is in the wallet, pending and at stake after each round that ends; the table has the numbers"
      data={data}
      drawing={drawing}
      height={220}
    />
  );
}
