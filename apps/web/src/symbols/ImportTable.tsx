import type { SymbolsPage } from '@robata/client';
import { formatNumber } from '../format/formatNumber.ts';
import { formatTime } from '../format/formatTime.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';

type Import = SymbolsPage['imports'][number];

const change = (key: keyof Import['changes']['counts'], header: string): Column<Import> => ({
  key,
  header,
  cell: ({ changes }) =>
    changes.counts[key] === 0 ? <span className="muted">–</span> : formatNumber(changes.counts[key]),
});

const COLUMNS: readonly Column<Import>[] = [
  { key: 'version', header: 'Version', cell: ({ version }) => formatNumber(version), isText: true, isRowHeader: true },
  { key: 'source', header: 'File', cell: ({ source }) => <code>{source}</code>, isText: true },
  { key: 'of', header: 'Map of', cell: ({ mapDate }) => <span className="figures">{mapDate}</span>, isText: true },
  {
    key: 'at',
    header: 'Imported',
    cell: ({ importedAt }) => <span className="figures">{formatTime(importedAt)}</span>,
    isText: true,
  },
  { key: 'rows', header: 'Names', cell: ({ rows }) => formatNumber(rows) },
  change('added', 'New'),
  change('ended', 'Ended'),
  change('renamed', 'Renamed'),
  change('reused', 'Re-used'),
  change('conflicting', 'In conflict'),
];

/** Each import as a version, newest first, with what it changed. */
export function ImportTable({ imports }: { readonly imports: SymbolsPage['imports'] }) {
  return (
    <DataTable
      caption="Imports of symbols, newest first"
      columns={COLUMNS}
      rows={imports}
      rowKey={({ version }) => version}
      pageRows={10}
    />
  );
}
