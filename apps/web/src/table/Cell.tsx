import type { Column } from './column.ts';

/** One row's cell of a column. */
export function Cell<T>({ column, row }: { readonly column: Column<T>; readonly row: T }) {
  if (column.isRowHeader === true) {
    return (
      <th scope="row" className="text row-header">
        {column.cell(row)}
      </th>
    );
  }
  return <td className={column.isText === true ? 'text' : undefined}>{column.cell(row)}</td>;
}
