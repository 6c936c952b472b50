import { memo, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
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

/**
 * A table that stays quick with ten thousand rows: all of one height, of which those near the window are drawn. Its header stays in view.
 *
 * A browser scrolls before the page has drawn anything new: what is not drawn yet would be seen empty. So the table itself stands still in the frame
 * (it is sticky), and its rows are moved and exchanged under the header when the page hears of the scrolling: they may be a frame late, but are there.
 */
export function LongTable<T>({ caption, columns, rows, rowKey, isMarked, sorting, onSort }: LongTableProps<T>) {
  const value = columns.find((column) => column.key === sorting.key)?.value;
  const ordered = useMemo(
    () => (value === undefined ? rows : sortRows(rows, value, sorting.isDescending)),
    [rows, value, sorting.isDescending],
  );
  const isLong = ordered.length > ROWS_ON_PAGE;
  const frame = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const [sizes, setSizes] = useState({ rowPx: ROW_PX, headerPx: ROW_PX, height: FRAME_PX });
  const [top, setTop] = useState(0);
  const { rowPx, headerPx, height } = sizes;
  const windowAt = (seen: number) =>
    isLong ? visibleRows({ top: seen, height, rowPx, count: ordered.length }) : { from: 0, to: ordered.length };
  const { from, to } = windowAt(top);

  /** Moves the rows to where the frame is scrolled to. */
  const place = (): void => {
    const [element, section] = [frame.current, body.current];
    if (element === null || section === null) return;
    section.style.transform = isLong ? `translateY(${from * rowPx - element.scrollTop}px)` : '';
  };
  useLayoutEffect(place);

  const scrolled = ({ scrollTop }: HTMLDivElement): void => {
    const next = windowAt(scrollTop);
    // At once: left to itself React would draw the new rows a frame later.
    if (next.from !== from || next.to !== to) flushSync(() => setTop(scrollTop));
    else place();
  };

  // Rows are as high as the style sheet of this screen makes them.
  useLayoutEffect(() => {
    const [element, section] = [frame.current, body.current];
    if (element === null || section === null) return;
    const measure = (): void => {
      const measured = section.rows[0]?.getBoundingClientRect().height ?? 0;
      const header = section.parentElement?.querySelector('thead')?.getBoundingClientRect().height ?? 0;
      setSizes((last) => {
        const next = {
          rowPx: measured > 0 ? measured : last.rowPx,
          headerPx: header > 0 ? header : last.headerPx,
          height: element.clientHeight,
        };
        const isSame = next.rowPx === last.rowPx && next.headerPx === last.headerPx && next.height === last.height;
        return isSame ? last : next;
      });
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
      onScroll={({ currentTarget }) => scrolled(currentTarget)}
    >
      <div style={isLong ? { height: headerPx + ordered.length * rowPx } : {}}>
        <div className={isLong ? 'long-view' : undefined} style={isLong ? { height } : {}}>
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
