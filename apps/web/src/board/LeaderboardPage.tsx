import type { LeaderboardRow } from '@robata/client';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { Choice } from '../components/Choice.tsx';
import { FilterField } from '../components/FilterField.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { useLeaderboard } from '../data/queries.ts';
import { formatNumber } from '../format/formatNumber.ts';
import { type LeaderboardSearch, leaderboardSearch } from '../search.ts';
import { DataTable } from '../table/DataTable.tsx';
import { parseSorting, sortingText } from '../table/sorting.ts';
import { kindOf } from '../terms/kinds.ts';
import { LEADERBOARD_COLUMNS } from './leaderboardColumns.tsx';
import { LAST_ROUNDS } from './lastRounds.ts';

const route = getRouteApi('/leaderboard');
const SPANS = [
  { value: 'last', text: `Last ${LAST_ROUNDS} rounds` },
  { value: 'all', text: 'All rounds' },
] as const;

/** All models; rounds, order and filter stand in the address. */
export function LeaderboardPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useLeaderboard(search.rounds === 'all' ? null : LAST_ROUNDS);
  const change = (next: Partial<Record<keyof LeaderboardSearch, string | undefined>>): void =>
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
          label="Rounds that the means are taken over"
          options={SPANS}
          value={search.rounds ?? 'last'}
          onChange={(span) => change({ rounds: span === 'all' ? 'all' : undefined })}
        />
        <FilterField
          initial={search.filter ?? ''}
          placeholder="name or kind"
          onChange={(filter) => change({ filter })}
        />
      </div>
      <QueryView query={query}>
        {(rows) => (
          <Rows rows={rows} search={search} onSort={(sort) => change({ sort })} isOld={query.isPlaceholderData} />
        )}
      </QueryView>
    </>
  );
}

interface RowsProps {
  readonly rows: readonly LeaderboardRow[];
  readonly search: LeaderboardSearch;
  readonly onSort: (sort: string) => void;
  readonly isOld: boolean;
}

function Rows({ rows, search, onSort, isOld }: RowsProps) {
  const filter = search.filter?.toLowerCase() ?? '';
  const found = useMemo(() => rows.filter((row) => matches(row, filter)), [rows, filter]);
  if (rows.length === 0) return <Empty>No model has joined yet.</Empty>;
  return (
    <div className={isOld ? 'fading' : undefined}>
      <p className="table-count" role="status">
        {filter === ''
          ? `${formatNumber(rows.length)} rows`
          : `${formatNumber(found.length)} of ${formatNumber(rows.length)} rows match`}
        {rows.every((row) => row.rounds === 0) && '. No round has resolved yet: scores come with the first.'}
      </p>
      <DataTable
        caption="Leaderboard"
        columns={LEADERBOARD_COLUMNS}
        rows={found}
        rowKey={({ id }) => id}
        isMarked={({ marked }) => marked}
        sorting={parseSorting(search.sort ?? 'rank')}
        onSort={(sorting) => onSort(sortingText(sorting))}
      />
    </div>
  );
}

const matches = ({ model, kind }: LeaderboardRow, filter: string): boolean =>
  model.toLowerCase().includes(filter) || kindOf(kind).label.includes(filter);
