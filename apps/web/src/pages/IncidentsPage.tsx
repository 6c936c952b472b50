import type { IncidentRecord } from '@robata/client';
import { useMemo } from 'react';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { RoundLink } from '../components/RoundLink.tsx';
import { useIncidents } from '../data/queries.ts';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';

type Row = IncidentRecord & { readonly place: number };

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'severity',
    header: 'Severity',
    cell: ({ severity }) => <span className={`badge severity-${severity}`}>{severity}</span>,
    isText: true,
  },
  {
    key: 'message',
    header: 'What happened',
    cell: ({ message }) => <span className="message">{message}</span>,
    isText: true,
  },
  { key: 'rule', header: 'Rule', cell: ({ rule }) => <code>{rule}</code>, isText: true },
  { key: 'day', header: 'Day', cell: ({ day }) => <span className="figures">{day ?? '–'}</span>, isText: true },
  {
    key: 'round',
    header: 'Round',
    cell: ({ round }) => (round === null ? '–' : <RoundLink number={round} />),
    isText: true,
  },
  { key: 'rows', header: 'Rows', cell: ({ rows }) => formatNumber(rows) },
];

/** What went wrong in data and rounds, and what was done about it: nothing is papered over. */
export function IncidentsPage() {
  return (
    <>
      <PageHead title="Incidents">
        <p>What was found in the data or happened in a round, and what was done. Nothing is repaired in silence.</p>
      </PageHead>
      <QueryView query={useIncidents()}>
        {({ total, incidents }) => <Incidents total={total} incidents={incidents} />}
      </QueryView>
    </>
  );
}

function Incidents({ total, incidents }: { readonly total: number; readonly incidents: readonly IncidentRecord[] }) {
  // Counted from the oldest, so that a row keeps its place when newer ones come in before it.
  const rows = useMemo(
    () => incidents.map((incident, index) => ({ ...incident, place: total - index })),
    [total, incidents],
  );
  if (total === 0) return <Empty>No incidents were recorded.</Empty>;
  return (
    <>
      <p className="table-count" role="status">
        {total === incidents.length
          ? `${formatNumber(total)} incidents, newest first`
          : `The newest ${formatNumber(incidents.length)} of ${formatNumber(total)} incidents`}
      </p>
      <DataTable caption="Incidents, newest first" columns={COLUMNS} rows={rows} rowKey={({ place }) => place} />
    </>
  );
}
