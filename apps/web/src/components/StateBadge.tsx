import type { RoundState } from '@robata/client';

interface StateBadgeProps {
  readonly state: RoundState;
  readonly day: number;
  readonly of?: number;
}

/** Where a round stands in its life. */
export function StateBadge({ state, day, of }: StateBadgeProps) {
  const text = state === 'scoring' ? `scoring, day ${day}${of === undefined ? '' : ` of ${of}`}` : state;
  return <span className={`badge state-${state}`}>{text}</span>;
}
