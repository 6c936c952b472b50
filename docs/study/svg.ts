/** A small writer of charts: axes with units, points, lines and bars, in colours that read on light and on dark. */

export interface Axis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** How a tick is written; default: two digits. */
  readonly format?: (value: number) => string;
}

export interface Mark {
  readonly x: number;
  readonly y: number;
  /** Half the length of an error bar along y (`up`) or x (`along`). */
  readonly up?: number;
  readonly along?: number;
  readonly title?: string;
  /** Written before the point. */
  readonly label?: string;
}

export type Layer =
  | { readonly kind: 'points' | 'line'; readonly name: string; readonly marks: readonly Mark[]; readonly color: number }
  | { readonly kind: 'rule'; readonly name: string; readonly slope: number; readonly at: number };

export interface Chart {
  readonly title: string;
  readonly width?: number;
  readonly height?: number;
  readonly x: Axis;
  readonly y: Axis;
  /** Names of the places 0, 1, 2 … along y, from the top; the axis then has no ticks. */
  readonly rows?: readonly string[];
  readonly layers: readonly Layer[];
}

const STYLE = `text{font:12px system-ui,sans-serif;fill:#333}.title{font-size:14px;font-weight:600}.grid{stroke:#8884;stroke-width:1}.axis,.rule{stroke:#888;stroke-width:1}.rule{stroke-dasharray:4 4}.c0{--c:#0072b2}.c1{--c:#d55e00}.c2{--c:#009e73}.c3{--c:#a05a90}.c4{--c:#8a6d00}.c5{--c:#666}.p{fill:var(--c)}.l{fill:none;stroke:var(--c);stroke-width:1.8}.e{stroke:var(--c);stroke-width:1.2;opacity:.7}@media (prefers-color-scheme:dark){text{fill:#ddd}.c0{--c:#56b4e9}.c1{--c:#ff9a4d}.c2{--c:#3ccf9f}.c3{--c:#e0a0cc}.c4{--c:#e2c044}.c5{--c:#aaa}}`;

const LEFT = 66;
const ROW_LEFT = 220;
const RIGHT = 18;
const TOP = 52;
const BOTTOM = 48;
const TICKS = 6;

/** The chart as the text of an SVG file. */
export function chart(given: Chart): string {
  const { title, width = 720, height = 400, x, y, rows, layers } = given;
  const left = rows === undefined ? LEFT : ROW_LEFT;
  const toX = (value: number) => left + ((value - x.from) / (x.to - x.from)) * (width - left - RIGHT);
  const down = rows !== undefined;
  const toY = (value: number) => {
    const share = (value - y.from) / (y.to - y.from);
    return TOP + (down ? share : 1 - share) * (height - TOP - BOTTOM);
  };
  const frame = { left, right: width - RIGHT, top: TOP, bottom: height - BOTTOM };
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}"><style>${STYLE}</style>`,
    text(12, 20, title, 'title'),
    ...legend(layers, 12, 38),
    ...ticksOf(x).flatMap((value) => [
      line(toX(value), frame.top, toX(value), frame.bottom, 'grid'),
      text(toX(value), frame.bottom + 16, write(x, value), '', 'middle'),
    ]),
    text((frame.left + frame.right) / 2, height - 10, x.label, '', 'middle'),
    ...(rows === undefined ? verticalAxis(y, toY, frame) : rowNames(rows, toY, frame)),
    line(frame.left, frame.top, frame.left, frame.bottom, 'axis'),
    line(frame.left, frame.bottom, frame.right, frame.bottom, 'axis'),
    ...(x.from < 0 && x.to > 0 ? [line(toX(0), frame.top, toX(0), frame.bottom, 'axis')] : []),
    ...(!down && y.from < 0 && y.to > 0 ? [line(frame.left, toY(0), frame.right, toY(0), 'axis')] : []),
    ...layers.flatMap((layer) => drawn(layer, toX, toY, x, y)),
    '</svg>\n',
  ];
  return parts.join('');
}

interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function verticalAxis(y: Axis, toY: (value: number) => number, { left, right, top, bottom }: Frame): string[] {
  const middle = (top + bottom) / 2;
  return [
    ...ticksOf(y).flatMap((value) => [
      line(left, toY(value), right, toY(value), 'grid'),
      text(left - 6, toY(value) + 4, write(y, value), '', 'end'),
    ]),
    `<text transform="translate(14 ${middle.toFixed(0)}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>`,
  ];
}

const rowNames = (rows: readonly string[], toY: (value: number) => number, { left, right }: Frame): string[] =>
  rows.flatMap((name, at) => [
    line(left, toY(at), right, toY(at), 'grid'),
    text(left - 8, toY(at) + 4, name, '', 'end'),
  ]);

function legend(layers: readonly Layer[], x: number, y: number): string[] {
  let at = x;
  return layers
    .filter(({ name }) => name !== '')
    .map((layer) => {
      const swatch =
        layer.kind === 'rule'
          ? line(at, y - 4, at + 14, y - 4, 'rule')
          : `<circle class="p c${layer.color}" cx="${at + 6}" cy="${y - 4}" r="4"/>`;
      const told = swatch + text(at + 18, y, layer.name);
      at += 34 + 6.6 * layer.name.length;
      return told;
    });
}

function drawn(
  layer: Layer,
  toX: (value: number) => number,
  toY: (value: number) => number,
  xAxis: Axis,
  yAxis: Axis,
): string[] {
  if (layer.kind === 'rule') {
    // Only where it lies within the axes.
    const ends = [xAxis.from, xAxis.to].map((value) => {
      const height = Math.min(yAxis.to, Math.max(yAxis.from, layer.at + layer.slope * value));
      return [layer.slope === 0 ? value : (height - layer.at) / layer.slope, height] as const;
    });
    const [[x1, y1], [x2, y2]] = ends as [readonly [number, number], readonly [number, number]];
    return [line(toX(x1), toY(y1), toX(x2), toY(y2), 'rule')];
  }
  const marks = layer.marks.filter((mark) => Number.isFinite(mark.x) && Number.isFinite(mark.y));
  if (layer.kind === 'line') {
    const path = marks.map((mark) => `${toX(mark.x).toFixed(1)},${toY(mark.y).toFixed(1)}`).join(' ');
    return [`<polyline class="l c${layer.color}" points="${path}"/>`];
  }
  const within = ({ from, to }: Axis, value: number) => Math.min(to, Math.max(from, value));
  return marks.map(({ x, y, up, along, title, label }) => {
    const [cx, cy] = [toX(x), toY(y)];
    const upright = (side: number) => toY(within(yAxis, y + side * (up ?? 0)));
    const sideways = (side: number) => toX(within(xAxis, x + side * (along ?? 0)));
    const beside = [
      up === undefined ? '' : line(cx, upright(-1), cx, upright(1), `e c${layer.color}`),
      along === undefined ? '' : line(sideways(-1), cy, sideways(1), cy, `e c${layer.color}`),
      label === undefined ? '' : text(cx - 8, cy + 4, label, '', 'end'),
    ];
    const told = title === undefined ? '/>' : `><title>${escaped(title)}</title></circle>`;
    return `${beside.join('')}<circle class="p c${layer.color}" cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="3.2"${told}`;
  });
}

/** Round numbers within an axis. */
export function ticksOf({ from, to }: Pick<Axis, 'from' | 'to'>): number[] {
  const rough = (to - from) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((each) => each * power >= rough) as number);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

/** The smallest range of round numbers around the values, and 0 if `withZero`. */
export function around(values: readonly number[], withZero = true): { readonly from: number; readonly to: number } {
  const known = values.filter(Number.isFinite);
  const low = Math.min(...known, ...(withZero ? [0] : []));
  const high = Math.max(...known, ...(withZero ? [0] : []));
  const room = 0.05 * (high - low || 1);
  return { from: low < 0 || !withZero ? low - room : 0, to: high > 0 || !withZero ? high + room : 0 };
}

const write = ({ format = (value) => value.toFixed(2) }: Axis, value: number): string =>
  format(value + 0).replace('-', '−');

const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const line = (x1: number, y1: number, x2: number, y2: number, kind: string): string =>
  `<line class="${kind}" x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}"/>`;

const text = (x: number, y: number, words: string, kind = '', anchor = 'start'): string =>
  `<text${kind && ` class="${kind}"`} x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${escaped(words)}</text>`;
