import type { Execution } from '@robata/fund';
import { parseExactJson } from './exactJson.ts';

/**
 * What an operator released and a broker reported of a product, until the next close takes it into the fund's log: the document
 * `fund/PRODUCT/broker`. It only grows by acts that the log would take, and keeps those of the plans that the fund keeps.
 */
export interface BrokerInbox {
  readonly confirmations: readonly { readonly plan: string; readonly by: string; readonly at: string }[];
  readonly files: readonly BrokerFile[];
}

export interface BrokerFile {
  readonly plan: string;
  /** SHA-256 of the file's text. */
  readonly file: string;
  readonly by: string;
  readonly at: string;
  readonly executions: readonly Execution[];
}

export const brokerInboxKey = (product: string): string => `fund/${product}/broker`;

/** The document as it is read; empty where there is none. */
export const brokerInbox = (document: unknown): BrokerInbox =>
  typeof document === 'string' ? (parseExactJson(document) as BrokerInbox) : { confirmations: [], files: [] };
