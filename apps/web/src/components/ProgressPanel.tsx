import type { Progress } from '@robata/client';
import { formatProgress } from '../format/formatNumber.ts';

/** How far the season before live rounds is, or how the tournament goes on. Nothing once it is finished. */
export function ProgressPanel({ progress }: { readonly progress: Progress }) {
  const { state, stage, fraction, message, daySeconds } = progress;
  switch (state) {
    case 'finished':
      return null;
    case 'failed':
      return (
        <p className="notice notice-error" role="alert">
          <strong>The tournament stopped.</strong> {message}
        </p>
      );
    case 'live':
      return (
        <p className="notice notice-live">
          {message}
          {daySeconds !== null && ` A trading day passes every ${daySeconds} seconds; this page follows by itself.`}
        </p>
      );
    case 'preparing':
    case 'season':
      return (
        <div className="progress">
          <div className="progress-head">
            <strong>{state === 'preparing' ? 'Being set up' : titleOf(stage)}</strong>
            <span className="figures">{formatProgress(fraction)}</span>
          </div>
          <progress value={fraction} max={1} aria-label="Progress of the season" />
          <p>{message}</p>
        </div>
      );
  }
}

const titleOf = (stage: string): string =>
  stage === 'replay' ? 'Back after a restart' : 'The season before live rounds is being played';
