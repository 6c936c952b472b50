import type { RoundSummary } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { Countdown } from '../components/Countdown.tsx';
import { Score } from '../components/Score.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { formatTime } from '../format/formatTime.ts';
import { optimizerSentences } from '../terms/optimizerSentences.ts';
import { RoundSteps } from '../round/RoundSteps.tsx';

/** The newest round in short. */
export function CurrentRound({ round }: { readonly round: RoundSummary }) {
  return (
    <>
      <p className="round-line">
        <Link to="/rounds/$number" params={{ number: String(round.number) }} className="big">
          Round {round.number}
        </Link>{' '}
        <StateBadge state={round.state} day={round.scoredDays} of={round.horizonDays} />
      </p>
      <RoundSteps round={round} />
      {round.state === 'open' && (
        <p className="countdown">
          <span className="muted">Submissions are taken for another</span>
          <strong className="big">
            <Countdown to={round.closesAt} passed="moment" />
          </strong>
        </p>
      )}
      <dl className="facts">
        <dt>Era</dt>
        <dd>{round.eraDay}</dd>
        <dt>Opened</dt>
        <dd>{formatTime(round.opensAt)}</dd>
        <dt>Closes</dt>
        <dd>{formatTime(round.closesAt)}</dd>
        <dt>Stocks</dt>
        <dd>{formatNumber(round.stocks)}</dd>
        <dt>Meta model CORR</dt>
        <dd>
          {round.scoredDays === 0 ? 'from the first scoring day' : <Score value={round.metaModelCorr} of="corr" />}
        </dd>
        <dt>Optimizer</dt>
        <dd>{round.optimizer === null ? 'runs at the close' : optimizerSentences(round.optimizer)[0]}</dd>
      </dl>
    </>
  );
}
