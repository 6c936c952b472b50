import { useCallback, useMemo } from 'react';
import UPlot, { type AlignedData } from 'uplot';
import { formatNumber } from '../format/formatNumber.ts';
import { bottomAxis, legendValue, plainTicks, valueAxis, wholeTicks } from './axes.ts';
import { Chart, type Drawing } from './Chart.tsx';
import { histogram } from './histogram.ts';
import type { Palette } from './palette.ts';

export interface Marker {
  readonly text: string;
  readonly value: number;
}

interface HistogramChartProps {
  readonly name: string;
  readonly places: number;
  readonly values: readonly number[];
  /** Values that stand out, drawn as lines. */
  readonly markers: readonly Marker[];
}

const BINS = 16;

/** How a score is distributed over the models, with some of them marked. */
export function HistogramChart({ name, places, values, markers }: HistogramChartProps) {
  const { centres, counts, width } = useMemo(() => histogram(values, BINS), [values]);
  const edge = width === 0 ? 0.5 : width / 2;
  const low = Math.min(...centres.map((centre) => centre - edge), ...markers.map(({ value }) => value - edge));
  const high = Math.max(...centres.map((centre) => centre + edge), ...markers.map(({ value }) => value + edge));
  const marks = JSON.stringify(markers);

  const drawing = useCallback(
    (palette: Palette): Drawing => ({
      scales: {
        x: { time: false, range: [low, high] },
        y: { range: (_plot, _low, most) => [0, Math.max(1, most) * 1.25] },
      },
      axes: [
        bottomAxis({
          palette,
          label: name,
          format: plainTicks,
        }),
        valueAxis({ palette, label: 'models', format: wholeTicks }),
      ],
      series: [
        { label: name, value: legendValue((value) => rangeText(value, edge, places)) },
        {
          label: 'models',
          stroke: palette.blue,
          fill: palette['blue-soft'],
          width: 1,
          points: { show: false },
          paths: UPlot.paths.bars?.({ size: [0.92, Number.POSITIVE_INFINITY, 1] }),
          value: legendValue(String),
        },
      ],
      hooks: { draw: [(plot) => drawMarkers(plot, JSON.parse(marks) as Marker[], palette)] },
    }),
    [name, places, low, high, edge, marks],
  );
  const data = useMemo<AlignedData>(() => [[...centres], [...counts]], [centres, counts]);
  return <Chart label={`Distribution of ${name} over ${values.length} models`} data={data} drawing={drawing} />;
}

const rangeText = (centre: number, edge: number, places: number): string =>
  `${formatNumber(centre - edge, { places })} to ${formatNumber(centre + edge, { places })}`;

/** Dashed lines with their names at the top, one below the other so that neighbours do not overlap. */
function drawMarkers(plot: UPlot, markers: readonly Marker[], palette: Palette): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = `${12 * ratio}px system-ui, sans-serif`;
  ctx.strokeStyle = palette.accent;
  ctx.fillStyle = palette.ink;
  ctx.lineWidth = 1.5 * ratio;
  ctx.setLineDash([4 * ratio, 3 * ratio]);
  markers.forEach(({ text, value }, index) => {
    const x = plot.valToPos(value, 'x', true);
    const isLeft = x > bbox.left + bbox.width / 2;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.textAlign = isLeft ? 'right' : 'left';
    ctx.fillText(text, x + (isLeft ? -6 : 6) * ratio, bbox.top + (14 + 16 * index) * ratio);
  });
  ctx.restore();
}
