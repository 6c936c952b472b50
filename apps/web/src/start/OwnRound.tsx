import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Countdown } from '../components/Countdown.tsx';
import { RoundLink } from '../components/RoundLink.tsx';
import { Section } from '../components/Section.tsx';
import { liveRoundsOptions, useOwnModels, useOwnSubmissions, useVisitor } from '../data/own.ts';

/** What the round that is open still wants of whoever is signed in. */
export function OwnRound() {
  const account = useVisitor().data?.account ?? null;
  return account === null ? null : <Models />;
}

function Models() {
  const models = useOwnModels().data?.filter(({ tournament }) => tournament === 'classic') ?? [];
  const round = useQuery(liveRoundsOptions('classic')).data?.find(({ state }) => state === 'open');
  const submissions = useOwnSubmissions().data;
  if (models.length === 0 || submissions === undefined) return null;
  const isIn = (modelId: string): boolean =>
    submissions.some((one) => one.round === round?.number && one.modelId === modelId && one.state === 'accepted');
  return (
    <Section
      title="Your models"
      aside={
        <Link to="/submit" className="button button-main">
          Submit
        </Link>
      }
    >
      {round === undefined ? (
        <p className="muted">No round takes submissions now.</p>
      ) : (
        <>
          <p>
            Round <RoundLink number={round.number} /> takes submissions for another{' '}
            <strong>
              <Countdown to={round.closesAt} passed="moment" />
            </strong>
            ; {models.filter(({ id }) => isIn(id)).length} of {models.length} of your models have submitted.
          </p>
          <ul className="chips">
            {models.map(({ id, name }) => (
              <li key={id} className={isIn(id) ? 'chip-done' : undefined}>
                {isIn(id) ? '✓ ' : ''}
                <Link to="/models/$name" params={{ name }}>
                  {name}
                </Link>
                {!isIn(id) && <span className="muted"> waits</span>}
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}
