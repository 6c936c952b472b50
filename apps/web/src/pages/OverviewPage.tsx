import type { Overview } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { NavChart } from '../charts/NavChart.tsx';
import { Figure, Figures } from '../components/Figures.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Percent } from '../components/Percent.tsx';
import { ProgressPanel } from '../components/ProgressPanel.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Score } from '../components/Score.tsx';
import { Section } from '../components/Section.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { useOverview } from '../data/queries.ts';
import { formatNumber } from '../format/formatNumber.ts';
import { OwnRound } from '../start/OwnRound.tsx';
import { StartGuide } from '../start/StartGuide.tsx';
import { TERMS } from '../terms/terms.ts';
import { CurrentRound } from './CurrentRound.tsx';
import { Leaders } from './Leaders.tsx';

/** The tournament at a glance. */
export function OverviewPage() {
  return <QueryView query={useOverview()}>{(page) => <Content page={page} />}</QueryView>;
}

function Content({ page }: { readonly page: Overview }) {
  const { rounds, fund, fundDays } = page;
  return (
    <>
      <PageHead title={page.title}>
        <p>{page.market}</p>
      </PageHead>
      <ProgressPanel progress={page.progress} />
      <OwnRound />
      {page.notices.length > 0 && (
        <ul className="notice">
          {page.notices.map((notice) => (
            <li key={notice}>{notice}</li>
          ))}
        </ul>
      )}
      <Figures>
        <Figure
          term={{ name: 'Meta model CORR', says: `Mean over all resolved rounds. ${TERMS.corr.says}` }}
          note={
            <>
              Sharpe{' '}
              {page.metaModel.sharpe === null ? '–' : formatNumber(page.metaModel.sharpe, { places: 2, signed: true })}
            </>
          }
        >
          <Score value={page.metaModel.corr} of="corr" />
        </Figure>
        <Figure term={TERMS.annualReturn} note="the fund, after costs">
          <Percent share={fund?.annualReturn ?? null} signed />
        </Figure>
        <Figure term={TERMS.annualVolatility} note="the fund">
          <Percent share={fund?.annualVolatility ?? null} />
        </Figure>
        <Figure
          term={{ name: 'Rounds resolved', says: 'Rounds whose 20 days are all scored and that have paid.' }}
          note={`of ${formatNumber(rounds.total)} begun`}
        >
          {formatNumber(rounds.resolved)}
        </Figure>
        <Figure term={{ name: 'Models', says: 'Participants; the meta model is not counted.' }}>
          {formatNumber(page.models)}
        </Figure>
        <Figure term={TERMS.staked} unit="tokens">
          <Tokens amount={page.staked} />
        </Figure>
        <Figure term={TERMS.paid} unit="tokens">
          <Tokens amount={page.paid} />
        </Figure>
        <Figure term={TERMS.burned} unit="tokens">
          <Tokens amount={page.burned} />
        </Figure>
      </Figures>
      <div className="two-columns">
        <Section title="The fund" aside={<Link to="/fund">More about the fund</Link>}>
          {fundDays.length > 1 ? <NavChart days={fundDays} /> : <Empty>The fund opens with the first round.</Empty>}
        </Section>
        <Section title="The round under way" aside={<Link to="/rounds">All rounds</Link>}>
          {rounds.current === null ? <Empty>No round has begun yet.</Empty> : <CurrentRound round={rounds.current} />}
        </Section>
      </div>
      <StartGuide />
      <Leaders />
      <p className="muted">
        {page.incidents === 0 ? 'No incidents were recorded.' : <IncidentCount count={page.incidents} />}
      </p>
    </>
  );
}

function IncidentCount({ count }: { readonly count: number }) {
  return (
    <>
      {formatNumber(count)} {count === 1 ? 'incident was' : 'incidents were'} recorded in data and rounds:{' '}
      <Link to="/incidents">see them</Link>.
    </>
  );
}
