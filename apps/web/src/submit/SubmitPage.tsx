import type { OwnLiveRound, OwnModel } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { SignedIn } from '../account/SignedIn.tsx';
import { Countdown } from '../components/Countdown.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { RoundLink } from '../components/RoundLink.tsx';
import { Section } from '../components/Section.tsx';
import { client } from '../data/client.ts';
import { liveRoundsOptions, useOwnModels } from '../data/own.ts';
import { formatNumber } from '../format/formatNumber.ts';
import { formatTime } from '../format/formatTime.ts';
import { Act } from '../forms/Act.tsx';
import { SignalsRound } from './SignalsRound.tsx';
import { SubmissionHistory } from './SubmissionHistory.tsx';
import { SubmitDesk } from './SubmitDesk.tsx';

/** Where people submit without a program. */
export function SubmitPage() {
  return <SignedIn title="Submit">{() => <Content />}</SignedIn>;
}

function Content() {
  return (
    <>
      <PageHead title="Submit">
        <p>
          Predictions of one or more models as CSV or Parquet. Each file is checked here before anything is sent, with
          the server's own code.
        </p>
      </PageHead>
      <QueryView query={useOwnModels()}>{(models) => <Desk models={models} />}</QueryView>
      <Section title="Submissions so far">
        <SubmissionHistory models={useOwnModels().data ?? []} />
      </Section>
    </>
  );
}

function Desk({ models }: { readonly models: readonly OwnModel[] }) {
  const rounds = useQuery(liveRoundsOptions('classic'));
  if (models.length === 0) {
    return (
      <p className="notice">
        A submission is a model's: <Link to="/account/models">make your first model</Link>, it takes a moment.
      </p>
    );
  }
  return (
    // All at once: a drop zone that moves while one aims at it is missed.
    <QueryView query={rounds}>
      {(known) => (
        <>
          <OpenRound round={known[0] ?? null} />
          {models.some(({ tournament }) => tournament === 'signals') && <SignalsRound />}
          <SubmitDesk models={models} />
        </>
      )}
    </QueryView>
  );
}

/** The round that files are for, how long it takes them, and its live file. */
function OpenRound({ round }: { readonly round: OwnLiveRound | null }) {
  if (round === null) {
    return (
      <p className="notice">
        No round takes submissions now. A file can be queued for the next one if it has that round's stocks already.
      </p>
    );
  }
  const { number, state, closesAt, ids } = round;
  const live = (ending: string): string => `v1.0/live_${number}.${ending}`;
  return (
    <div className={state === 'open' ? 'notice notice-live' : 'notice'}>
      <p>
        <strong>
          Round <RoundLink number={number} />
        </strong>{' '}
        {state === 'open' ? (
          <>
            takes submissions until {formatTime(closesAt)}: <Countdown to={closesAt} passed="it closes now" /> left.
          </>
        ) : (
          'is closed: until its first score it takes late files, which are scored and not paid.'
        )}{' '}
        It has {formatNumber(ids.length)} stocks.
      </p>
      <p className="acts">
        {(['parquet', 'csv'] as const).map((ending) => (
          <Act key={ending} onAct={async () => location.assign(await client.datasetAddress(live(ending)))}>
            Live file as {ending === 'csv' ? 'CSV' : 'Parquet'}
          </Act>
        ))}
      </p>
    </div>
  );
}
