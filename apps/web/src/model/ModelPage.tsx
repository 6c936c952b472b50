import type { ModelPage as Page } from '@robata/client';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { PayoutCharts } from '../charts/PayoutCharts.tsx';
import { KindBadge } from '../components/KindBadge.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, Loading, QueryView } from '../components/QueryView.tsx';
import { chosenColumn } from '../components/ScoreChoice.tsx';
import { Section } from '../components/Section.tsx';
import { useModelAnalysis, useModelStanding } from '../data/models.ts';
import { useOwnModels, useVisitor } from '../data/own.ts';
import { useModel } from '../data/queries.ts';
import { DataTable } from '../table/DataTable.tsx';
import { CrowdingSection, ExposureSection } from './AnalysisSections.tsx';
import { KnownSection } from './KnownSection.tsx';
import { ModelFigures } from './ModelFigures.tsx';
import { modelRoundColumns } from './modelRoundColumns.tsx';
import { OwnerSection } from './OwnerSection.tsx';
import { PredictsLive } from './PredictsLive.tsx';
import { ScoreSection } from './ScoreSection.tsx';
import '../style/model.css';

const route = getRouteApi('/models/$name');
const ROUNDS_SHOWN = 20;

/** One model: what it is, what it scored in each round and day by day, whom it is like, what it leans on, what it was paid. */
export function ModelPage() {
  const { name } = route.useParams();
  const visitor = useVisitor();
  const account = visitor.data?.account ?? null;
  // The owner's part stands above the scores: the page waits until it is known whose it is, and does not jump.
  const own = useOwnModels(account !== null);
  const query = useModel(name);
  if (visitor.isPending || (account !== null && own.isPending)) return <Loading />;
  return (
    <QueryView query={query}>
      {(page) =>
        page === null ? (
          <>
            <Nobody name={name} />
            {/* A model that was just made may not be on the board yet: its owner sees its things already. */}
            {account !== null && <OwnerSection name={name} />}
          </>
        ) : (
          <Content key={name} page={page} isSignedIn={account !== null} />
        )
      }
    </QueryView>
  );
}

function Nobody({ name }: { readonly name: string }) {
  return (
    <PageHead title="No such model">
      <p>
        Nobody is named “{name}”. <Link to="/leaderboard">The leaderboard</Link> has all models.
      </p>
    </PageHead>
  );
}

function Content({ page, isSignedIn }: { readonly page: Page; readonly isSignedIn: boolean }) {
  const { row, columns, description, tournament } = page;
  const { score } = route.useSearch();
  const navigate = route.useNavigate();
  const standing = useModelStanding(row.model).data;
  const analysis = useModelAnalysis(row.model).data;
  const column = chosenColumn(columns, score);
  const money = useMemo(() => moneyOf(page), [page]);
  const table = useMemo(() => modelRoundColumns(page, column?.key, standing), [page, column, standing]);
  const setScore = (key: string): void =>
    void navigate({
      to: '.',
      search: key === columns[0]?.key ? {} : { score: key },
      replace: true,
      resetScroll: false,
    });
  return (
    <>
      <PageHead title={row.model} badge={<KindBadge kind={row.kind} isFocusable />}>
        <p>{description}</p>
        <p className="model-line">
          {tournament === 'signals' && <span>In Signals. </span>}
          <span>
            Of account <strong>{row.account}</strong>.
          </span>{' '}
          <Link to="/compare" search={{ models: row.model }}>
            Compare it with others
          </Link>
        </p>
      </PageHead>
      {isSignedIn && <OwnerSection name={row.model} />}
      <ModelFigures row={row} tournament={tournament} overall={standing?.overall} />
      {column === undefined || page.rounds.length === 0 ? (
        <Empty>
          {tournament === 'signals'
            ? 'This model is in Signals and has not taken part in a round yet.'
            : 'This model has not taken part in a round yet.'}
        </Empty>
      ) : (
        <>
          <ScoreSection page={page} standing={standing} score={column.key} onScore={setScore} />
          {tournament === 'signals' && <KnownSection model={row.model} />}
          <CrowdingSection page={page} analysis={analysis} />
          <ExposureSection page={page} analysis={analysis} />
          {money.wasStaked && (
            <Section title="Stake and payouts">
              <PayoutCharts rounds={money.payouts} />
            </Section>
          )}
          <PredictsLive marked={[row.model]} />
          <Section title="Every round">
            <DataTable
              caption={`Rounds of ${row.model}`}
              columns={table}
              rows={page.rounds}
              rowKey={({ round }) => round}
              pageRows={ROUNDS_SHOWN}
            />
          </Section>
        </>
      )}
    </>
  );
}

function moneyOf({ rounds }: Page) {
  const payouts = rounds.toReversed().map(({ round, payout, atRisk }) => ({
    round,
    payout: payout === null ? null : Number(payout),
    atRisk: Number(atRisk),
  }));
  return { payouts, wasStaked: payouts.some(({ atRisk }) => atRisk > 0) };
}
