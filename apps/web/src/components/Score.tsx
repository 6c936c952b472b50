import { formatNumber } from '../format/formatNumber.ts';
import { Missing } from './Missing.tsx';

/** Places after the point that a score is read with: contributions are returns and ten times smaller. */
export const scorePlaces = (key: string): number => (key.startsWith('tc') ? 5 : 4);

interface ScoreProps {
  readonly value: number | null | undefined;
  /** The column's key. */
  readonly of: string;
  readonly standardError?: number | null;
}

/** A score with its sign; colour only repeats what the sign says. */
export function Score({ value, of, standardError = null }: ScoreProps) {
  if (value === null || value === undefined) return <Missing />;
  const places = scorePlaces(of);
  return (
    <span className="figures">
      <span className={toneOf(value, places)}>{formatNumber(value, { places, signed: true })}</span>
      {standardError !== null && <span className="error"> ± {formatNumber(standardError, { places })}</span>}
    </span>
  );
}

/** The class that colours a number by the sign that it is shown with: what rounds to zero at so many places has none. */
export function toneOf(value: number, places = 20): string {
  const shown = Number(value.toFixed(places));
  return shown > 0 ? 'positive' : shown < 0 ? 'negative' : '';
}
