import { memo, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Cell } from './Cell.tsx';
import type { Column } from './column.ts';
import { HeaderCell } from './HeaderCell.tsx';
import { type Sorting, sortRows } from './sorting.ts';
import { visibleRows } from './visibleRows.ts';

interface LongTableProps<T> {
  /** What the table shows, for those who cannot see it. */
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string | number;
  readonly isMarked?: (row: T) => boolean;
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}

/** Up to so many rows stand on the page as they are; more scroll inside a frame that draws what is seen. */
const ROWS_ON_PAGE = 60;
const ROW_PX = 37;
const FRAME_PX = 800;

/** A table that stays quick with ten thousand rows: all of one height, of which those near the window are drawn. Its header stays in view. */
export function LongTable<T>({ caption, columns, rows, rowKey, isMarked, sorting, onSort }: LongTableProps<T>) {
  const value = columns.find((column) => column.key === sorting.key)?.value;
  const ordered = useMemo(
    () => (value === undefined ? rows : sortRows(rows, value, sorting.isDescending)),
    [rows, value, sorting.isDescending],
  );
  const isLong = ordered.length > ROWS_ON_PAGE;
  const frame = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const [rowPx, setRowPx] = useState(ROW_PX);
  const [view, setView] = useState({ top: 0, height: FRAME_PX });
  const { from, to } = isLong
    ? visibleRows({ ...view, rowPx, count: ordered.length })
    : { from: 0, to: ordered.length };

  // Rows are as high as the style sheet of this screen makes them.
  useLayoutEffect(() => {
    const [element, section] = [frame.current, body.current];
    if (element === null || section === null) return;
    const measure = (): void => {
      const height = section.rows[0]?.getBoundingClientRect().height ?? 0;
      if (height > 0) setRowPx(height);
      setView(({ top }) => ({ top, height: element.clientHeight }));
    };
    const resize = new ResizeObserver(measure);
    resize.observe(element);
    resize.observe(section);
    return () => resize.disconnect();
  }, []);

  /** Another order begins at its beginning. */
  const sort = (next: Sorting): void => {
    frame.current?.scrollTo({ top: 0 });
    onSort(next);
  };

  return (
    // biome-ignore lint: a region that scrolls must be reachable by keyboard
    <div
      ref={frame}
      className={isLong ? 'table-frame long-frame' : 'table-frame'}
      role="region"
      aria-label={caption}
      tabIndex={0}
      onScroll={({ currentTarget }) => setView({ top: currentTarget.scrollTop, height: currentTarget.clientHeight })}
    >
      <div style={{ paddingTop: from * rowPx, paddingBottom: (ordered.length - to) * rowPx }}>
        <table className="long" aria-rowcount={ordered.length + 1}>
          <caption className="unseen">{caption}</caption>
          <thead>
            <tr aria-rowindex={1}>
              {columns.map((column) => (
                <HeaderCell key={column.key} column={column} sorting={sorting} onSort={sort} />
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            {ordered.slice(from, to).map((row, at) => (
              <Row
                key={rowKey(row)}
                row={row}
                columns={columns as readonly Column<unknown>[]}
                index={from + at + 2}
                isMarked={isMarked?.(row) === true}
              />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

interface RowProps {
  readonly row: unknown;
  readonly columns: readonly Column<unknown>[];
  /** Counted from 1, the header first. */
  readonly index: number;
  readonly isMarked: boolean;
}

/** Drawn once, however far the window moves. */
const Row = memo(function Row({ row, columns, index, isMarked }: RowProps): ReactNode {
  return (
    <tr aria-rowindex={index} className={isMarked ? 'marked' : undefined}>
      {columns.map((column) => (
        <Cell key={column.key} column={column} row={row} />
      ))}
    </tr>
  );
});
