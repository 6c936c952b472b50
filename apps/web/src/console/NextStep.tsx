import type { RoundUnderWay } from '@robata/client';
import { Countdown } from '../components/Countdown.tsx';
import { formatTime } from '../format/formatTime.ts';
import { stepName } from './stepName.ts';

/** What a round does next, when, and what keeps it from that. */
export function NextStep({ round: { next, plan } }: { readonly round: Pick<RoundUnderWay, 'next' | 'plan'> }) {
  if (next === null) return <span className="muted">nothing is due</span>;
  const { dueAt, nextAt, postponed } = next;
  return (
    <span className="next-step">
      <span>
        <strong>{stepName(next)}</strong>{' '}
        {postponed === null ? (
          <>
            due {formatTime(dueAt)} (<Countdown to={dueAt} passed="now" />)
          </>
        ) : (
          <>was due {formatTime(dueAt)}</>
        )}
      </span>
      {postponed !== null && (
        <span className="postponed">
          {next.kind === 'resolve' && plan?.approvedBy === null ? (
            <>
              <span className="badge badge-warning">waits for you</span> Its payout plan is to be approved.
            </>
          ) : plan?.approvedBy != null && postponed.endsWith('approval.') ? (
            // What it was put off for it has now.
            <>
              <span className="badge badge-good">approved</span> by {plan.approvedBy}. Next try:{' '}
              <Countdown to={nextAt} passed="now" />.
            </>
          ) : (
            <>
              <span className="badge badge-warning">put off</span> {postponed} Next try:{' '}
              <Countdown to={nextAt} passed="now" />.
            </>
          )}
        </span>
      )}
    </span>
  );
}
