import type { SymbolsPage as Symbols } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { Figure, Figures } from '../components/Figures.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useSymbols } from '../data/queries.ts';
import { formatNumber } from '../format/formatNumber.ts';
import '../style/symbols.css';
import { CoverageTable } from './CoverageTable.tsx';
import { ImportTable } from './ImportTable.tsx';
import { SymbolSearch } from './SymbolSearch.tsx';
import { SYMBOL_TERMS } from './symbolTerms.ts';

/** What symbols mean here: what can be named, how fresh the table is, and the history of one symbol. */
export function SymbolsPage() {
  return (
    <>
      <PageHead title="Symbols">
        <p>
          Signals are submitted by symbol, in any scheme. Every listing has a permanent id; symbols come and go, and
          each row of a file is answered by the day it is meant on. <Link to="/submit">Submit a file</Link> to see the
          answer to each of its rows before anything is sent.
        </p>
      </PageHead>
      <SymbolSearch />
      <QueryView query={useSymbols()}>{(page) => <Page page={page} />}</QueryView>
    </>
  );
}

function Page({ page }: { readonly page: Symbols }) {
  const { imports, ageDays, isStale, coverage, round, date } = page;
  const [latest] = imports;
  return (
    <>
      <Section title="How fresh it is">
        {isStale && (
          <p className="caution" role="alert">
            The map is {formatNumber(ageDays ?? 0)} days old and {formatNumber(latest?.maximumAgeDays ?? 0)} are
            allowed: renames and listings since {latest?.mapDate} are unknown.
          </p>
        )}
        <Figures>
          <Figure
            term={SYMBOL_TERMS.freshness}
            unit={ageDays === null ? '' : ageDays === 1 ? 'day' : 'days'}
            note={latest === undefined ? 'no map was imported' : `of ${latest.mapDate}`}
          >
            {ageDays === null ? '–' : formatNumber(ageDays)}
          </Figure>
          <Figure term={SYMBOL_TERMS.listings} note={`on ${date}`}>
            {formatNumber(coverage.listings)}
          </Figure>
          <Figure
            term={SYMBOL_TERMS.version}
            note={latest === undefined ? 'the universe’s own tickers' : latest.source}
          >
            {latest === undefined ? '–' : formatNumber(latest.version)}
          </Figure>
          <Figure
            term={SYMBOL_TERMS.universe}
            note={
              round === null ? 'no round takes Signals files now' : `round ${round.number}, symbols as of ${round.day}`
            }
          >
            {round === null ? '–' : formatNumber(round.stocks)}
          </Figure>
        </Figures>
      </Section>
      <Section title="What can be named">
        {coverage.listings === 0 ? (
          <Empty>No map was imported, and no round takes Signals files now: nothing can be named yet.</Empty>
        ) : (
          <CoverageTable coverage={coverage} round={round} />
        )}
      </Section>
      <Section title="Imports">
        {imports.length === 0 ? (
          <Empty>
            No map was imported. Files are answered by the tickers of the round's own universe and the well-known
            renames.
          </Empty>
        ) : (
          <ImportTable imports={imports} />
        )}
      </Section>
    </>
  );
}
