import type { DataIncident } from '@robata/client';
import { useState } from 'react';
import { Choice } from '../components/Choice.tsx';
import { Empty } from '../components/QueryView.tsx';
import { RoundLink } from '../components/RoundLink.tsx';
import { Section } from '../components/Section.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';

type Row = DataIncident & { readonly place: number };
const SEVERITIES = ['error', 'warning', 'info'] as const;

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'severity',
    header: 'Severity',
    cell: ({ severity }) => <span className={`badge severity-${severity}`}>{severity}</span>,
    isText: true,
  },
  { key: 'day', header: 'Day', cell: ({ day }) => <span className="figures">{day ?? 'all'}</span>, isText: true },
  {
    key: 'found',
    header: 'What was found',
    cell: ({ security, found }) => (
      <span className="message">
        {security !== null && <code>{security}</code>} {found}
      </span>
    ),
    isText: true,
  },
  {
    key: 'decision',
    header: 'What was decided',
    cell: ({ decision }) => <span className="message">{decision ?? 'said on the left'}</span>,
    isText: true,
  },
  {
    key: 'rounds',
    header: 'Rounds concerned',
    cell: ({ rounds }) =>
      rounds === null ? (
        'none'
      ) : rounds.first === rounds.last ? (
        <RoundLink number={rounds.first} />
      ) : (
        <>
          <RoundLink number={rounds.first} /> to <RoundLink number={rounds.last} />
        </>
      ),
    isText: true,
  },
  { key: 'rows', header: 'Rows', cell: ({ rows }) => formatNumber(rows) },
  { key: 'rule', header: 'Rule', cell: ({ rule }) => <code>{rule}</code>, isText: true },
];

/** What was found in the data: nothing is repaired in silence. */
export function DataHealth({ incidents }: { readonly incidents: readonly DataIncident[] }) {
  const [severity, setSeverity] = useState<'all' | DataIncident['severity']>('all');
  const counts = SEVERITIES.map((value) => ({
    value,
    count: incidents.filter((each) => each.severity === value).length,
  }));
  const rows = incidents
    .map((incident, index) => ({ ...incident, place: incidents.length - index }))
    .filter((incident) => severity === 'all' || incident.severity === severity);
  return (
    <Section title="Data health">
      {incidents.length === 0 ? (
        <Empty>Nothing was found in the data so far.</Empty>
      ) : (
        <>
          <Choice
            label="Severity"
            options={[
              { value: 'all', text: `All · ${incidents.length}` },
              ...counts.map(({ value, count }) => ({ value, text: `${value} · ${count}` })),
            ]}
            value={severity}
            onChange={setSeverity}
          />
          {rows.length === 0 ? (
            <Empty>None of this severity.</Empty>
          ) : (
            <DataTable
              caption="Incidents of the data, newest first"
              columns={COLUMNS}
              rows={rows}
              rowKey={({ place }) => place}
              pageRows={20}
            />
          )}
        </>
      )}
    </Section>
  );
}
