import type { Overview } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { NavChart } from '../charts/NavChart.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { ProgressPanel } from '../components/ProgressPanel.tsx';
import { Empty, Loading, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useVisitor } from '../data/own.ts';
import { useOverview } from '../data/queries.ts';
import { useNews } from '../data/rounds.ts';
import { OwnRound } from '../start/OwnRound.tsx';
import { StartGuide } from '../start/StartGuide.tsx';
import '../style/home.css';
import { CurrentRound } from './CurrentRound.tsx';
import { HomeFigures } from './HomeFigures.tsx';
import { Leaders } from './Leaders.tsx';
import { MetaModelSection } from './MetaModelSection.tsx';
import { NewestIncidents } from './NewestIncidents.tsx';
import { NewsSection } from './NewsSection.tsx';
import { OwnNews } from './OwnNews.tsx';

/** The page to open every morning: what changed and what is to be done first, then how the tournament stands. */
export function OverviewPage() {
  return <QueryView query={useOverview()}>{(page) => <Content page={page} />}</QueryView>;
}

function Content({ page }: { readonly page: Overview }) {
  const { rounds, fundDays } = page;
  const news = useNews();
  const visitor = useVisitor();
  // Who looks decides what stands on top: drawn before that is known, the page would jump.
  if (visitor.isPending) return <Loading />;
  const isIn = (visitor.data?.account ?? null) !== null;
  return (
    <>
      <PageHead title={page.title}>
        <p>{page.market}</p>
      </PageHead>
      <ProgressPanel progress={page.progress} />
      <OwnRound />
      <OwnNews />
      <div className="two-columns">
        {news.data === undefined ? (
          <QueryView query={news}>{() => <Loading />}</QueryView>
        ) : (
          <NewsSection news={news.data} />
        )}
        <Section title="The round under way" aside={<Link to="/rounds">All rounds</Link>}>
          {rounds.current === null ? <Empty>No round has begun yet.</Empty> : <CurrentRound round={rounds.current} />}
        </Section>
      </div>
      {page.notices.length > 0 && (
        <ul className="notice">
          {page.notices.map((notice) => (
            <li key={notice}>{notice}</li>
          ))}
        </ul>
      )}
      {!isIn && <StartGuide />}
      <HomeFigures page={page} news={news.data ?? null} />
      <div className="two-columns even">
        <MetaModelSection summary={page.metaModel} rounds={news.data?.metaModel ?? []} />
        <Section title="The fund" aside={<Link to="/fund">More about the fund</Link>}>
          {page.isFundHidden === true ? (
            <Empty>The fund is for its investors.</Empty>
          ) : fundDays.length > 1 ? (
            <>
              <p className="muted">
                The portfolio behind True Contribution, after trading costs. What investors hold are the products, after
                all costs and fees.
              </p>
              <NavChart days={fundDays} />
            </>
          ) : (
            <Empty>The fund opens with the first round.</Empty>
          )}
        </Section>
      </div>
      <Leaders />
      <NewestIncidents incidents={news.data?.incidents ?? []} total={page.incidents} />
      {isIn && <StartGuide />}
    </>
  );
}
