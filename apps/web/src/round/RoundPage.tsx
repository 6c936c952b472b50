import type { RoundPage as Page } from '@robata/client';
import { getRouteApi, Link } from '@tanstack/react-router';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { chosenColumn } from '../components/ScoreChoice.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import { useOverview, useRound } from '../data/queries.ts';
import type { RoundSearch } from '../search.ts';
import '../style/round.css';
import { scoreTerm } from '../terms/terms.ts';
import { ContributionSection } from './ContributionSection.tsx';
import { OptimizerSection } from './OptimizerSection.tsx';
import { RoundDays } from './RoundDays.tsx';
import { RoundEntries } from './RoundEntries.tsx';
import { RoundFacts } from './RoundFacts.tsx';
import { RoundIncidents } from './RoundIncidents.tsx';
import { RoundProof } from './RoundProof.tsx';
import { RoundRescores } from './RoundRescores.tsx';
import { RoundScores } from './RoundScores.tsx';

const route = getRouteApi('/rounds/$number');

/** One round: where it stands, its days, what the optimizer did, everybody's scores, and how to recompute them. */
export function RoundPage() {
  const number = Number(route.useParams().number);
  const isNumber = Number.isInteger(number) && number > 0 && number <= 1_000_000_000;
  return isNumber ? <KnownRound number={number} /> : <NoRound />;
}

function KnownRound({ number }: { readonly number: number }) {
  return (
    <QueryView query={useRound(number)}>{(page) => (page === null ? <NoRound /> : <Content page={page} />)}</QueryView>
  );
}

function NoRound() {
  return (
    <PageHead title="No such round">
      <p>
        There is no round with this number. <Link to="/rounds">All rounds</Link>
      </p>
    </PageHead>
  );
}

/** The notice below the title says why a step was put off. */
const isSaid = (reason: string, { postponements }: Page): boolean =>
  postponements.some((sentence) => sentence.includes(reason));

function Content({ page }: { readonly page: Page }) {
  const { round } = page;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: RoundSearch): void =>
    void navigate({ to: '.', search: (now: RoundSearch) => ({ ...now, ...next }), replace: true, resetScroll: false });
  const column = chosenColumn(round.columns, search.score);
  const isTaken = column !== undefined && page.entries.length > 0;
  return (
    <>
      <PageHead
        title={`Round ${round.number}`}
        badge={<StateBadge state={round.state} day={round.scoredDays} of={round.horizonDays} />}
      >
        {round.reason !== null && <p>Cancelled: {round.reason}</p>}
        {page.waitsFor !== null && !isSaid(page.waitsFor, page) && <p>Its next step waits: {page.waitsFor}</p>}
      </PageHead>
      <RoundIncidents incidents={page.incidents} postponements={page.postponements} />
      <RoundFacts page={page} />
      <RoundRescores rescores={page.rescores} />
      {column !== undefined && (
        <RoundDays
          number={round.number}
          score={column.key}
          term={scoreTerm(column.key, column.definitionId, column.target)}
        />
      )}
      {isTaken ? (
        <RoundScores page={page} column={column} onScore={(score) => change({ score })} model={search.model ?? null} />
      ) : (
        <Empty>Nobody took part in this round.</Empty>
      )}
      {round.optimizer !== null && <OptimizerSection number={round.number} report={round.optimizer} />}
      {isTaken && <RoundEntries page={page} sort={search.sort} onSort={(sort) => change({ sort })} />}
      {isTaken && (
        <ContributionSection
          page={page}
          model={search.model ?? null}
          start={search.start ?? 'zero'}
          onChange={(next) => change(next)}
        />
      )}
      <RoundProof page={page} />
      <Neighbours number={round.number} />
    </>
  );
}

function Neighbours({ number }: { readonly number: number }) {
  const newest = useOverview().data?.rounds.current?.number ?? 0;
  return (
    <nav className="pager" aria-label="Neighbouring rounds">
      {number > 1 && (
        <Link to="/rounds/$number" params={{ number: String(number - 1) }}>
          ← Round {number - 1}
        </Link>
      )}
      <Link to="/rounds">All rounds</Link>
      {number < newest && (
        <Link to="/rounds/$number" params={{ number: String(number + 1) }}>
          Round {number + 1} →
        </Link>
      )}
    </nav>
  );
}
