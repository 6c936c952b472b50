import type { RoundStanding, TournamentNews } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { Percent } from '../components/Percent.tsx';
import { RoundLink } from '../components/RoundLink.tsx';
import { Empty } from '../components/QueryView.tsx';
import { Score } from '../components/Score.tsx';
import { Section } from '../components/Section.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { formatDay } from '../format/formatDay.ts';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { TERMS } from '../terms/terms.ts';
import { changeOf } from './newsFigures.ts';

const COLUMNS: readonly Column<RoundStanding>[] = [
  { key: 'round', header: 'Round', cell: ({ round }) => <RoundLink number={round} />, isText: true, isRowHeader: true },
  {
    key: 'day',
    header: 'Day',
    cell: ({ day, horizonDays }) => (
      <span className="figures">
        {day} of {horizonDays}
      </span>
    ),
  },
  {
    key: 'corr',
    header: 'Meta model CORR',
    term: TERMS.corr,
    cell: ({ scores }) => <Score value={scores['corr']} of="corr" />,
  },
  {
    key: 'change',
    header: 'On its last day',
    term: { name: 'On its last day', says: "How much the meta model's CORR changed on the last day that was scored." },
    cell: (standing) => <Score value={changeOf(standing, 'corr')} of="corr" />,
  },
];

/** What changed since the last market day: the rounds under way, the payout that came last, the fund's day. */
export function NewsSection({ news }: { readonly news: TournamentNews }) {
  const { underWay, lastResolved, fund } = news;
  const gained = fund?.before == null ? null : fund.nav / fund.before - 1;
  return (
    <Section title="What changed last" aside={<Link to="/calendar">Calendar</Link>}>
      <ul className="news">
        {lastResolved !== null && (
          <li>
            <strong>
              Round <RoundLink number={lastResolved.round} /> resolved
            </strong>
            : <Tokens amount={lastResolved.paid} /> tokens paid, <Tokens amount={lastResolved.burned} /> burned; the
            meta model ended at <Score value={lastResolved.corr} of="corr" /> CORR.
          </li>
        )}
        {fund !== null && gained !== null && (
          <li>
            <strong>The portfolio</strong> {gained >= 0 ? 'gained' : 'lost'}{' '}
            <Percent share={Math.abs(gained)} places={2} /> on {formatDay(fund.day)} and closed at{' '}
            {formatNumber(fund.nav)} USD.
          </li>
        )}
      </ul>
      {underWay.length === 0 ? (
        <Empty>No round is being scored now.</Empty>
      ) : (
        <DataTable
          caption="The meta model in the rounds under way"
          columns={COLUMNS}
          rows={underWay}
          rowKey={({ round }) => round}
          pageRows={6}
        />
      )}
    </Section>
  );
}
