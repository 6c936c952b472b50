import type { Series } from 'uplot';
import type { Palette } from '../charts/palette.ts';

/** Colour and dashes of a line by its place: two lines differ in both, so that colour is never the only sign. */
export const LINES: readonly {
  readonly colour: keyof Palette;
  readonly dash: readonly number[];
  readonly name: string;
}[] = [
  { colour: 'accent', dash: [], name: 'solid' },
  { colour: 'blue', dash: [7, 3], name: 'long dashes' },
  { colour: 'positive', dash: [2, 3], name: 'dots' },
  { colour: 'ink', dash: [9, 3, 2, 3], name: 'dash and dot' },
  { colour: 'negative', dash: [4, 4], name: 'short dashes' },
];

export const lineAt = (place: number): (typeof LINES)[number] => LINES[place % LINES.length] as (typeof LINES)[number];

export const seriesAt = (place: number, palette: Palette): Pick<Series, 'stroke' | 'dash' | 'width' | 'points'> => {
  const { colour, dash } = lineAt(place);
  return { stroke: palette[colour], width: 1.7, points: { show: false }, ...(dash.length > 0 && { dash: [...dash] }) };
};
