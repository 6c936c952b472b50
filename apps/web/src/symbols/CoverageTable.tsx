import type { CoverageReport, Scheme, SymbolsPage } from '@robata/client';
import { useMemo } from 'react';
import { formatNumber, formatPercent } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { SCHEME_NAMES } from './schemes.ts';

interface Row {
  readonly name: string;
  readonly listings: number;
  readonly withSymbol: Readonly<Record<Scheme, number>>;
  readonly isRound: boolean;
}

interface CoverageTableProps {
  readonly coverage: CoverageReport;
  readonly round: SymbolsPage['round'];
}

const FIRST: readonly Column<Row>[] = [
  { key: 'market', header: 'Market', cell: ({ name }) => name, isText: true, isRowHeader: true },
  { key: 'listings', header: 'Listings', cell: ({ listings }) => formatNumber(listings) },
];

const schemeColumn = (scheme: Scheme, header: string): Column<Row> => ({
  key: scheme,
  header,
  cell: ({ withSymbol, listings }) =>
    withSymbol[scheme] === 0 ? (
      <span className="muted">–</span>
    ) : (
      <>
        {formatNumber(withSymbol[scheme])}{' '}
        <span className="muted">{formatPercent(withSymbol[scheme] / Math.max(1, listings))}</span>
      </>
    ),
});

/** Listings by market, and how many of them each scheme can name; the round that takes files above all. */
export function CoverageTable({ coverage, round }: CoverageTableProps) {
  const { listings, withSymbol, markets } = coverage;
  const rows = useMemo((): readonly Row[] => {
    const own: Row[] =
      round === null
        ? []
        : [{ name: `Round ${round.number}`, listings: round.stocks, withSymbol: round.withSymbol, isRound: true }];
    return [
      ...own,
      { name: 'All markets', listings, withSymbol, isRound: false },
      ...markets.map((market) => ({
        name: market.country === null ? 'Without a market' : `${market.country} (${market.market})`,
        listings: market.listings,
        withSymbol: market.withSymbol,
        isRound: false,
      })),
    ];
  }, [listings, withSymbol, markets, round]);
  // Schemes of which nothing is known would only be empty columns.
  const columns = useMemo(
    () => [
      ...FIRST,
      ...SCHEME_NAMES.filter(([scheme]) => withSymbol[scheme] > 0 || (round?.withSymbol[scheme] ?? 0) > 0).map(
        ([scheme, name]) => schemeColumn(scheme, name),
      ),
    ],
    [withSymbol, round],
  );
  return (
    <DataTable
      caption="Listings by market and the schemes that can name them"
      columns={columns}
      rows={rows}
      rowKey={({ name }) => name}
      isMarked={({ isRound }) => isRound}
      pageRows={12}
    />
  );
}
