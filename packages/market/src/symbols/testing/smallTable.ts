import type { Scheme } from '../scheme.ts';
import { buildSymbolTable, type SymbolRow, type SymbolTable } from '../symbolTable.ts';

export const row = (
  permanentId: string,
  scheme: Scheme,
  symbol: string,
  validFrom: string | null = null,
  validTo: string | null = null,
): SymbolRow => ({ permanentId, scheme, symbol, validFrom, validTo });

/** Six listings: one renamed, one ended whose symbol another has now, one abroad, one with a class, and two under one Yahoo symbol. */
export const SMALL_ROWS: readonly SymbolRow[] = [
  row('AAPL US', 'bloomberg', 'AAPL US'),
  row('AAPL US', 'yahoo', 'AAPL'),
  row('AAPL US', 'isin', 'US0378331005'),
  row('FB US', 'bloomberg', 'FB US', null, '2022-06-08'),
  row('FB US', 'bloomberg', 'META US', '2022-06-09'),
  row('FB US', 'yahoo', 'FB', null, '2022-06-08'),
  row('FB US', 'yahoo', 'META', '2022-06-09'),
  row('TWTR US', 'bloomberg', 'TWTR US', null, '2022-10-27'),
  row('GEN US', 'bloomberg', 'GEN US', null, '2018-11-30'),
  row('GEN US~1', 'bloomberg', 'GEN US', '2022-11-08'),
  row('7203 JP', 'bloomberg', '7203 JP'),
  row('7203 JP', 'yahoo', '7203.T'),
  row('7203 JP', 'exchange', '7203.XTKS'),
  row('BRK/B US', 'bloomberg', 'BRK/B US'),
  row('BRK/B US', 'yahoo', 'BRK-B'),
  row('DAI GR', 'bloomberg', 'DAI GR'),
  row('DAI GR', 'yahoo', 'DAI.DE'),
  row('MBG GR', 'bloomberg', 'MBG GR'),
  row('MBG GR', 'yahoo', 'DAI.DE'),
];

export const smallTable = (): SymbolTable => buildSymbolTable(SMALL_ROWS).table;
