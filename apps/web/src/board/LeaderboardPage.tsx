import type { LeaderboardRow } from '@robata/client';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { Choice } from '../components/Choice.tsx';
import { FilterField } from '../components/FilterField.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { useLeaderboard, useLeaderboardReturns } from '../data/queries.ts';
import { formatNumber } from '../format/formatNumber.ts';
import { saveText } from '../format/saveText.ts';
import { type LeaderboardSearch, leaderboardSearch } from '../search.ts';
import { LongTable } from '../table/LongTable.tsx';
import { parseSorting, sortingText, sortRows } from '../table/sorting.ts';
import { BOARD_COLUMNS, chosenKeys, columnsOf, keysText } from './boardColumns.tsx';
import { boardCsv } from './boardCsv.ts';
import { boardFilter } from './boardFilter.ts';
import { accountRows, type BoardRow, modelRows } from './boardRow.ts';
import { ColumnChoice } from './ColumnChoice.tsx';
import { LAST_ROUNDS } from './lastRounds.ts';

const route = getRouteApi('/leaderboard');
const SPANS = [
  { value: 'last', text: `Last ${LAST_ROUNDS} rounds` },
  { value: 'all', text: 'All rounds' },
] as const;
const LINES = [
  { value: 'models', text: 'Models' },
  { value: 'accounts', text: 'Accounts' },
] as const;

type Change = (next: Partial<Record<keyof LeaderboardSearch, string | undefined>>) => void;

/** All models, or accounts; rounds, order, filter and columns stand in the address. */
export function LeaderboardPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useLeaderboard(search.rounds === 'all' ? null : LAST_ROUNDS);
  const change: Change = (next) =>
    void navigate({ to: '.', search: leaderboardSearch({ ...search, ...next }), replace: true, resetScroll: false });
  return (
    <>
      <PageHead title="Leaderboard">
        <p>
          Mean scores over resolved rounds. The meta model, which the fund trades on, and the benchmark stand among the
          models as marked rows. Point at a column's name for its formula, press it to sort.
        </p>
      </PageHead>
      <div className="controls">
        <Choice
          label="Lines of the table"
          options={LINES}
          value={search.by ?? 'models'}
          onChange={(by) => change({ by: by === 'accounts' ? by : undefined })}
        />
        <Choice
          label="Rounds that the means are taken over"
          options={SPANS}
          value={search.rounds ?? 'last'}
          onChange={(span) => change({ rounds: span === 'all' ? 'all' : undefined })}
        />
        <FilterField
          initial={search.filter ?? ''}
          placeholder="name, kind or tc>0.001"
          onChange={(filter) => change({ filter })}
        />
        <ColumnChoice
          chosen={chosenKeys(search.columns)}
          isOfAccounts={search.by === 'accounts'}
          onChange={(keys) => change({ columns: keysText(keys) })}
        />
      </div>
      <QueryView query={query}>
        {(rows) => <Rows rows={rows} search={search} change={change} isOld={query.isPlaceholderData} />}
      </QueryView>
    </>
  );
}

interface RowsProps {
  readonly rows: readonly LeaderboardRow[];
  readonly search: LeaderboardSearch;
  readonly change: Change;
  readonly isOld: boolean;
}

function Rows({ rows, search, change, isOld }: RowsProps) {
  const returns = useLeaderboardReturns().data;
  const isOfAccounts = search.by === 'accounts';
  const lines = useMemo(() => {
    const models = modelRows(rows, returns);
    return isOfAccounts ? accountRows(models) : models;
  }, [rows, returns, isOfAccounts]);
  const filter = search.filter ?? '';
  const found = useMemo(() => lines.filter(boardFilter(filter)), [lines, filter]);
  const columns = useMemo(() => columnsOf(chosenKeys(search.columns), isOfAccounts), [search.columns, isOfAccounts]);
  const sorting = useMemo(() => parseSorting(search.sort ?? 'rank'), [search.sort]);
  if (rows.length === 0) return <Empty>No model has joined yet.</Empty>;
  const save = (): void => {
    const value = BOARD_COLUMNS.find(({ key }) => key === sorting.key)?.value;
    const ordered: readonly BoardRow[] = value === undefined ? found : sortRows(found, value, sorting.isDescending);
    saveText(`leaderboard-${isOfAccounts ? 'accounts' : 'models'}.csv`, boardCsv(ordered));
  };
  return (
    <div className={isOld ? 'fading' : undefined}>
      <div className="table-head">
        <p className="table-count" role="status">
          {filter === ''
            ? `${formatNumber(lines.length)} rows`
            : `${formatNumber(found.length)} of ${formatNumber(lines.length)} rows match`}
          {rows.every((row) => row.rounds === 0) && '. No round has resolved yet: scores come with the first.'}
        </p>
        <button type="button" className="link" onClick={save}>
          Save as CSV
        </button>
      </div>
      <LongTable
        caption="Leaderboard"
        columns={columns}
        rows={found}
        rowKey={({ id }) => id}
        isMarked={({ marked }) => marked}
        sorting={sorting}
        onSort={(next) => change({ sort: sortingText(next) })}
      />
    </div>
  );
}
