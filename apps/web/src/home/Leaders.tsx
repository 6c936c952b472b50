import type { LeaderboardRow } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useLeaderboard } from '../data/queries.ts';
import { DataTable } from '../table/DataTable.tsx';
import { BOARD_COLUMNS } from '../board/boardColumns.tsx';
import { type BoardRow, modelRows } from '../board/boardRow.ts';
import { LAST_ROUNDS } from '../board/lastRounds.ts';

const SHOWN = new Set(['rank', 'model', 'corr', 'mmc', 'fnc', 'tc', 'return']);
const COLUMNS = BOARD_COLUMNS.filter(({ key }) => SHOWN.has(key));
const COUNT = 5;

/** The first five models, and the marked ones wherever they stand. */
export function Leaders() {
  const query = useLeaderboard(LAST_ROUNDS);
  return (
    <Section
      title={`Leading models, last ${LAST_ROUNDS} resolved rounds`}
      aside={<Link to="/leaderboard">The whole leaderboard</Link>}
    >
      <QueryView query={query}>
        {(rows) =>
          rows.every((row) => row.rounds === 0) ? (
            <Empty>The leaderboard begins when the first round resolves.</Empty>
          ) : (
            <DataTable
              caption="Leading models"
              columns={COLUMNS}
              rows={leaders(rows)}
              rowKey={({ id }) => id}
              isMarked={({ marked }) => marked}
            />
          )
        }
      </QueryView>
    </Section>
  );
}

const leaders = (rows: readonly LeaderboardRow[]): readonly BoardRow[] =>
  modelRows(
    rows.filter((row, index) => index < COUNT || row.marked),
    undefined,
  );
