import type { MetaModelRound } from '@robata/client';
import { useMemo } from 'react';
import type { AlignedData, Series } from 'uplot';
import { bottomAxis, legendValue, plainTicks, rangeWithZero, valueAxis, wholeTicks } from '../charts/axes.ts';
import { Chart, type Drawing } from '../charts/Chart.tsx';
import type { Palette } from '../charts/palette.ts';
import { formatNumber } from '../format/formatNumber.ts';

const value = legendValue((score) => formatNumber(score, { places: 4, signed: true }));
const NAMES = ['5 %', '25 %', 'median model', '75 %', '95 %'] as const;

function drawing(palette: Palette): Drawing {
  const quantile = (label: string): Series => ({
    label,
    stroke: label === NAMES[2] ? palette.blue : palette['blue-soft'],
    width: label === NAMES[2] ? 1.2 : 0.6,
    points: { show: false },
    value,
  });
  return {
    scales: { x: { time: false }, y: { range: rangeWithZero } },
    axes: [bottomAxis({ palette, label: 'round', format: wholeTicks }), valueAxis({ palette, format: plainTicks })],
    bands: [
      { series: [5, 1], fill: palette['blue-soft'] },
      { series: [4, 2], fill: palette['blue-soft'] },
    ],
    series: [
      { label: 'Round', value: legendValue(String) },
      ...NAMES.map(quantile),
      { label: 'meta model', stroke: palette.accent, width: 2, points: { show: true, size: 4 }, value },
    ],
  };
}

/** The meta model's CORR in every round in front of everybody's: bands that hold a half and nine tenths of the models. */
export function ScoreBandChart({ rounds }: { readonly rounds: readonly MetaModelRound[] }) {
  const data = useMemo<AlignedData>(
    () => [
      rounds.map(({ round }) => round),
      ...NAMES.map((_, at) => rounds.map(({ quantiles }) => quantiles?.[at] ?? null)),
      rounds.map(({ corr }) => corr),
    ],
    [rounds],
  );
  return <Chart label="CORR of the meta model and of all models, round by round" data={data} drawing={drawing} />;
}
