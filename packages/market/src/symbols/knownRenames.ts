import type { SymbolOverride } from './overrides.ts';
import type { Scheme } from './scheme.ts';
import type { SymbolRow } from './symbolTable.ts';

export interface KnownRename {
  /** The first trading day of the new ticker. */
  readonly fromDay: string;
  readonly ticker: string;
  readonly to: string;
}

/**
 * Changes of United States tickers that maps of 2021 to 2023 hold as two companies, in the order of time (announced by the
 * companies and the exchanges). Kept by hand; an operator's own file of overrides comes on top.
 */
export const KNOWN_RENAMES: readonly KnownRename[] = `
2021-10-04 CREE WOLF
2021-12-01 BRKS AZTA
2022-01-10 WLTW WTW
2022-02-17 VIAC PARA
2022-03-15 HFC DINO
2022-04-04 ADS BFH
2022-04-11 DISCA WBD
2022-04-28 SGMS LNW
2022-05-10 BLL BALL
2022-05-24 NCBS NIC
2022-06-09 FB META
2022-06-28 ANTM ELV
2022-09-07 ELY MODG
2022-11-07 WETF WT
2022-11-08 NLOK GEN
2023-02-27 RCII UPBD
2023-05-16 PKI RVTY
2023-05-22 OBNK OBK
2023-06-07 FISV FI
2023-06-20 HSC NVRI
2023-07-10 RE EG
2023-08-30 ABC COR
2025-11-11 FI FISV
`
  .trim()
  .split('\n')
  .map((line) => {
    const [fromDay = '', ticker = '', to = ''] = line.split(' ');
    return { fromDay, ticker, to };
  });

/** New tickers that another company had shortly before, by the day on which it lost them: Frank's International was FI. */
const EARLIER_OWNERS: Readonly<Record<string, { readonly endedOn: string; readonly before: string }>> = {
  FI: { endedOn: '2021-10-04', before: 'FISV' },
};

/** How each scheme writes a ticker of the United States. */
const WRITTEN: readonly (readonly [Scheme, suffix: string])[] = [
  ['bloomberg', ' US'],
  ['numerai_ticker', ' US'],
  ['yahoo', ''],
];

/**
 * The known renames as overrides for the rows of a map that has no days. Only of companies that the map still has under their
 * old ticker: a newer map calls them by the new one throughout, and there is nothing to join.
 */
export function knownRenames(rows: readonly SymbolRow[]): SymbolOverride[] {
  const known = new Set(rows.filter(({ scheme }) => scheme === 'bloomberg').map(({ symbol }) => symbol));
  const renamed = new Set<string>();
  return KNOWN_RENAMES.flatMap(({ fromDay, ticker, to }) => {
    if (!known.has(`${ticker} US`) && !renamed.has(ticker)) return [];
    renamed.add(to);
    const earlier = EARLIER_OWNERS[to]?.before === ticker ? EARLIER_OWNERS[to] : undefined;
    return [
      ...(earlier === undefined ? [] : inEachScheme('end', to, '', earlier.endedOn)),
      ...inEachScheme('rename', ticker, to, fromDay),
    ];
  });
}

function inEachScheme(action: 'end' | 'rename', ticker: string, to: string, fromDay: string): SymbolOverride[] {
  return WRITTEN.map(([scheme, suffix]) => ({
    action,
    scheme,
    symbol: ticker + suffix,
    to: to === '' ? '' : to + suffix,
    fromDay,
    why: '',
  }));
}
