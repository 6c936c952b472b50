import '../style/bar.css';

interface BarProps {
  /** Within `range`. */
  readonly value: number;
  /** The bar reaches to the edge at ±this. */
  readonly range: number;
  /** A second value, drawn as a tick. */
  readonly mark?: number | null;
  /** From the left edge, of what is never negative. */
  readonly isShare?: boolean;
}

/** A number as a bar from the middle (a share: from the left): to the right where it is positive. It repeats what the number beside it says. */
export function Bar({ value, range, mark = null, isShare = false }: BarProps) {
  const [start, whole] = isShare ? [0, 100] : [50, 50];
  const share = (x: number): number => whole * Math.max(isShare ? 0 : -1, Math.min(1, x / range));
  const width = Math.abs(share(value));
  return (
    <span className={isShare ? 'bar bar-share' : 'bar'} aria-hidden="true">
      <span
        className={value < 0 ? 'bar-fill bar-negative' : 'bar-fill bar-positive'}
        style={{ left: `${value < 0 ? start - width : start}%`, width: `${width}%` }}
      />
      {mark !== null && <span className="bar-mark" style={{ left: `${start + share(mark)}%` }} />}
    </span>
  );
}
