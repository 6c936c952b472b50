import type { SignalsBeside, SignalsEraFigures, SignalsFigure, SignalsRunReport } from '@robata/client';
import { formatNumber, formatPercent } from '../format/formatNumber.ts';
import { ANSWER_COLUMNS } from '../symbols/SignalsAnswer.tsx';
import { COUNT_WORDS } from '../symbols/statusWords.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { groupName } from '../terms/groupName.ts';
import { TERMS } from '../terms/terms.ts';
import '../style/symbols.css';

const SCORES = ['alpha', 'corrFilled', 'coveredCorr', 'corrSignals', 'fncV4', 'ic', 'ric', 'mmcSignals', 'tc'] as const;
type ScoreKey = (typeof SCORES)[number];
type ScoreRow = SignalsFigure & { readonly key: ScoreKey; readonly beside: SignalsBeside | undefined };

/** TC is small: as many places as everywhere else. */
const placesOf = (key: ScoreKey): number => (key === 'tc' ? 5 : 4);

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
    cell: ({ key, mean, standardError }) => <WithError value={mean} error={standardError} places={placesOf(key)} />,
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

/** Where some era has a Signals meta model. */
const BESIDE_COLUMNS: readonly Column<ScoreRow>[] = [
  {
    key: 'metaModel',
    header: 'Signals meta model',
    term: {
      name: 'Signals meta model',
      says: 'The same score of the stake-weighted mean of all signals, over the eras that both have. It was made of the rounds’ stakes at their close.',
    },
    cell: ({ key, beside }) => numberOf(key === 'mmcSignals' ? null : (beside?.mean ?? null), placesOf(key)),
  },
  {
    key: 'lead',
    header: 'Lead',
    term: {
      name: 'Lead',
      says: 'How much the signal scores above the Signals meta model on average, with the Newey-West error of the difference (4 lags). Beyond about two errors it is hardly luck.',
      formula: 'mean over the eras of (score of the signal − score of the Signals meta model)',
    },
    cell: ({ key, beside }) =>
      key === 'mmcSignals' || beside === undefined ? (
        '–'
      ) : (
        <WithError value={beside.lead} error={beside.leadStandardError} places={placesOf(key)} />
      ),
  },
];

interface WithErrorProps {
  readonly value: number | null;
  readonly error: number | null;
  readonly places: number;
}

function WithError({ value, error, places }: WithErrorProps) {
  return (
    <>
      {numberOf(value, places)}
      {error !== null && <span className="error"> ± {formatNumber(error, { places })}</span>}
    </>
  );
}

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
      cell: (era) => numberOf(era[key] ?? null, placesOf(key)),
      value: (era) => era[key] ?? null,
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
  const {
    scores,
    coverage,
    churn,
    turnover,
    left,
    known,
    eras,
    rows,
    metaModel = null,
    corrWithMetaModel = null,
  } = report;
  const failed = (Object.keys(COUNT_WORDS) as (keyof typeof rows.totals)[]).filter(
    (status) => status !== 'used' && rows.totals[status] > 0,
  );
  // A run of before has no TC.
  const shown = SCORES.filter((key) => key in scores);
  const groups = Object.entries(known).sort(([, a], [, b]) => (b ?? 0) - (a ?? 0));
  return (
    <details className="signals-run" open={isOpen}>
      <summary>
        Signals over {formatNumber(eras.length)} eras: {title}
      </summary>
      <DataTable
        caption={`Scores of ${title}`}
        columns={metaModel === null ? SCORE_COLUMNS : [...SCORE_COLUMNS, ...BESIDE_COLUMNS]}
        rows={shown.map((key) => ({ key, ...scores[key], beside: metaModel?.[key] }))}
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
        {corrWithMetaModel !== null &&
          `; it correlates ${formatNumber(corrWithMetaModel, { places: 2, signed: true })} with the Signals meta model`}
        ; churn {churn === null ? '–' : formatNumber(churn, { places: 2 })}, turnover {shareOf(turnover)} from era to
        era.
        {metaModel === null && ' No era has a Signals meta model yet: MMC comes with the rounds of Signals.'}
        {scores.tc?.mean === null && ' TC is estimated for eras whose rounds have resolved.'}
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
