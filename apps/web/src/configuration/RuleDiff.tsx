import type { RuleChange } from '@robata/client';
import { Explained } from '../components/Explained.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { formatWithUnit } from './formatRule.ts';

const COLUMNS: readonly Column<RuleChange>[] = [
  {
    key: 'rule',
    header: 'Rule',
    cell: ({ field }) => (
      <>
        <Explained term={{ name: field.title, says: field.says }} /> <span className="muted">{field.group}</span>
      </>
    ),
    isText: true,
    isRowHeader: true,
  },
  {
    key: 'before',
    header: 'Until now',
    cell: ({ field, before }) => <del className="rule-before">{formatWithUnit(before, field)}</del>,
    isText: true,
  },
  {
    key: 'after',
    header: 'Then',
    cell: ({ field, after }) => <ins className="rule-after">{formatWithUnit(after, field)}</ins>,
    isText: true,
  },
];

/** What changes, old and new. */
export function RuleDiff({ changes, caption }: { readonly changes: readonly RuleChange[]; readonly caption: string }) {
  return <DataTable caption={caption} columns={COLUMNS} rows={changes} rowKey={({ field }) => field.name} />;
}
