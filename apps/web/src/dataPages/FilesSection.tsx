import type { DataFile, DataVersion } from '@robata/client';
import { Missing } from '../components/Missing.tsx';
import { Empty } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { client } from '../data/client.ts';
import { formatNumber } from '../format/formatNumber.ts';
import { formatTime } from '../format/formatTime.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { DATA_TERMS } from './dataTerms.ts';
import { formatBytes } from './formatBytes.ts';

const number = (value: number | null) => (value === null ? <Missing /> : formatNumber(value));

const COLUMNS: readonly Column<DataFile>[] = [
  {
    key: 'name',
    header: 'File',
    cell: ({ name, says }) => (
      <>
        <a href={client.dataFileUrl(name)} download>
          {name.split('/').at(-1)}
        </a>
        <span className="file-says">{says}</span>
      </>
    ),
    isText: true,
    isRowHeader: true,
  },
  { key: 'size', header: 'Size', cell: ({ bytes }) => <span className="figures">{formatBytes(bytes)}</span> },
  { key: 'rows', header: 'Rows', cell: ({ rows }) => number(rows) },
  { key: 'eras', header: 'Eras', cell: ({ eras }) => number(eras?.count ?? null) },
  { key: 'columns', header: 'Columns', cell: ({ columns }) => number(columns) },
  { key: 'groups', header: 'Row groups', term: DATA_TERMS.rowGroups, cell: ({ rowGroups }) => number(rowGroups) },
  { key: 'written', header: 'Written', cell: ({ writtenAt }) => formatTime(writtenAt) },
];

/** What can be downloaded, with true sizes. */
export function FilesSection({ version: { files } }: { readonly version: DataVersion }) {
  const lasting = files.filter(({ round }) => round === null);
  const ofRounds = files.filter(({ round }) => round !== null);
  const rounds = new Set(ofRounds.map(({ round }) => round)).size;
  return (
    <Section title="Files">
      {lasting.length === 0 ? (
        <Empty>The files of this version are not there yet.</Empty>
      ) : (
        <DataTable caption="Files" columns={COLUMNS} rows={lasting} rowKey={({ name }) => name} />
      )}
      {ofRounds.length > 0 && (
        <details className="more-files">
          <summary>
            Live files of {formatNumber(rounds)} {rounds === 1 ? 'round' : 'rounds'}, newest first
          </summary>
          <DataTable
            caption="Live files of single rounds"
            columns={COLUMNS}
            rows={ofRounds}
            rowKey={({ name }) => name}
            pageRows={20}
          />
        </details>
      )}
    </Section>
  );
}
