import type { DataVersion } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { Section } from '../components/Section.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { DATA_TERMS } from './dataTerms.ts';

/** `v1.0`, or `signals/v1.0`. */
export const versionId = ({ tournament, version }: DataVersion): string =>
  tournament === 'classic' ? version : `${tournament}/${version}`;

const rowsOf = ({ files }: DataVersion, kind: string): number | null =>
  files.find(({ name }) => name.endsWith(`/${kind}.parquet`))?.rows ?? null;

const count = (value: number | null) => (value === null ? <span className="muted">none</span> : formatNumber(value));

const COLUMNS: readonly Column<DataVersion>[] = [
  { key: 'version', header: 'Version', cell: versionId, isText: true, isRowHeader: true },
  {
    key: 'state',
    header: 'State',
    cell: ({ deprecation }) =>
      deprecation === null ? (
        'current'
      ) : (
        <span className="badge badge-warning">
          {deprecation.until === null ? 'deprecated' : `until ${deprecation.until}`}
        </span>
      ),
    isText: true,
  },
  { key: 'features', header: 'Features', cell: ({ features }) => count(features?.features.length ?? null) },
  { key: 'targets', header: 'Targets', cell: ({ targets }) => formatNumber(targets.length) },
  { key: 'train', header: 'Training rows', cell: (version) => count(rowsOf(version, 'train')) },
  { key: 'validation', header: 'Validation rows', cell: (version) => count(rowsOf(version, 'validation')) },
  {
    key: 'added',
    header: 'Adds',
    term: DATA_TERMS.added,
    cell: ({ added }) =>
      added === null ? (
        <span className="muted">first of its kind</span>
      ) : (
        `${formatNumber(added.columns.length)} ${added.columns.length === 1 ? 'column' : 'columns'} to ${added.since}`
      ),
    isText: true,
  },
];

/** All versions beside each other; nothing where there is one. */
export function Versions({ versions, shown }: { readonly versions: readonly DataVersion[]; readonly shown: string }) {
  if (versions.length < 2) return null;
  return (
    <Section title="Versions side by side">
      <p className="muted">
        This page shows {shown}. All of them are accepted: a submission says which one it was made from, and{' '}
        <Link to="/meta-model">the meta model of each</Link> is scored apart.
      </p>
      <DataTable caption="Versions of the data" columns={COLUMNS} rows={versions} rowKey={versionId} />
    </Section>
  );
}
