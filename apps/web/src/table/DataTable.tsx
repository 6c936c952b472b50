import { useState } from 'react';
import { Cell } from './Cell.tsx';
import type { Column } from './column.ts';
import { HeaderCell } from './HeaderCell.tsx';
import { type Sorting, sortRows } from './sorting.ts';

interface DataTableProps<T> {
  /** What the table shows, for those who cannot see it. */
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string | number;
  readonly isMarked?: (row: T) => boolean;
  readonly sorting?: Sorting;
  readonly onSort?: (sorting: Sorting) => void;
  /** Rows drawn at first; a button shows more. */
  readonly pageRows?: number;
}

const PAGE_ROWS = 100;

/** A table that sorts by its headers, scrolls sideways inside itself, and draws long lists in parts. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { caption, columns, rows, rowKey, isMarked, sorting, onSort, pageRows = PAGE_ROWS } = props;
  const [shown, setShown] = useState(pageRows);
  const sortedBy = columns.find((column) => column.key === sorting?.key);
  const value = sortedBy?.value;
  const ordered = value === undefined ? rows : sortRows(rows, value, sorting?.isDescending ?? false);
  const visible = ordered.slice(0, shown);
  const left = ordered.length - visible.length;
  return (
    <>
      {/* biome-ignore lint: a region that scrolls must be reachable by keyboard */}
      <div className="table-frame" role="region" aria-label={caption} tabIndex={0}>
        <table>
          <caption className="unseen">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <HeaderCell key={column.key} column={column} sorting={sorting} onSort={onSort} />
              ))}
            </tr>
          </thead>
          <tbody>
            {visible.map((row) => (
              <tr key={rowKey(row)} className={isMarked?.(row) === true ? 'marked' : undefined}>
                {columns.map((column) => (
                  <Cell key={column.key} column={column} row={row} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {left > 0 && (
        <button type="button" className="button more" onClick={() => setShown(shown + 10 * pageRows)}>
          Show {Math.min(left, 10 * pageRows)} more of {ordered.length}
        </button>
      )}
    </>
  );
}
