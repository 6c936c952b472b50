import type { SignalsEraFigures, SignalsFigure, SignalsRunReport } from '@robata/client';
import { formatNumber, formatPercent } from '../format/formatNumber.ts';
import { ANSWER_COLUMNS } from '../symbols/SignalsAnswer.tsx';
import { COUNT_WORDS } from '../symbols/statusWords.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { groupName } from '../terms/groupName.ts';
import { TERMS } from '../terms/terms.ts';
import '../style/symbols.css';

const SCORES = ['alpha', 'corrFilled', 'coveredCorr', 'corrSignals', 'fncV4', 'ic', 'ric', 'mmcSignals'] as const;
type ScoreKey = (typeof SCORES)[number];
type ScoreRow = SignalsFigure & { readonly key: ScoreKey };

const numberOf = (value: number | null, places: number): string =>
  value === null ? '–' : formatNumber(value, { places, signed: true });
const shareOf = (value: number | null): string => (value === null ? '–' : formatPercent(value));

const SCORE_COLUMNS: readonly Column<ScoreRow>[] = [
  {
    key: 'score',
    header: 'Score',
    cell: ({ key }) => <span title={TERMS[key].says}>{TERMS[key].name}</span>,
    isText: true,
    isRowHeader: true,
  },
  {
    key: 'mean',
    header: 'Mean',
    cell: ({ mean, standardError }) => (
      <>
        {numberOf(mean, 4)}
        {standardError !== null && <span className="error"> ± {formatNumber(standardError, { places: 4 })}</span>}
      </>
    ),
  },
  {
    key: 'sharpe',
    header: 'Sharpe',
    term: { name: 'Sharpe', says: 'Mean over standard deviation of the eras, not annualized.' },
    cell: ({ sharpe }) => numberOf(sharpe, 2),
  },
  { key: 'drawdown', header: 'Largest fall', cell: ({ maxDrawdown }) => shareOf(maxDrawdown) },
  { key: 'eras', header: 'Eras', cell: ({ eras }) => formatNumber(eras) },
];

const ERA_COLUMNS: readonly Column<SignalsEraFigures>[] = [
  { key: 'era', header: 'Era', cell: ({ era }) => era, value: ({ era }) => era, isText: true, isRowHeader: true },
  {
    key: 'covered',
    header: 'Covered',
    cell: ({ covered, stocks }) => `${formatNumber(covered)} of ${formatNumber(stocks)}`,
    value: ({ covered, stocks }) => covered / stocks,
  },
  ...SCORES.map(
    (key): Column<SignalsEraFigures> => ({
      key,
      header: TERMS[key].name,
      term: TERMS[key],
      cell: (era) => numberOf(era[key], 4),
      value: (era) => era[key],
    }),
  ),
  {
    key: 'left',
    header: 'New',
    term: { name: 'New', says: 'The share of the signal that neutralizers and features do not explain.' },
    cell: ({ left }) => shareOf(left),
    value: ({ left }) => left,
  },
  {
    key: 'churn',
    header: 'Churn',
    term: { name: 'Churn', says: '1 − correlation of the ranks with those of the era before in the file.' },
    cell: ({ churn }) => (churn === null ? '–' : formatNumber(churn, { places: 2 })),
    value: ({ churn }) => churn,
  },
];

const PAGE_ROWS = 12;

interface SignalsRunProps {
  readonly title: string;
  readonly report: SignalsRunReport;
  readonly isOpen: boolean;
}

/** A recorded run of a Signals model: its scores, what is new in it, its eras, and the rows that do not count. */
export function SignalsRun({ title, report, isOpen }: SignalsRunProps) {
  const { scores, coverage, churn, turnover, left, known, eras, rows } = report;
  const failed = (Object.keys(COUNT_WORDS) as (keyof typeof rows.totals)[]).filter(
    (status) => status !== 'used' && rows.totals[status] > 0,
  );
  const groups = Object.entries(known).sort(([, a], [, b]) => (b ?? 0) - (a ?? 0));
  return (
    <details open={isOpen}>
      <summary>
        Signals over {formatNumber(eras.length)} eras: {title}
      </summary>
      <DataTable
        caption={`Scores of ${title}`}
        columns={SCORE_COLUMNS}
        rows={SCORES.map((key) => ({ key, ...scores[key] }))}
        rowKey={({ key }) => key}
      />
      <p className="muted">
        Means over the eras with Newey-West errors (4 lags). On average {shareOf(coverage)} of the universe is covered,{' '}
        {shareOf(left)} of the signal is new
        {groups.length > 0 &&
          ` (known: ${groups
            .slice(0, 3)
            .map(([name, share]) => `${groupName(name)} ${shareOf(share)}`)
            .join(', ')})`}
        ; churn {churn === null ? '–' : formatNumber(churn, { places: 2 })}, turnover {shareOf(turnover)} from era to
        era.
      </p>
      <DataTable
        caption={`Eras of ${title}`}
        columns={ERA_COLUMNS}
        rows={eras}
        rowKey={({ era }) => era}
        pageRows={PAGE_ROWS}
      />
      <p className="muted">
        {formatNumber(rows.totals.used)} of {formatNumber(rows.total)} rows count
        {failed.map((status) => `, ${formatNumber(rows.totals[status])} ${COUNT_WORDS[status]}`).join('')}
        {rows.other > 0 && `, ${formatNumber(rows.other)} are of no era of the history`}. {rows.headerProblem}
      </p>
      {rows.unused.length > 0 && (
        <DataTable
          caption={`Rows of ${title} that do not count, the first of them`}
          columns={ANSWER_COLUMNS}
          rows={rows.unused}
          rowKey={({ row }) => row}
          pageRows={PAGE_ROWS}
        />
      )}
    </details>
  );
}
