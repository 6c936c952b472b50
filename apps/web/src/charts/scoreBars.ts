import UPlot, { type Series } from 'uplot';
import type { Palette } from './palette.ts';

interface ScoreBarsProps {
  readonly palette: Palette;
  /** What the bars above zero are called in the legend. */
  readonly name: string;
  readonly value: Series['value'];
  /** The widest a bar may be, in pixels. */
  readonly width?: number;
}

/** The two series of a score as bars, each sign in its colour; `bySign` gives their values. */
export function scoreBars({ palette, name, value, width = 18 }: ScoreBarsProps): [Series, Series] {
  const bar = (color: string, label: string): Series => ({
    label,
    stroke: color,
    fill: color,
    width: 0,
    points: { show: false },
    paths: UPlot.paths.bars?.({ size: [0.7, width, 1] }),
    ...(value !== undefined && { value }),
  });
  return [bar(palette.positive, `${name} above 0`), bar(palette.negative, 'below 0')];
}

type Values = (number | null)[];

/** The values from 0 on, and those below; null where the other has it. */
export const bySign = (values: readonly (number | null)[]): [Values, Values] => [
  values.map((value) => (value !== null && value >= 0 ? value : null)),
  values.map((value) => (value !== null && value < 0 ? value : null)),
];

/** Room for half a bar at both ends. */
export const roomForBars = (_plot: UPlot, low: number, high: number): UPlot.Range.MinMax => [low - 0.7, high + 0.7];
