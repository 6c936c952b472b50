// Before uPlot, in whatever file of the build they come to lie.
import { useEffect, useLayoutEffect, useRef } from 'react';
import UPlot, { type AlignedData, type Options } from 'uplot';
import { TIME_TICKS } from './axes.ts';
import { type Palette, usePalette } from './palette.ts';

/** What a chart draws: uPlot's options but for the size, which the page gives. */
export type Drawing = Omit<Options, 'width' | 'height'>;

interface ChartProps {
  /** What the chart shows, for those who cannot see it. */
  readonly label: string;
  readonly data: AlignedData;
  /** Must keep its identity while the drawing stays the same: only then is new data drawn without a new chart. */
  readonly drawing: (palette: Palette) => Drawing;
  readonly height?: number;
}

/** A uPlot chart as wide as its place, in the page's colours. */
export function Chart({ label, data, drawing, height = 260 }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const latest = useRef(data);
  const palette = usePalette();

  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const drawn = inOurTime(drawing(palette));
    const chart = new UPlot({ ...drawn, width: element.clientWidth, height }, latest.current, element);
    plot.current = chart;
    const resize = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, [drawing, palette, height]);

  useEffect(() => {
    if (latest.current === data) return;
    latest.current = data;
    plot.current?.setData(data);
  }, [data]);

  return <div ref={frame} className="chart" role="img" aria-label={label} />;
}

/** A scale of time (uPlot's default) whose ticks are left to uPlot gets ours: its own are American. */
function inOurTime(drawing: Drawing): Drawing {
  const [bottom, ...others] = drawing.axes ?? [];
  if (drawing.scales?.['x']?.time === false || bottom === undefined || bottom.values !== undefined) return drawing;
  return { ...drawing, axes: [{ ...bottom, values: TIME_TICKS }, ...others] };
}
