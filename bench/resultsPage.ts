/** What `npm run bench -- NAME` prints, as far as the table shows it. */
export interface Line {
  readonly name: string;
  readonly models: number | null;
  readonly stocks: number | null;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakMemoryMb: number;
  readonly ratio: number | null;
  readonly accuracy: number | null;
  readonly accuracyMeaning: string;
  readonly peer: { readonly name: string | null; readonly cpuSeconds?: number; readonly reason?: string };
  readonly goal: string;
  readonly machine: string;
  readonly [detail: string]: unknown;
}

/** The tables of docs/benchmarks.md. */
export function resultsPage(lines: readonly Line[]): string {
  const machines = [...new Set(lines.map(({ machine }) => machine))];
  const rows = lines.map((line) => [
    `\`${line.name}\``,
    sizeOf(line),
    `${digits(line.cpuSeconds)} / ${digits(line.wallSeconds)}`,
    `${line.peakMemoryMb}`,
    headlineOf(line),
    line.peer.cpuSeconds === undefined ? '–' : `${line.peer.name}: ${digits(line.peer.cpuSeconds)}`,
    line.ratio === null ? '–' : digits(line.ratio),
    line.accuracy === null ? '–' : digits(line.accuracy),
    line.goal,
  ]);
  const head = ['name', 'size', 'CPU / wall s', 'MB', 'figure', 'peer CPU s', 'ratio', 'accuracy', 'goal'];
  return [
    `Machine: ${machines.join('; ')}. Single CPU figures vary by about 30 % from run to run, ratios by less.`,
    '',
    ...markdownTable([head, ...rows]),
    ...scalingTable(lines.find(({ name }) => name === 'scaling')),
    ...kernelTable(lines.find(({ name }) => name === 'kernels')),
    '',
  ].join('\n');
}

const sizeOf = ({ name, models, stocks, rounds, problems }: Line): string =>
  [
    models === null || models === 1 || name === 'kernels' ? '' : `${count(models)} models`,
    stocks === null ? '' : `${count(stocks)} stocks`,
    rounds === undefined ? '' : `${String(rounds)} rounds`,
    problems === undefined ? '' : `${count(Number(problems))} problems`,
  ]
    .filter(Boolean)
    .join(', ');

const HEADLINES: Readonly<Record<string, string>> = {
  medianMilliseconds: 'ms a solve',
  cpuMillisecondsPerModel: 'ms a model',
  cpuMillisecondsPerDraw: 'ms a draw',
  fallbacks: 'fallbacks',
  solved: 'solved',
  primal_infeasible: 'proven infeasible',
  iteration_limit: 'given up',
  worstResidual: 'worst residual',
  scores: 'scores stored',
};

const headlineOf = (line: Line): string =>
  Object.entries(HEADLINES)
    .filter(([field]) => typeof line[field] === 'number')
    .map(([field, unit]) => `${digits(line[field] as number)} ${unit}`)
    .join(', ');

interface Series {
  readonly what: string;
  readonly of: string;
  readonly sizes: readonly number[];
  readonly cpuSeconds: readonly number[];
  readonly explained: number;
  readonly largestResidual: number;
  readonly exponent: number;
}

function scalingTable(line: Line | undefined): string[] {
  if (line === undefined) return [];
  const rows = (line.series as readonly Series[]).map((series) => [
    series.what,
    series.sizes.map((size, at) => `${count(size)}: ${digits(1000 * (series.cpuSeconds[at] as number))}`).join(' · '),
    series.explained.toFixed(4),
    `${(100 * series.largestResidual).toFixed(1)} %`,
    series.exponent.toFixed(2),
  ]);
  const head = ['`scaling`', 'CPU ms by number of stocks or models', 'R² of a line', 'largest residual', 'exponent'];
  return ['', ...markdownTable([head, ...rows])];
}

type Figures = Readonly<Record<string, { readonly microseconds: number; readonly gigaflops?: number }>>;

function kernelTable(line: Line | undefined): string[] {
  if (line === undefined) return [];
  const peers = (line.peer as { kernels?: Figures }).kernels;
  const text = (figures: Figures[string] | undefined): string =>
    figures === undefined
      ? '–'
      : figures.gigaflops === undefined
        ? `${digits(figures.microseconds)} µs`
        : `${digits(figures.gigaflops)} GFLOP/s`;
  const rows = Object.entries(line.kernels as Figures).map(([name, ours]) => [name, text(ours), text(peers?.[name])]);
  return ['', ...markdownTable([['`kernels`', 'ours', line.peer.name ?? 'peer'], ...rows])];
}

const markdownTable = ([head = [], ...rows]: readonly (readonly string[])[]): string[] =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);

const count = (value: number): string => value.toLocaleString('en-US');

function digits(value: number): string {
  if (value === 0 || Number.isInteger(value)) return count(value);
  const size = Math.abs(value);
  return size < 1e-3
    ? value.toExponential(1)
    : size >= 100
      ? count(Math.round(value))
      : String(Number(value.toPrecision(3)));
}
