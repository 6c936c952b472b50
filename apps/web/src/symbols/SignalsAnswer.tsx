import type { SignalRow, SignalsReport } from '@robata/client';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import '../style/symbols.css';
import { DownloadRows } from './DownloadRows.tsx';
import { schemeName } from './schemes.ts';
import { COUNT_WORDS, STATUS_WORDS } from './statusWords.ts';

/** A row of a file with its answer. */
export const ANSWER_COLUMNS: readonly Column<SignalRow>[] = [
  { key: 'row', header: 'Row', cell: ({ row }) => formatNumber(row) },
  {
    key: 'symbol',
    header: 'Symbol',
    cell: ({ symbol }) => <code>{symbol === '' ? '(empty)' : symbol}</code>,
    isText: true,
    isRowHeader: true,
  },
  {
    key: 'status',
    header: 'What became of it',
    cell: ({ status }) => <span className={`badge row-${status}`}>{STATUS_WORDS[status]}</span>,
    isText: true,
  },
  {
    key: 'suggestion',
    header: 'Did you mean',
    cell: ({ suggestion }) => (suggestion === null ? '–' : <code>{suggestion}</code>),
    isText: true,
  },
  { key: 'sentence', header: 'Why', cell: ({ sentence }) => <span className="message">{sentence}</span>, isText: true },
];

const SHOWN = 8;

interface SignalsAnswerProps {
  readonly report: SignalsReport;
  readonly filename: string;
  /** The refusal above says what is wrong as a whole. */
  readonly isRefused?: boolean;
}

/** The answer to a Signals file: how many rows count, by which scheme, and each row that does not with what to write instead. */
export function SignalsAnswer({ report, filename, isRefused = false }: SignalsAnswerProps) {
  const { totals, universe, rows, historical, matchedBy, headerProblem, unused, symbolsVersion, day } = report;
  const schemes = Object.entries(matchedBy) as [keyof typeof matchedBy, number][];
  return (
    <div className="signals-answer">
      <ul className="answer-counts" aria-label="Rows by what became of them">
        <li className="is-used">
          <strong className="figures">{formatNumber(totals.used)}</strong> of {formatNumber(rows)} rows count
        </li>
        {Object.entries(COUNT_WORDS).map(([status, words]) => {
          const count = totals[status as keyof typeof totals];
          return status === 'used' || count === 0 ? null : (
            <li key={status}>
              <strong className="figures">{formatNumber(count)}</strong> {words}
            </li>
          );
        })}
        {historical > 0 && (
          <li>
            <strong className="figures">{formatNumber(historical)}</strong> of other days
          </li>
        )}
      </ul>
      <p className="muted">
        {formatNumber(totals.used)} of the round's {formatNumber(universe)} stocks have a value
        {schemes.length > 0 &&
          `; matched by ${schemes.map(([scheme, count]) => `${schemeName(scheme)} (${formatNumber(count ?? 0)})`).join(', ')}`}
        . Symbols as of {day}
        {symbolsVersion === null ? ', by the universe’s own tickers' : `, version ${symbolsVersion} of the table`}.
      </p>
      {headerProblem !== null && !isRefused && <p className="caution">{headerProblem}</p>}
      {unused.length > 0 && (
        <details open={unused.length <= SHOWN}>
          <summary>
            {unused.length === 1 ? 'One row does' : `${formatNumber(rows - totals.used)} rows do`} not count: see why
          </summary>
          <DataTable
            caption={`Rows of ${filename} that do not count`}
            columns={ANSWER_COLUMNS}
            rows={unused}
            rowKey={({ row }) => row}
            pageRows={SHOWN}
          />
          <DownloadRows report={report} filename={filename} />
        </details>
      )}
    </div>
  );
}
