import { useTip } from '../components/useTip.tsx';
import type { Column } from './column.ts';
import type { Sorting } from './sorting.ts';

interface HeaderCellProps<T> {
  readonly column: Column<T>;
  readonly sorting: Sorting | undefined;
  readonly onSort: ((sorting: Sorting) => void) | undefined;
}

/** A column's name with its explanation; a button that sorts where the column can be sorted: numbers first from the top, names from a. */
export function HeaderCell<T>({ column, sorting, onSort }: HeaderCellProps<T>) {
  const { trigger, tip } = useTip(column.term);
  const isSorted = sorting?.key === column.key;
  const isDescending = isSorted && sorting.isDescending;
  const className = `${column.isText === true ? 'text' : ''} ${column.isRowHeader === true ? 'row-header' : ''}`;
  if (column.value === undefined || onSort === undefined) {
    return (
      <th scope="col" className={className}>
        {column.term === undefined ? (
          column.header
        ) : (
          <button type="button" className="explained" {...trigger}>
            {column.header}
          </button>
        )}
        {tip}
      </th>
    );
  }
  const startsDescending = column.isText !== true && column.key !== 'rank';
  const next = { key: column.key, isDescending: isSorted ? !isDescending : startsDescending };
  return (
    <th
      scope="col"
      className={className}
      aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : undefined}
    >
      <button type="button" className="sort" onClick={() => onSort(next)} {...trigger}>
        {column.header}
        <span className="arrow" aria-hidden="true">
          {isSorted ? (isDescending ? '↓' : '↑') : ''}
        </span>
      </button>
      {tip}
    </th>
  );
}
