import type { RoundUnderWay } from '@robata/client';
import { Link, useParams } from '@tanstack/react-router';
import { PageHead } from '../components/PageHead.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import { client } from '../data/client.ts';
import { useRound } from '../data/queries.ts';
import { Field } from '../forms/Field.tsx';
import { formatTime } from '../format/formatTime.ts';
import { RoundRescores } from '../round/RoundRescores.tsx';
import { useRoundsUnderWay } from './consoleQueries.ts';
import { Decide } from './Decide.tsx';
import { NextStep } from './NextStep.tsx';
import { PlanPart } from './PlanPart.tsx';
import { stepName } from './stepName.ts';

/** One round as its operator sees it: steps, payout plan, and the way to give it up. */
export function ConsoleRoundPage() {
  const number = Number(useParams({ from: '/console/rounds/$number' }).number);
  return (
    <QueryView query={useRoundsUnderWay()}>
      {(rounds) => <Round number={number} round={rounds.find((each) => each.number === number)} />}
    </QueryView>
  );
}

function Round({ number, round }: { readonly number: number; readonly round: RoundUnderWay | undefined }) {
  const finished = useRound(number).data;
  return (
    <>
      <PageHead
        title={`Round ${number}`}
        badge={
          round === undefined ? (
            finished && <StateBadge state={finished.round.state} day={finished.round.scoredDays} />
          ) : (
            <StateBadge
              state={round.state}
              day={round.scoredDays}
              {...(round.horizonDays !== null && { of: round.horizonDays })}
            />
          )
        }
      >
        <p>
          {round === undefined && finished === null && 'There is no round of this number. '}
          {round === undefined && finished != null && 'This round is finished: nothing of it waits for you. '}
          <Link to="/rounds/$number" params={{ number: String(number) }}>
            What everybody sees of it
          </Link>
        </p>
      </PageHead>
      {round !== undefined && (
        <Section title="Steps">
          <NextStep round={round} />
          <Steps steps={round.steps} />
        </Section>
      )}
      <Rescored number={number} />
      <Section title="Payout plan">
        <PlanPart number={number} round={round} />
      </Section>
      {round !== undefined && (
        <Section title="Give the round up">
          <CancelRound round={round} />
        </Section>
      )}
    </>
  );
}

/** What corrected data did to its scores, as everybody sees it. */
function Rescored({ number }: { readonly number: number }) {
  const page = useRound(number).data;
  return page == null ? null : <RoundRescores rescores={page.rescores} />;
}

function Steps({ steps }: Pick<RoundUnderWay, 'steps'>) {
  if (steps.length === 0) return <p className="muted">No step of it is written down.</p>;
  return (
    <ol className="steps">
      {steps.map((step) => {
        const state = step.state === 'done' ? 'done' : step.postponed === null ? 'waiting' : 'put off';
        return (
          <li key={`${step.kind}${step.day}`} className={`step step-${state.replace(' ', '-')}`}>
            <span className="step-sign" aria-hidden="true">
              {state === 'done' ? '✓' : state === 'waiting' ? '·' : '!'}
            </span>
            <span>{stepName(step)}</span>
            <span className="muted">
              {state === 'done' ? 'done, was due ' : state === 'waiting' ? 'due ' : 'put off, was due '}
              {formatTime(step.dueAt)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function CancelRound({ round: { number, entries, state } }: { readonly round: RoundUnderWay }) {
  if (state === 'scheduled') return <p className="muted">It can be cancelled once it is open.</p>;
  return (
    <>
      <p>
        A cancelled round pays nobody and burns nothing: what {entries === 0 ? 'was' : `${entries} models had`} at risk
        is free again. Everybody reads the reason. This cannot be undone.
      </p>
      <p>
        <Decide
          isDanger
          button={`Cancel round ${number} …`}
          title={`Cancel round ${number}?`}
          what={
            <p>
              Nobody is paid for round {number}, nothing burns, none of its steps runs any more, and nobody can bring it
              back. The reason is published.
            </p>
          }
          typed={`round ${number}`}
          confirm={`Cancel round ${number}`}
          onAct={async (values) => {
            const reason = values.text('reason');
            await client.operator.cancelRound(number, reason);
            return `Round ${number} is cancelled: ${reason}`;
          }}
        >
          <Field name="reason" label="Reason, a sentence that everybody reads" maxLength={500} autoComplete="off" />
        </Decide>
      </p>
    </>
  );
}
