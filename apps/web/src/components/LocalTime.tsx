import { formatLocalTime } from '../format/formatDay.ts';
import { formatTime } from '../format/formatTime.ts';

/** A time on the reader's clock, with the same in UTC beside it where that is another one. */
export function LocalTime({ at }: { readonly at: string }) {
  const local = formatLocalTime(at);
  const isUtc = local === formatLocalTime(at, 'UTC');
  return (
    <time dateTime={at} className="figures local-time">
      {isUtc ? (
        formatTime(at)
      ) : (
        <>
          {local} <span className="muted">({formatTime(at)})</span>
        </>
      )}
    </time>
  );
}
