import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { RoundLink } from '../components/RoundLink.tsx';
import { Score } from '../components/Score.tsx';
import { Section } from '../components/Section.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { useOwnModels, useVisitor } from '../data/own.ts';
import { useModelNews } from '../data/rounds.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { TERMS } from '../terms/terms.ts';
import { dayOfModel, type ModelDay } from './newsFigures.ts';

const CHANGE = 'the mean change on the last day of each round under way.';

const COLUMNS: readonly Column<ModelDay>[] = [
  {
    key: 'model',
    header: 'Model',
    cell: ({ model }) => (
      <Link to="/models/$name" params={{ name: model }}>
        {model}
      </Link>
    ),
    isText: true,
    isRowHeader: true,
  },
  {
    key: 'corrChange',
    header: 'CORR, last day',
    term: { ...TERMS.corr, name: 'CORR, last day', says: `${TERMS.corr.says} Here: ${CHANGE}` },
    cell: ({ corrChange }) => <Score value={corrChange} of="corr" />,
  },
  {
    key: 'corr',
    header: 'CORR',
    term: { ...TERMS.corr, says: `${TERMS.corr.says} Here: the mean of the rounds under way.` },
    cell: ({ corr }) => <Score value={corr} of="corr" />,
  },
  {
    key: 'tcChange',
    header: 'TC, last day',
    term: { ...TERMS.tc, name: 'TC, last day', says: `${TERMS.tc.says} Here: ${CHANGE}` },
    cell: ({ tcChange }) => <Score value={tcChange} of="tc" />,
  },
  {
    key: 'tc',
    header: 'TC',
    term: { ...TERMS.tc, says: `${TERMS.tc.says} Here: the mean of the rounds under way.` },
    cell: ({ tc }) => <Score value={tc} of="tc" />,
  },
  { key: 'rounds', header: 'Under way', cell: ({ rounds }) => rounds },
  {
    key: 'atRisk',
    header: 'At risk',
    term: { ...TERMS.atRisk, says: 'Summed over the rounds under way: the same stake counts in each of them.' },
    cell: ({ atRisk }) => <Tokens amount={atRisk} />,
  },
  {
    key: 'payout',
    header: 'Last payout',
    term: TERMS.payout,
    cell: ({ lastResolved }) =>
      lastResolved === null ? (
        '–'
      ) : (
        <>
          <Tokens amount={lastResolved.payout} signed />{' '}
          <span className="muted">
            in <RoundLink number={lastResolved.round} />
          </span>
        </>
      ),
  },
];

/** How one's own models fared on the last day; nothing for strangers, and for those whose models were not scored yet. */
export function OwnNews() {
  const account = useVisitor().data?.account ?? null;
  return account === null ? null : <Models />;
}

function Models() {
  const models = useOwnModels().data;
  const names = useMemo(
    () => (models ?? []).filter(({ tournament }) => tournament === 'classic').map(({ name }) => name),
    [models],
  );
  const news = useModelNews(names).data;
  const rows = (news ?? []).filter(({ underWay, lastResolved }) => underWay.length > 0 || lastResolved !== null);
  if (rows.length === 0) return null;
  return (
    <Section title="Your models on the last day" aside={<Link to="/account/models">All your models</Link>}>
      <DataTable
        caption="Your models on the last day"
        columns={COLUMNS}
        rows={rows.map(dayOfModel)}
        rowKey={({ model }) => model}
      />
    </Section>
  );
}
