import type { ProductPage } from '@robata/client';
import { Percent } from '../components/Percent.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { closeDay } from './closeDay.ts';

type Drawdowns = NonNullable<ProductPage['factsheet']>['drawdowns'];

const COLUMNS: readonly Column<Drawdowns[number]>[] = [
  { key: 'start', header: 'Peak', isText: true, isRowHeader: true, cell: ({ start }) => closeDay(start) },
  { key: 'depth', header: 'Depth', cell: ({ depth }) => <Percent share={depth} places={2} /> },
  { key: 'trough', header: 'Lowest', isText: true, cell: ({ trough }) => closeDay(trough) },
  {
    key: 'recovery',
    header: 'Back there',
    isText: true,
    cell: ({ recovery }) => (recovery === null ? 'not yet' : closeDay(recovery)),
  },
  { key: 'days', header: 'Days', cell: ({ days }) => formatNumber(days) },
];

/** The deepest falls from a peak. */
export function DrawdownTable({ drawdowns }: { readonly drawdowns: Drawdowns }) {
  return (
    <DataTable
      caption="The deepest falls from a peak"
      rows={drawdowns}
      rowKey={({ start }) => start}
      columns={COLUMNS}
    />
  );
}
