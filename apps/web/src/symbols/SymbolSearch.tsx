import type { FoundListing, SymbolSearch as Search } from '@robata/client';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useSymbolSearch } from '../data/queries.ts';
import type { SymbolsSearch } from '../search.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { schemeName } from './schemes.ts';

const route = getRouteApi('/signals/symbols');

type Name = FoundListing['rows'][number];

const COLUMNS: readonly Column<Name>[] = [
  { key: 'scheme', header: 'Scheme', cell: ({ scheme }) => schemeName(scheme), isText: true },
  { key: 'symbol', header: 'Symbol', cell: ({ symbol }) => <code>{symbol}</code>, isText: true, isRowHeader: true },
  {
    key: 'from',
    header: 'From',
    cell: ({ validFrom }) => <span className="figures">{validFrom ?? 'the beginning'}</span>,
    isText: true,
  },
  {
    key: 'to',
    header: 'To',
    cell: ({ validTo }) => <span className="figures">{validTo ?? 'now'}</span>,
    isText: true,
  },
];

/** One symbol with its history: which listing it names on a day, and what that was and is called. */
export function SymbolSearch() {
  const { symbol = '', date }: SymbolsSearch = route.useSearch();
  const navigate = useNavigate();
  return (
    <Section title="Look a symbol up">
      <form
        className="symbol-search"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const [asked, day] = ['symbol', 'date'].map((name) => String(form.get(name) ?? '').trim());
          void navigate({
            to: '/signals/symbols',
            search: { ...(asked && { symbol: asked }), ...(day && { date: day }) },
            resetScroll: false,
          });
        }}
      >
        <label className="field">
          <span>Symbol, in any scheme</span>
          <input
            key={symbol}
            type="search"
            name="symbol"
            defaultValue={symbol}
            placeholder="META US, 7203.T, US0378331005"
            autoComplete="off"
            spellCheck={false}
            maxLength={40}
          />
        </label>
        <label className="field">
          <span>On the day (default: the round's)</span>
          <input key={date ?? ''} type="date" name="date" defaultValue={date ?? ''} />
        </label>
        <button type="submit" className="button button-main">
          Look up
        </button>
      </form>
      {symbol !== '' && <Answer symbol={symbol} date={date ?? null} />}
    </Section>
  );
}

function Answer({ symbol, date }: { readonly symbol: string; readonly date: string | null }) {
  return (
    <div aria-live="polite">
      <QueryView query={useSymbolSearch(symbol, date)}>{(found) => <Found found={found} />}</QueryView>
    </div>
  );
}

function Found({ found: { symbol, date, listings, suggestions } }: { readonly found: Search }) {
  if (listings.length === 0) {
    return (
      <Empty>
        No listing is or was called {symbol}.{' '}
        {suggestions.length > 0 && (
          <>
            Did you mean{' '}
            {suggestions.map(({ symbol: near, why }, at) => (
              <span key={near}>
                {at > 0 && ', '}
                <Link to="/signals/symbols" search={{ symbol: near }} title={why} resetScroll={false}>
                  {near}
                </Link>
              </span>
            ))}
            ?
          </>
        )}
      </Empty>
    );
  }
  return listings.map(({ permanentId, name, country, rows, ticker }) => (
    <article key={permanentId} className="listing">
      <h3>
        {name ?? permanentId} <span className="muted">permanent id {permanentId}</span>
        {country !== null && <span className="muted">{country}</span>}
      </h3>
      <p className={ticker === null ? 'muted' : 'fine'}>
        {ticker === null
          ? `Not in the universe of the round that takes files (${date}).`
          : `✓ In the universe, as ${ticker} (${date}).`}
      </p>
      <DataTable
        caption={`Names of ${permanentId}`}
        columns={COLUMNS}
        rows={rows}
        rowKey={({ scheme, symbol: called, validFrom }) => `${scheme} ${called} ${validFrom ?? ''}`}
      />
    </article>
  ));
}
