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
  const lines = rows.map((row) =>
    [...COLUMNS.map((column) => row[column]), ...own.map((column) => row.signals?.[column] ?? null)]
      .map(cellOf)
      .join(','),
  );
  return `${[[...COLUMNS, ...own].join(','), ...lines].join('\n')}\n`;
}

/** Quoted where it needs to be; a text that a spreadsheet would take for a formula begins with an apostrophe. */
function cellOf(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+@\t]|^-(?![\d.])/.test(value) ? `'${value}` : value;
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
