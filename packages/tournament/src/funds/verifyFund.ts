import { balanceSheet, type FundLife, fundLife } from '@robata/fund';
import { amount, formatAmount } from '@robata/ledger';
import type { FundCloseRecord } from '../records.ts';
import type { StorageReader } from '../storage/storage.ts';
import { closeHash, parseEventLines, unpackEvents } from './eventLog.ts';
import { fundProducts } from './fundDocuments.ts';
import { fundFiguresOf } from './productBook.ts';

/** What the auditing of one product came to. */
export interface FundReport {
  readonly product: string;
  readonly days: number;
  readonly events: number;
  readonly from: string | null;
  readonly to: string | null;
  /** The last NAV. */
  readonly nav: string;
  /** Largest |cash + positions − payable − accrued fee − NAV| of any day, as stored; '0' where every day adds up. */
  readonly worstGap: string;
  readonly hash: string;
  /** At most 20. */
  readonly faults: readonly { readonly day: string; readonly detail: string }[];
}

const FAULTS_MAX = 20;
/** Days read at a time. */
const PAGE = 50;

/** |cash + positions − payable − accrued fee − NAV| of a stored day, exact. */
export function gapOf({ figures }: Pick<FundCloseRecord, 'figures'>): bigint {
  const { cash, positions, payable, accruedPerformanceFee, navAfter } = figures;
  const gap = amount(cash) + amount(positions) - amount(payable) - amount(accruedPerformanceFee) - amount(navAfter);
  return gap < 0n ? -gap : gap;
}

/**
 * Computes every NAV of a product again from its events alone, and compares all figures of all days with what is stored, to the last unit of
 * 1e-18 (doubles to the bit); follows the chain of hashes. An empty `faults` is the proof.
 */
export async function verifyFund(
  reader: Pick<StorageReader, 'fundCloses' | 'fundLog'>,
  product: string,
): Promise<FundReport> {
  const closes = await reader.fundCloses(product);
  const faults: { day: string; detail: string }[] = [];
  let life: FundLife | null = null;
  let [hash, events, worst] = ['', 0, 0n];
  for (let at = 0; at < closes.length && faults.length < FAULTS_MAX; at += PAGE) {
    const log = await reader.fundLog(product, at + 1, PAGE);
    for (const [i, close] of closes.slice(at, at + PAGE).entries()) {
      const gap = gapOf(close);
      if (gap > worst) worst = gap;
      const read = log[i];
      const fault = (detail: string): void => void faults.push({ day: close.day, detail });
      if (close.sequence !== at + i + 1 || read?.sequence !== close.sequence) {
        fault(`Day ${close.sequence} stands where day ${at + i + 1} should; its events are not there.`);
        continue;
      }
      try {
        const lines = unpackEvents(read.events);
        const day = parseEventLines(lines);
        hash = closeHash(hash, lines);
        events += day.length;
        life = fundLife(day, life === null ? null : { ...life, days: life.days.slice(-1) });
        const [record, sheet] = [life.days.at(-1), balanceSheet(life.accounts)];
        if (record === undefined || record.day !== close.day) fault('Its events hold no valuation of this day.');
        else {
          const computed: Readonly<Record<string, unknown>> = { ...fundFiguresOf(record, life.accounts) };
          for (const [name, stored] of Object.entries(close.figures)) {
            const [a, b] = [JSON.stringify(stored), JSON.stringify(computed[name])];
            if (a !== b) fault(`${name} is stored as ${a} and the events give ${b}.`);
          }
        }
        if (sheet.unallocated !== 0n) fault(`${formatAmount(sheet.unallocated)} belong to nobody.`);
        if (hash !== close.hash) fault('The chain of hashes breaks here: an event was changed, added or left out.');
      } catch (error) {
        fault(`Its events cannot be applied: ${error instanceof Error ? error.message : String(error)}.`);
      }
    }
  }
  const last = closes.at(-1);
  return {
    product,
    days: closes.length,
    events,
    from: closes[0]?.day ?? null,
    to: last?.day ?? null,
    nav: last?.figures.navAfter ?? '0',
    worstGap: formatAmount(worst as never),
    hash,
    faults: faults.slice(0, FAULTS_MAX),
  };
}

/** `verifyFund` of every product that the tournament runs. */
export async function verifyFunds(
  reader: Pick<StorageReader, 'fundCloses' | 'fundLog' | 'document'>,
): Promise<readonly FundReport[]> {
  const reports: FundReport[] = [];
  for (const { product } of await fundProducts(reader)) reports.push(await verifyFund(reader, product));
  return reports;
}
