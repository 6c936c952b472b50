import { emptyOrderDesk } from '@robata/fund';
import type { Attribution, Book, FundAccounts, FundTerms, MandateReport, Product } from '@robata/fund';
import type { StorageReader } from '../storage/storage.ts';
import { exactJson, parseExactJson } from './exactJson.ts';

/** A product as its investors read of it; the document `fund/products` lists all of them. */
export interface FundProduct {
  /** Its id and the kind of its mandate are apart: two managed accounts are two products. */
  readonly product: string;
  readonly kind: Product;
  readonly title: string;
  /** What it may do, in plain sentences. */
  readonly mandate: readonly string[];
  readonly terms: FundTerms;
  readonly costs: FundCosts;
}

/** What trading and holding cost, as shares; of `CostTerms` of the fund room those that are the same for all securities. */
export interface FundCosts {
  readonly linear: number;
  readonly impact: number | null;
  readonly borrowPerYear: number;
  readonly creditPerYear: number;
  readonly debitPerYear: number;
  readonly dayCount: 360 | 365;
}

/** What a product looks like after its last close: the document `fund/PRODUCT`. Nobody's capital stands in it. */
export interface FundState {
  readonly product: string;
  readonly day: string;
  /** Of the last rebalance that was not refused; null before the first. */
  readonly report: MandateReport | null;
  /** The day on which that was traded, or will be. */
  readonly tradedOn: string | null;
  /** Why the last rebalance was refused, in a sentence; null where it was not. */
  readonly refused: string | null;
  readonly rebalances: { readonly solved: number; readonly relaxed: number; readonly refused: number };
  readonly exposures: FundExposures | null;
  /** Of the whole life and of each calendar year. */
  readonly attribution: Attribution;
  readonly years: readonly { readonly year: string; readonly attribution: Attribution }[];
}

/** At the last close, as shares of NAV; of factors Σ weight · exposure. */
export interface FundExposures {
  readonly day: string;
  readonly long: number;
  readonly short: number;
  readonly gross: number;
  readonly net: number;
  readonly names: number;
  readonly outside: number;
  readonly factors: readonly { readonly name: string; readonly value: number }[];
  readonly sectors: readonly { readonly name: string; readonly long: number; readonly short: number }[];
}

/** What nobody but the operator and, of their own part, investors see: the document `fund/PRODUCT/accounts`. */
export interface FundPrivate {
  readonly accounts: FundAccounts;
  /** What was decided last, and is or was traded at the close of `day`; null before the first rebalance. */
  readonly decided: FundDecision | null;
  /** Of everything held or decided: what a broker calls it, and its last price (as in the accounts, 1e-18). */
  readonly instruments: readonly FundInstrument[];
  /** What became of requests, newest last. */
  readonly dealings: readonly FundDealing[];
}

export interface FundDecision {
  readonly day: string;
  readonly weights: readonly (readonly [security: number, weight: number])[];
  /** What was held when it was decided: what orders start from. */
  readonly before: Book;
}

export interface FundInstrument {
  readonly security: number;
  readonly symbol: string;
  readonly price: bigint;
}

/** A request that was dealt. */
export interface FundDealing {
  readonly request: string;
  readonly investor: string;
  readonly kind: 'subscription' | 'redemption';
  readonly day: string;
  /** What was brought, or paid out. */
  readonly amount: bigint;
}

export const productsKey = 'fund/products';
export const stateKey = (product: string): string => `fund/${product}`;
export const privateKey = (product: string): string => `fund/${product}/accounts`;

/** All products in their order; none where the tournament runs none. */
export const fundProducts = async (reader: Pick<StorageReader, 'document'>): Promise<readonly FundProduct[]> =>
  readExact<readonly FundProduct[]>(await reader.document(productsKey)) ?? [];

export const fundState = async (reader: Pick<StorageReader, 'document'>, product: string): Promise<FundState | null> =>
  (await reader.document(stateKey(product))) as FundState | null;

export const fundPrivate = async (
  reader: Pick<StorageReader, 'document'>,
  product: string,
): Promise<FundPrivate | null> => {
  const held = readExact<FundPrivate>(await reader.document(privateKey(product)));
  if (held === null) return null;
  // Accounts that an older version wrote know of no broker.
  const { orders = emptyOrderDesk } = held.accounts as Partial<FundAccounts>;
  return { ...held, accounts: { ...held.accounts, orders } };
};

/** As a document that holds bigints: a text within the JSON. */
export const exactDocument = (value: unknown): string => exactJson(value);

const readExact = <T>(document: unknown): T | null =>
  typeof document === 'string' ? (parseExactJson(document) as T) : null;
