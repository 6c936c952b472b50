import type { RowAnswer, RowStatus, Scheme } from '@robata/market/symbols';
import { DomainError, type DomainErrorDetails } from '../domainError.ts';

/** What became of a row: it counts, or why not. */
export type SignalStatus =
  | Exclude<RowStatus, 'matched'>
  | 'used'
  /** A listing that is not in the round's universe. */
  | 'outside'
  | 'out_of_range'
  | 'no_value';

export const SIGNAL_STATUSES: readonly SignalStatus[] = [
  'used',
  'unmatched',
  'outside',
  'duplicate',
  'expired',
  'early',
  'ambiguous',
  'empty',
  'out_of_range',
  'no_value',
];

export interface SignalRow extends Omit<RowAnswer, 'status'> {
  readonly status: SignalStatus;
}

/** The answer to a Signals file, row by row. */
export interface SignalsReport {
  readonly round: number;
  /** The day on which symbols are meant. */
  readonly day: string;
  /** The version of the symbols that answered; null: none was imported, and the round's own tickers alone did. */
  readonly symbolsVersion: number | null;
  /** The header of the column of symbols, and what it declares. */
  readonly column: string;
  readonly declared: Scheme | 'any';
  readonly headerProblem: string | null;
  /** Rows of the round; `historical` ones, of other days, are no part of them. */
  readonly rows: number;
  readonly historical: number;
  /** Stocks of the round. */
  readonly universe: number;
  readonly totals: Readonly<Record<SignalStatus, number>>;
  /** Rows that count, by the scheme of their symbols. */
  readonly matchedBy: Readonly<Partial<Record<Scheme, number>>>;
  /** Rows that do not count, in the order of the file; at most as many as whoever keeps the report wants. */
  readonly unused: readonly SignalRow[];
}

/** Rows of a report that are kept with the submission itself; the whole list is a file of its own. */
export const SHOWN_ROWS = 20;

export const shortReport = (report: SignalsReport): SignalsReport =>
  report.unused.length <= SHOWN_ROWS ? report : { ...report, unused: report.unused.slice(0, SHOWN_ROWS) };

export const unusedRows = ({ rows, totals }: Pick<SignalsReport, 'rows' | 'totals'>): number => rows - totals.used;

/** A Signals file that is refused, with the answer to its rows where they were looked at. */
export class SignalsRefusal extends DomainError {
  readonly report: SignalsReport;

  constructor(code: string, sentence: string, details: DomainErrorDetails & { readonly report: SignalsReport }) {
    super(code, sentence, details);
    this.report = details.report;
  }
}

const CSV_HEADER = 'row,symbol,status,scheme,permanent_id,suggestion,sentence';

/** The rows that do not count as CSV, for a spreadsheet. What a file said is shown as text, never run as a formula. */
export function reportCsv({ unused }: Pick<SignalsReport, 'unused'>): string {
  const lines = unused.map(({ row, symbol, status, scheme, permanentId, suggestion, sentence }) =>
    [String(row), symbol, status, scheme ?? '', permanentId ?? '', suggestion ?? '', sentence].map(cellOf).join(','),
  );
  return `${[CSV_HEADER, ...lines].join('\n')}\n`;
}

const cellOf = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
