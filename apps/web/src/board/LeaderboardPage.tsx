import type { LeaderboardRow } from '@robata/client';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { Choice } from '../components/Choice.tsx';
import { FilterField } from '../components/FilterField.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { useReputations, useSignalsGates } from '../data/models.ts';
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
import { CompareBar } from './CompareBar.tsx';
import { namesIn, namesText, toggled } from './compared.ts';
import { LAST_ROUNDS } from './lastRounds.ts';
import { withChoice } from './rankColumn.tsx';
import '../style/board.css';

const route = getRouteApi('/leaderboard');
const SPANS = [
  { value: 'last', text: `Last ${LAST_ROUNDS} rounds` },
  { value: 'all', text: 'All rounds' },
] as const;
const BOARDS = [
  { value: 'classic', text: 'Classic' },
  { value: 'signals', text: 'Signals' },
  { value: 'accounts', text: 'Accounts' },
] as const;

const ABOUT = {
  classic:
    'Mean scores over resolved rounds, on the data of this tournament. The meta model, which the fund trades on, and the benchmark stand among the models as marked rows.',
  signals:
    'Mean scores over resolved rounds of Signals, which takes predictions from data of one’s own, by ticker. Signals take part in the same rounds and the same portfolio as the classic models; what the risk model knows already is taken out of them first.',
  accounts:
    'All models of an account together, of both tournaments: stakes and payouts are added, scores and returns are means weighed by stake.',
} as const;
type Change = (next: Partial<Record<keyof LeaderboardSearch, string | undefined>>) => void;

/** The models of a tournament, or accounts; board, rounds, order, filter, columns and what is to be compared stand in the address. */
export function LeaderboardPage() {
  const search: LeaderboardSearch = route.useSearch();
  const navigate = route.useNavigate();
  const board = search.by ?? 'classic';
  const query = useLeaderboard(search.rounds === 'all' ? null : LAST_ROUNDS, board === 'accounts' ? undefined : board);
  const change = useCallback<Change>(
    (next) =>
      void navigate({
        to: '.',
        search: (now: LeaderboardSearch) => leaderboardSearch({ ...now, ...next }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  return (
    <>
      <PageHead title="Leaderboard">
        <p>
          {ABOUT[board]}{' '}
          {board === 'signals' && (
            <>
              <Link to="/signals/symbols">What symbols match</Link>.{' '}
            </>
          )}
          Point at a column's name for its formula, press it to sort.
        </p>
      </PageHead>
      <div className="controls">
        <Choice
          label="Board"
          options={BOARDS}
          value={board}
          onChange={(by) => change({ by: by === 'classic' ? undefined : by, columns: undefined })}
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
          chosen={chosenKeys(search.columns, board)}
          board={board}
          onChange={(keys) => change({ columns: keysText(keys, board) })}
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
  const reputed = useReputations(search.by === 'signals' ? 'signals' : 'classic').data;
  const board = search.by ?? 'classic';
  const gates = useSignalsGates(board === 'signals').data;
  const isOfAccounts = board === 'accounts';
  const lines = useMemo(() => {
    const models = modelRows(rows, returns, reputed, gates);
    return isOfAccounts ? accountRows(models) : models;
  }, [rows, returns, reputed, gates, isOfAccounts]);
  const filter = search.filter ?? '';
  const found = useMemo(() => lines.filter(boardFilter(filter)), [lines, filter]);
  const compared = useMemo(() => namesIn(search.compare), [search.compare]);
  const choose = useCallback((names: readonly string[]) => change({ compare: namesText(names) }), [change]);
  const columns = useMemo(() => {
    const shown = columnsOf(chosenKeys(search.columns, board), board);
    if (isOfAccounts) return shown;
    return shown.map((column) =>
      column.key === 'rank' ? withChoice(column, compared, (name) => choose(toggled(compared, name))) : column,
    );
  }, [search.columns, board, isOfAccounts, compared, choose]);
  const sorting = useMemo(() => parseSorting(search.sort ?? 'rank'), [search.sort]);
  if (rows.length === 0) {
    return (
      <Empty>
        {search.by === 'signals'
          ? 'Signals has not begun: no round has been opened and no model has joined. Its board fills with its first round.'
          : 'No model has joined yet.'}
      </Empty>
    );
  }
  const save = (): void => {
    const value = BOARD_COLUMNS.find(({ key }) => key === sorting.key)?.value;
    const ordered: readonly BoardRow[] = value === undefined ? found : sortRows(found, value, sorting.isDescending);
    saveText(`leaderboard-${search.by ?? 'classic'}.csv`, boardCsv(ordered));
  };
  return (
    <div className={isOld ? 'fading' : undefined}>
      <div className="table-head">
        <p className="table-count" role="status">
          {filter === ''
            ? `${formatNumber(lines.length)} ${lines.length === 1 ? 'row' : 'rows'}`
            : `${formatNumber(found.length)} of ${formatNumber(lines.length)} rows match`}
          {rows.every((row) => row.rounds === 0) &&
            (search.by === 'signals'
              ? '. The rounds of Signals have not begun: these models have joined, and scores come when its first round resolves.'
              : '. No round has resolved yet: scores come with the first.')}
        </p>
        <button type="button" className="link" onClick={save}>
          Save as CSV
        </button>
      </div>
      {!isOfAccounts && <CompareBar names={compared} onChange={choose} />}
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
