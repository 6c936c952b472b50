import type { DataVersion } from '@robata/client';
import { Section } from '../components/Section.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';

type Row = DataVersion['graduated'][number];

const COLUMNS: readonly Column<Row>[] = [
  { key: 'era', header: 'Era', cell: ({ era }) => <code>{era}</code>, isText: true, isRowHeader: true },
  {
    key: 'day',
    header: 'Released with its targets',
    cell: ({ day }) => <span className="figures">{day}</span>,
    isText: true,
  },
];

/** Live eras that have joined the validation file since the tournament is live. */
export function Graduated({ version: { graduated, asOf } }: { readonly version: DataVersion }) {
  if (graduated.length === 0) return null;
  return (
    <Section title="Graduated eras">
      <p className="muted">
        {formatNumber(graduated.length)} live {graduated.length === 1 ? 'era has' : 'eras have'} joined the validation
        file since the tournament is live{asOf !== null && `, with prices to ${asOf}`}. Their 60-day targets follow when
        they are known; no value that is there changes.
      </p>
      <DataTable
        caption="Eras that have joined the validation file, newest first"
        columns={COLUMNS}
        rows={graduated.toReversed()}
        rowKey={({ era }) => era}
        pageRows={10}
      />
    </Section>
  );
}
