import type { SignalsMeans } from '@robata/client';
import type { BoardRow } from './boardRow.ts';

/** Of Signals, at the end of each line. */
const OF_SIGNALS = [
  'alpha',
  'alphaStandardError',
  'mpc',
  'corrFilled',
  'coveredCorr',
  'corrSignals',
  'fncV4',
  'ic',
  'ric',
  'mmcSignals',
] as const satisfies readonly (keyof SignalsMeans)[];

/** Of the gates of a signal, behind its scores; the reasons of one that is not paid with spaces between them. */
const OF_GATES: readonly (readonly [header: string, cell: (row: BoardRow) => string | number | null])[] = [
  ['churn', ({ gate }) => gate?.churn ?? null],
  ['turnover', ({ gate }) => gate?.turnover ?? null],
  ['gateRound', ({ gate }) => gate?.round ?? null],
  ['gate', ({ gate }) => gate && (gate.reasons.length === 0 ? 'counted' : gate.reasons.join(' '))],
];

const COLUMNS = [
  'rank',
  'model',
  'account',
  'kind',
  'models',
  'rounds',
  'corr',
  'corrStandardError',
  'corrSharpe',
  'mmc',
  'fnc',
  'tc',
  'tcStandardError',
  'tcLeaveOneOut',
  'tcLeaveOneOutStandardError',
  'tcLeaveOneOutHeld',
  'tcLeaveOneOutHeldStandardError',
  'corrReputation',
  'tcReputation',
  'metaModelCorrelation',
  'stake',
  'payout',
  'returnDay',
  'returnThreeMonths',
  'returnYear',
  'return',
] as const satisfies readonly (keyof BoardRow)[];

/** Rows as CSV with every column, numbers to their last digit; what is not known is empty. */
export function boardCsv(rows: readonly BoardRow[]): string {
  const hasSignals = rows.some(({ signals }) => signals !== undefined);
  const own = hasSignals ? OF_SIGNALS : [];
  const gates = hasSignals ? OF_GATES : [];
  const lines = rows.map((row) =>
    [
      ...COLUMNS.map((column) => row[column]),
      ...own.map((column) => row.signals?.[column] ?? null),
      ...gates.map(([, cell]) => cell(row)),
    ]
      .map(cellOf)
      .join(','),
  );
  return `${[[...COLUMNS, ...own, ...gates.map(([header]) => header)].join(','), ...lines].join('\n')}\n`;
}

/** Quoted where it needs to be; a text that a spreadsheet would take for a formula begins with an apostrophe. */
function cellOf(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+@\t]|^-(?![\d.])/.test(value) ? `'${value}` : value;
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
