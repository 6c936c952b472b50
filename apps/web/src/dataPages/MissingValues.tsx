import type { DataVersion } from '@robata/client';
import { Percent } from '../components/Percent.tsx';
import { Section } from '../components/Section.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { DATA_TERMS } from './dataTerms.ts';

type Missing = NonNullable<DataVersion['missing']>;
type Reason = keyof Missing['reasons'];

interface Row {
  readonly reason: Reason;
  readonly says: string;
  /** Missing values of each file, and what share of all its values that is. */
  readonly files: Readonly<Record<keyof Missing['files'], { readonly count: number; readonly share: number | null }>>;
  /** In any file. */
  readonly features: number;
}

const FILES = ['train', 'validation', 'live'] as const;

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'reason',
    header: 'Why',
    cell: ({ says }) => <span className="message">{says}</span>,
    isText: true,
    isRowHeader: true,
  },
  { key: 'features', header: 'Features', cell: ({ features }) => formatNumber(features) },
  ...FILES.map(
    (file): Column<Row> => ({
      key: file,
      header: { train: 'Training', validation: 'Validation', live: 'Live' }[file],
      term: DATA_TERMS.missingIn,
      cell: ({ files: { [file]: found } }) =>
        found.count === 0 ? <span className="muted">none</span> : <Percent share={found.share} places={2} />,
    }),
  ),
];

/** How a value that is not there looks, and why it is not there. */
export function MissingValues({ version: { missing, missingValues } }: { readonly version: DataVersion }) {
  if (missingValues === null) return null;
  return (
    <Section title="Missing values">
      <dl className="definitions">
        <div>
          <dt>Features</dt>
          <dd>{missingValues.features}</dd>
        </div>
        <div>
          <dt>Targets</dt>
          <dd>{missingValues.targets}</dd>
        </div>
      </dl>
      {missing !== null && <Reasons missing={missing} />}
    </Section>
  );
}

function Reasons({ missing }: { readonly missing: Missing }) {
  const rows = rowsOf(missing);
  if (rows.length === 0) return <p>No value of any feature is missing.</p>;
  return (
    <>
      <DataTable caption="Why values are missing" columns={COLUMNS} rows={rows} rowKey={({ reason }) => reason} />
      <p className="muted">missing.json has the counts of every feature.</p>
    </>
  );
}

/** The reasons that occur, the most frequent first. */
export function rowsOf({ reasons, files }: Missing): Row[] {
  return (Object.entries(reasons) as [Reason, string][])
    .map(([reason, says]): Row => {
      const of = (file: keyof Missing['files']) => {
        const count = files[file].by_reason[reason] ?? 0;
        return { count, share: files[file].values === 0 ? null : count / files[file].values };
      };
      const features = new Set(
        FILES.flatMap((file) =>
          Object.entries(files[file].by_feature).flatMap(([name, counts]) => ((counts[reason] ?? 0) > 0 ? [name] : [])),
        ),
      );
      return {
        reason,
        says,
        files: { train: of('train'), validation: of('validation'), live: of('live') },
        features: features.size,
      };
    })
    .filter(({ features }) => features > 0)
    .sort((a, b) => b.files.train.count + b.files.validation.count - a.files.train.count - a.files.validation.count);
}
