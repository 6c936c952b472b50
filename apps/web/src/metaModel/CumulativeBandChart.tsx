import type { MetaModelPage } from '@robata/client';
import { useMemo } from 'react';
import type { AlignedData, Series } from 'uplot';
import { bottomAxis, legendValue, plainTicks, rangeWithZero, valueAxis, wholeTicks } from '../charts/axes.ts';
import { Chart, type Drawing } from '../charts/Chart.tsx';
import type { Palette } from '../charts/palette.ts';
import { formatNumber } from '../format/formatNumber.ts';

/** Of a normal distribution: 95 % lie within. */
const BAND = 1.96;
/** The errors of fewer rounds are too uncertain themselves to draw. */
const ROUNDS_MIN = 5;
const value = legendValue((sum) => formatNumber(sum, { places: 3, signed: true }));

function drawing(palette: Palette): Drawing {
  const edge = (label: string): Series => ({
    label,
    stroke: palette['blue-soft'],
    width: 0.6,
    points: { show: false },
    value,
  });
  return {
    scales: { x: { time: false }, y: { range: rangeWithZero } },
    axes: [bottomAxis({ palette, label: 'round', format: wholeTicks }), valueAxis({ palette, format: plainTicks })],
    bands: [{ series: [2, 3], fill: palette['blue-soft'] }],
    series: [
      { label: 'Round', value: legendValue(String) },
      { label: 'sum of CORR', stroke: palette.accent, width: 2, points: { show: false }, value },
      edge('upper'),
      edge('lower'),
    ],
  };
}

/** The sum of the resolved rounds' CORR so far with its 95 % band: where the band leaves 0, it is no longer chance. */
export function CumulativeBandChart({ sums }: { readonly sums: MetaModelPage['cumulative'] }) {
  const data = useMemo<AlignedData>(() => {
    const edge = (sign: number) =>
      sums.map(({ sum, standardError }, at) =>
        standardError === null || at + 1 < ROUNDS_MIN ? null : sum + sign * BAND * standardError,
      );
    return [sums.map(({ round }) => round), sums.map(({ sum }) => sum), edge(1), edge(-1)];
  }, [sums]);
  return <Chart label="Sum of the meta model's CORR with its 95 % band" data={data} drawing={drawing} />;
}
