import '../style/bar.css';

interface BarProps {
  /** Within `range`. */
  readonly value: number;
  /** The bar reaches to the edge at ±this. */
  readonly range: number;
  /** A second value, drawn as a tick. */
  readonly mark?: number | null;
}

/** A number as a bar from the middle: to the right where it is positive. It repeats what the number beside it says. */
export function Bar({ value, range, mark = null }: BarProps) {
  const share = (x: number): number => 50 * Math.max(-1, Math.min(1, x / range));
  const width = Math.abs(share(value));
  return (
    <span className="bar" aria-hidden="true">
      <span
        className={value < 0 ? 'bar-fill bar-negative' : 'bar-fill bar-positive'}
        style={{ left: `${value < 0 ? 50 - width : 50}%`, width: `${width}%` }}
      />
      {mark !== null && <span className="bar-mark" style={{ left: `${50 + share(mark)}%` }} />}
    </span>
  );
}
