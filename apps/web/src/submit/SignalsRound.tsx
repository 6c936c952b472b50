import type { OwnLiveRound } from '@robata/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Countdown } from '../components/Countdown.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { RoundLink } from '../components/RoundLink.tsx';
import { client } from '../data/client.ts';
import { liveRoundsOptions } from '../data/own.ts';
import { formatNumber, formatPercent } from '../format/formatNumber.ts';
import { formatTime } from '../format/formatTime.ts';
import { Act } from '../forms/Act.tsx';

/** The round that Signals files are for, what it asks of them, and its universe. */
export function SignalsRound() {
  return (
    <QueryView query={useQuery(liveRoundsOptions('signals'))}>
      {(rounds) =>
        rounds[0] === undefined ? (
          <p className="notice">No round takes Signals files now. A file can be queued for the next one.</p>
        ) : (
          <Round round={rounds[0]} />
        )
      }
    </QueryView>
  );
}

function Round({ round: { number, state, closesAt, ids, signals } }: { readonly round: OwnLiveRound }) {
  return (
    <div className={state === 'open' ? 'notice notice-live' : 'notice'}>
      <p>
        <strong>
          Signals in round <RoundLink number={number} />
        </strong>
        {state === 'open' ? (
          <>
            : <Countdown to={closesAt} passed="it closes now" /> left, until {formatTime(closesAt)}.{' '}
          </>
        ) : (
          ' is closed: until its first score it takes late files, which are scored and not paid. '
        )}
        {formatNumber(ids.length)} stocks by ticker or any other symbol, as of {signals?.day ?? 'the round'}.
        {signals !== undefined &&
          ` A file needs ${formatNumber(Math.min(signals.minimumRows, ids.length))} of them, and at most ${formatPercent(signals.unusedShareMax)} of its rows may fail.`}
      </p>
      <p className="acts">
        <Act
          onAct={async () => {
            const { tickers, column } = await client.signalsUniverse(number);
            const csv = new Blob([`${[column, ...tickers].join('\n')}\n`], { type: 'text/csv' });
            const url = URL.createObjectURL(csv);
            const link = document.createElement('a');
            link.href = url;
            link.download = `universe_${number}.csv`;
            link.click();
            URL.revokeObjectURL(url);
          }}
        >
          Universe as CSV
        </Act>
        <Link to="/signals/symbols" className="button">
          What symbols match
        </Link>
      </p>
    </div>
  );
}
