import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { usePalette } from '../charts/palette.ts';
import { formatNumber } from '../format/formatNumber.ts';

export interface HeatRow {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

interface HeatMapProps {
  readonly columns: readonly string[];
  readonly rows: readonly HeatRow[];
}

interface Cell {
  readonly column: number;
  readonly row: number;
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  PageUp: [0, -20],
  PageDown: [0, 20],
};

/** Correlations as colours: a pixel a cell, drawn as large as there is room; a line below says the number under the pointer or the keys. */
export function HeatMap({ columns, rows }: HeatMapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  const [cell, setCell] = useState<Cell | null>(null);
  const largest = useMemo(() => largestOf(rows), [rows]);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context == null || rows.length === 0 || columns.length === 0) return;
    const image = context.createImageData(columns.length, rows.length);
    const [above, below] = [colorOf(palette.accent), colorOf(palette.blue)];
    rows.forEach(({ values }, row) =>
      values.forEach((value, column) => {
        const at = 4 * (row * columns.length + column);
        image.data.set((value ?? 0) >= 0 ? above : below, at);
        image.data[at + 3] = Math.round(255 * Math.min(1, Math.abs(value ?? 0) / largest));
      }),
    );
    context.putImageData(image, 0, 0);
  }, [rows, columns, palette, largest]);

  const limited = (column: number, row: number): Cell => ({
    column: Math.max(0, Math.min(columns.length - 1, column)),
    row: Math.max(0, Math.min(rows.length - 1, row)),
  });
  const point = ({ clientX, clientY, currentTarget }: PointerEvent): void => {
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    setCell(
      limited(
        Math.floor(((clientX - left) / width) * columns.length),
        Math.floor(((clientY - top) / height) * rows.length),
      ),
    );
  };
  const press = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setCell(limited((cell?.column ?? -step[0]) + step[0], (cell?.row ?? -step[1]) + step[1]));
  };
  return (
    <figure className="heat">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex: the arrow keys move over it */}
      <div
        className="heat-map"
        role="application"
        aria-label={`Exposure of ${rows.length} features in ${columns.length} eras; the arrow keys move over it`}
        tabIndex={0}
        onPointerMove={point}
        onPointerDown={point}
        onKeyDown={press}
      >
        <canvas ref={canvas} width={columns.length} height={rows.length} aria-hidden="true" />
        {cell !== null && (
          <span
            className="heat-cell"
            style={{
              left: `${(100 * cell.column) / columns.length}%`,
              top: `${(100 * cell.row) / rows.length}%`,
              width: `${100 / columns.length}%`,
              height: `${100 / rows.length}%`,
            }}
          />
        )}
      </div>
      <figcaption>
        <output aria-live="polite">{cell === null ? 'No cell is chosen.' : sentenceOf(cell, columns, rows)}</output>
        <span className="heat-scale">
          −{formatNumber(largest, { places: 2 })} <i aria-hidden="true" /> +{formatNumber(largest, { places: 2 })}
        </span>
      </figcaption>
    </figure>
  );
}

function sentenceOf({ column, row }: Cell, columns: readonly string[], rows: readonly HeatRow[]): string {
  const { name = '', values = [] } = rows[row] ?? {};
  const value = values[column] ?? null;
  const text = value === null ? 'constant, no exposure' : formatNumber(value, { places: 4, signed: true });
  return `Era ${columns[column]}, ${name}: ${text}`;
}

/** The scale ends here: the largest of all. */
function largestOf(rows: readonly HeatRow[]): number {
  let largest = 0;
  for (const { values } of rows) for (const value of values) largest = Math.max(largest, Math.abs(value ?? 0));
  return largest || 1;
}

/** The red, green and blue of a computed colour. */
const colorOf = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
