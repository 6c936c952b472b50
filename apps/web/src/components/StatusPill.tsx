import type { Progress } from '@robata/client';
import { useOverview } from '../data/queries.ts';
import { formatProgress } from '../format/formatNumber.ts';

/** Where the tournament stands, in two words, on every page. */
export function StatusPill() {
  const { data, error } = useOverview();
  if (error !== null) return <span className="pill pill-failed">no connection</span>;
  if (data === undefined) return <span className="pill" />;
  const { state } = data.progress;
  const [text, ...more] = textOf(data.progress);
  return (
    <span className={`pill pill-${state}`}>
      {text}
      {/* A phone has no room for it. */}
      {more.length > 0 && <span className="pill-more">{more}</span>}
    </span>
  );
}

/** The first word, and what is said where there is room. */
function textOf({ state, fraction, day }: Progress): readonly string[] {
  switch (state) {
    case 'preparing':
      return ['preparing'];
    case 'season':
      return [`season ${formatProgress(fraction)}`];
    case 'live':
      return day === null ? ['live'] : ['live', ` · ${day}`];
    case 'finished':
      return ['season finished'];
    case 'failed':
      return ['stopped'];
  }
}
