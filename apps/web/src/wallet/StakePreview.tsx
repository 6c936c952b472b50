import type { OwnStakePreview } from '@robata/client';
import { arrivalText } from './arrivalText.ts';
import { ExactTokens } from './ExactTokens.tsx';

interface StakePreviewProps {
  readonly preview: OwnStakePreview;
  readonly model: string;
  /** Name of the model that it moves to. */
  readonly target: string | null;
}

const WORDS = {
  increase: 'From the wallet into the stake',
  decrease: 'Out of the stake',
  move: 'To the other model',
  release_cancellation: 'Back into the stake',
} as const;

/** What a change would do: what moves, what arrives when, and how things stand after it. */
export function StakePreview({ preview, model, target }: StakePreviewProps) {
  const { change, arrivals, stake, available } = preview;
  const timeOf = (after: string | null) => arrivals.find((arrival) => arrival.after === after)?.at ?? null;
  const isLeaving = change.type === 'decrease' || change.type === 'move';
  const where = change.type === 'move' ? `in the stake of ${target}` : 'in the wallet';
  return (
    <>
      <dl className="facts">
        <dt>{WORDS[change.type]}</dt>
        <dd>
          <ExactTokens amount={change.amount} /> tokens
        </dd>
        {isLeaving && (
          <>
            <dt>Arrives {where}</dt>
            <dd>
              <ul className="arrivals">
                {change.parts.map(({ after, amount }) => (
                  <li key={`${after} ${amount}`}>
                    <ExactTokens amount={amount} /> {arrivalText(after, timeOf(after))}
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
        <dt>Stake of {model} then</dt>
        <dd>
          <ExactTokens amount={stake.stake} />, and <ExactTokens amount={stake.pendingTotal} /> pending
        </dd>
        {preview.target !== null && (
          <>
            <dt>Stake of {target} then</dt>
            <dd>
              <ExactTokens amount={preview.target.stake} />
            </dd>
          </>
        )}
        <dt>In the wallet then</dt>
        <dd>
          <ExactTokens amount={available} />
        </dd>
      </dl>
      <p className="muted">{noteOf(preview)}</p>
    </>
  );
}

function noteOf({ change: { type }, stake: { atRisk } }: OwnStakePreview): string {
  if (type === 'increase' || type === 'release_cancellation') {
    return 'It counts from the next close on, and what counts can burn.';
  }
  return atRisk.length === 0
    ? 'No round under way counts this stake.'
    : 'What rounds under way have counted stays at risk until they resolve, wherever it is. Payouts and burns until then change what arrives.';
}
