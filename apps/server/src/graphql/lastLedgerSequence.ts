import type { StorageReader } from '@robata/tournament';

/**
 * The sequence of the newest ledger entry, which is not below `known` (0 before the first): found by steps that double and then halve, so
 * that a long ledger is not read.
 */
export async function lastLedgerSequence(reader: Pick<StorageReader, 'ledger'>, known = 0): Promise<number> {
  const isThere = async (sequence: number): Promise<boolean> => (await reader.ledger(sequence, 1)).length > 0;
  let low = known;
  let step = 1;
  while (await isThere(low + step)) {
    low += step;
    step *= 2;
  }
  let high = low + step;
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (await isThere(middle)) low = middle;
    else high = middle;
  }
  return low;
}
