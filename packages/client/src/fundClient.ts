import type { CapitalPage, ProductPage } from '@robata/tournament';
import type { MoneyOptions } from './accountClient.ts';
import type { CallOptions, Connection } from './connection.ts';
import { freshKey } from './freshKey.ts';
import { orNull } from './orNull.ts';

/** What an investor asks of a product. */
export interface CapitalAsk {
  readonly product: string;
  readonly kind: 'subscription' | 'redemption';
  /** Decimal text; null, for a redemption: everything. */
  readonly amount: string | null;
}

/** Products of the fund, and an investor's own part of them. Where the fund is for investors, others are refused (`investors_only`). */
export interface FundClient {
  /** One product in full; null for one that is not there. */
  fundProduct(product: string, options?: CallOptions): Promise<ProductPage | null>;
  /** What one holds of each product, and asked of it. */
  capital(options?: CallOptions): Promise<CapitalPage>;
  /** Asks for a subscription or redemption, which the operator confirms; gives the page that follows. */
  askForCapital(ask: CapitalAsk, options?: MoneyOptions): Promise<CapitalPage>;
  /** Takes back a request that nobody has decided yet. */
  cancelCapitalRequest(id: string, options?: CallOptions): Promise<CapitalPage>;
}

const CAPITAL = '/api/account/capital';

export const fundClient = ({ ask }: Connection): FundClient => ({
  fundProduct: (product, options) => orNull(ask(`/api/fund/${encodeURIComponent(product)}`, options)),
  capital: (options) => ask(CAPITAL, options),
  askForCapital: (wanted, options) =>
    ask(`${CAPITAL}/requests`, { idempotencyKey: freshKey(), ...options, method: 'POST', body: wanted }),
  cancelCapitalRequest: (id, options) =>
    ask(`${CAPITAL}/requests/${encodeURIComponent(id)}/cancel`, { ...options, method: 'POST', body: {} }),
});
