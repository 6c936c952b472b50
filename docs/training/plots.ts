import type { FoldFindings, MarketFindings } from './measure.ts';

interface Line {
  readonly name: string;
  readonly values: readonly number[];
}

interface Panel {
  readonly title: string;
  readonly lines: readonly Line[];
  /** A step that is marked. */
  readonly mark?: number;
}

interface Plot {
  readonly title: string;
  readonly xLabel: string;
  readonly columns: number;
  readonly panels: readonly Panel[];
  /** Class of each line by its name: c0, c1, c2. */
  readonly names: readonly string[];
}

/** All panels have the same, to be compared. */
interface Scale {
  readonly low: number;
  readonly high: number;
}

const WIDTH = 1000;
const MARGIN = { left: 56, right: 14, top: 30, bottom: 26 };
const PANEL_HEIGHT = 190;
const HEAD = 56;
const FOOT = 26;

const STYLE = `text{font:12px system-ui,sans-serif;fill:#333}.title{font-weight:600;font-size:14px}.axis{stroke:#999}
path{fill:none;stroke-width:2}.axis,.zero,.mark{stroke-width:1}.zero{stroke:#bbb;stroke-dasharray:3 3}.mark{stroke:#666;stroke-dasharray:2 3}
.c0{stroke:#888}.c1{stroke:#1f6fb5}.c2{stroke:#c8501e}
@media (prefers-color-scheme: dark){text{fill:#ccc}.axis{stroke:#666}.zero{stroke:#555}.mark{stroke:#aaa}.c0{stroke:#aaa}.c1{stroke:#6ab0f3}.c2{stroke:#f08a5d}}`;

/** TC along the path of the ascent, fold by fold: on what was fitted, on what was held out, and on the test eras. */
export function pathPlot(real: readonly FoldFindings[], generated: readonly FoldFindings[]): string {
  const names = ['held out', 'fitted', 'test'];
  const panel = (market: string, fold: FoldFindings, at: number): Panel => ({
    title: `${market}, fold ${at + 1}`,
    lines: [
      { name: 'held out', values: fold.heldOutTc },
      { name: 'fitted', values: fold.fittedTc },
      { name: 'test', values: fold.testTc },
    ],
    mark: fold.steps,
  });
  return plot({
    title: 'Mean TC after each step of the ascent (dotted: where early stopping ends it)',
    xLabel: 'step',
    columns: real.length,
    names,
    panels: [
      ...real.map((fold, at) => panel('real', fold, at)),
      ...generated.map((fold, at) => panel('generated', fold, at)),
    ],
  });
}

/** TC of the test eras, summed up: ridge, early stopping, end of the path. */
export function outOfSamplePlot(real: MarketFindings, generated: MarketFindings): string {
  const panel = (title: string, { tc }: MarketFindings): Panel => ({
    title,
    lines: [
      { name: 'ridge', values: summed(tc.ridge) },
      { name: 'early stopping', values: summed(tc.stopped) },
      { name: 'end of the path', values: summed(tc.last) },
    ],
  });
  return plot({
    title: 'TC out of sample, summed over the test eras (20-day returns of weekly eras overlap)',
    xLabel: 'test era',
    columns: 2,
    names: ['ridge', 'early stopping', 'end of the path'],
    panels: [panel('real panel', real), panel('generated market', generated)],
  });
}

function summed(values: readonly number[]): number[] {
  let sum = 0;
  return [0, ...values.map((value) => (sum += value))];
}

function plot({ title, xLabel, columns, panels, names }: Plot): string {
  const width = WIDTH / columns;
  const height = HEAD + Math.ceil(panels.length / columns) * PANEL_HEIGHT + FOOT;
  const legend = names
    .map((name, at) => {
      const x = MARGIN.left + at * 150;
      return `<path class="c${at}" d="M${x} 40h24"/><text x="${x + 30}" y="44">${name}</text>`;
    })
    .join('');
  const values = panels.flatMap(({ lines }) => lines.flatMap((line) => line.values));
  const scale: Scale = { low: Math.min(0, ...values), high: Math.max(0, ...values) };
  const drawn = panels.map((panel, at) => {
    const [x, y] = [(at % columns) * width, HEAD + Math.floor(at / columns) * PANEL_HEIGHT];
    return `<g transform="translate(${x} ${y})">${panelSvg(panel, { names, width, scale })}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}"><style>${STYLE}</style>
<text class="title" x="${MARGIN.left}" y="22">${title}</text>${legend}
${drawn.join('\n')}
<text x="${WIDTH / 2}" y="${height - 8}" text-anchor="middle">${xLabel}</text></svg>
`;
}

interface Place {
  readonly names: readonly string[];
  readonly width: number;
  readonly scale: Scale;
}

function panelSvg({ title, lines, mark }: Panel, { names, width, scale: { low, high } }: Place): string {
  const longest = Math.max(...lines.map((line) => line.values.length)) - 1;
  const [right, bottom] = [width - MARGIN.right, PANEL_HEIGHT - MARGIN.bottom];
  const x = (step: number): string => (MARGIN.left + ((right - MARGIN.left) * step) / Math.max(1, longest)).toFixed(1);
  const y = (value: number): string =>
    (bottom - ((bottom - MARGIN.top) * (value - low)) / (high - low || 1)).toFixed(1);
  const path = ({ name, values: line }: Line): string =>
    `<path class="c${names.indexOf(name)}" d="${line.map((value, step) => `${step === 0 ? 'M' : 'L'}${x(step)} ${y(value)}`).join('')}"/>`;
  const label = (value: number): string =>
    `<text x="${MARGIN.left - 6}" y="${Number(y(value)) + 4}" text-anchor="end">${decimal(value)}</text>`;
  const ends = [low, high].filter((value) => value !== 0).map(label);
  return [
    `<text x="${MARGIN.left}" y="${MARGIN.top - 10}">${title}</text>`,
    `<path class="axis" d="M${MARGIN.left} ${MARGIN.top}V${bottom}H${right}"/>`,
    `<path class="zero" d="M${MARGIN.left} ${y(0)}H${right}"/>`,
    mark === undefined ? '' : `<path class="mark" d="M${x(mark)} ${MARGIN.top}V${bottom}"/>`,
    ...ends,
    label(0),
    `<text x="${MARGIN.left}" y="${bottom + 15}">0</text>`,
    `<text x="${right}" y="${bottom + 15}" text-anchor="end">${longest}</text>`,
    ...lines.map(path),
  ].join('');
}

const decimal = (value: number): string => value.toFixed(Math.abs(value) < 0.1 ? 3 : 2).replace('-', '−');
