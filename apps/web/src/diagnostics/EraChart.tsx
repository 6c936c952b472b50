import type { EraFigures } from '@robata/client';
import { useCallback, useMemo } from 'react';
import type { AlignedData } from 'uplot';
import { bottomAxis, legendValue, plainTicks, rangeWithZero, valueAxis } from '../charts/axes.ts';
import { Chart, type Drawing } from '../charts/Chart.tsx';
import type { Palette } from '../charts/palette.ts';
import { runningSum } from '../charts/runningSum.ts';
import { bySign, roomForBars, scoreBars } from '../charts/scoreBars.ts';
import { trailingMean } from '../charts/trailingMean.ts';
import { formatNumber } from '../format/formatNumber.ts';
import { type EraScore, fallsOf } from './eraScores.ts';

const WINDOW = 20;

interface EraChartProps {
  readonly score: EraScore;
  readonly eras: readonly EraFigures[];
}

/** Eras are drawn one beside the other, and named. */
function eraAxis(palette: Palette, eras: readonly EraFigures[]) {
  return bottomAxis({
    palette,
    label: 'era',
    format: (at) => (Number.isInteger(at) ? (eras[at]?.era ?? '') : ''),
  });
}
const eraName = (eras: readonly EraFigures[]) => legendValue((at) => eras[at]?.era ?? '');

/** A score of each era as bars, and its mean over the last 20. */
export function EraChart({ score, eras }: EraChartProps) {
  const drawing = useCallback(
    (palette: Palette): Drawing => {
      const value = legendValue((shown) => formatNumber(shown, { places: score.places, signed: true }));
      return {
        scales: { x: { time: false, range: roomForBars }, y: { range: rangeWithZero } },
        axes: [eraAxis(palette, eras), valueAxis({ palette, format: plainTicks })],
        series: [
          { label: 'Era', value: eraName(eras) },
          ...scoreBars({ palette, name: score.text, value }),
          { label: `mean of ${WINDOW} eras`, stroke: palette.ink, width: 1.6, points: { show: false }, value },
        ],
      };
    },
    [score, eras],
  );
  const data = useMemo<AlignedData>(() => {
    const values = eras.map((era) => era[score.field]);
    return [eras.map((_, at) => at), ...bySign(values), trailingMean(values, WINDOW)];
  }, [score, eras]);
  return <Chart label={`${score.text} of each era and its mean over ${WINDOW} eras`} data={data} drawing={drawing} />;
}

/** What a score adds up to, its falls from the highest sum, and where the newer half begins. */
export function SumChart({ score, eras }: EraChartProps) {
  const drawing = useCallback(
    (palette: Palette): Drawing => {
      const format = (value: number): string =>
        formatNumber(value, { places: Math.min(3, score.places), signed: true });
      const middle = Math.floor(eras.length / 2) - 0.5;
      return {
        scales: { x: { time: false, range: roomForBars }, y: { range: rangeWithZero } },
        axes: [eraAxis(palette, eras), valueAxis({ palette, format: plainTicks })],
        series: [
          { label: 'Era', value: eraName(eras) },
          {
            label: `${score.text}, sum`,
            stroke: palette.blue,
            width: 2,
            points: { show: false },
            value: legendValue(format),
          },
          {
            label: 'below the peak',
            stroke: palette.negative,
            fill: palette['accent-soft'],
            width: 1,
            points: { show: false },
            value: legendValue(format),
          },
        ],
        hooks: {
          draw: [
            (plot) => {
              const x = Math.round(plot.valToPos(middle, 'x', true));
              const { ctx, bbox } = plot;
              ctx.save();
              ctx.strokeStyle = palette.muted;
              ctx.setLineDash([3, 4]);
              ctx.beginPath();
              ctx.moveTo(x, bbox.top);
              ctx.lineTo(x, bbox.top + bbox.height);
              ctx.stroke();
              ctx.restore();
            },
          ],
        },
      };
    },
    [score, eras],
  );
  const data = useMemo<AlignedData>(() => {
    const sums = runningSum(eras.map((era) => era[score.field]));
    return [eras.map((_, at) => at), sums, fallsOf(sums)];
  }, [score, eras]);
  return (
    <Chart label={`${score.text} added up over the eras, and its falls`} data={data} drawing={drawing} height={220} />
  );
}
