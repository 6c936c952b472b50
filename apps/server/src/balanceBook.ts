import type { StorageReader } from '@robata/tournament';
import { lastLedgerSequence } from './graphql/lastLedgerSequence.ts';

export interface Balances {
  /** The last entry that they hold; 0 before the first. */
  readonly sequence: number;
  readonly of: ReadonlyMap<string, bigint>;
}

const ENTRIES_AT_ONCE = 200;

/**
 * The balances of the ledger, summed once and from then on moved by what is new: the same object as long as nothing is. Where entries keep
 * coming while they are summed, they are summed again the next time.
 */
export function balanceBook(reader: Pick<StorageReader, 'ledger' | 'balances'>): () => Promise<Balances> {
  let known: Balances | null = null;
  let reading: Promise<unknown> = Promise.resolve();

  const read = async (): Promise<Balances> => {
    if (known === null) {
      const before = await lastLedgerSequence(reader);
      const of = await reader.balances();
      const sequence = await lastLedgerSequence(reader, before);
      if (sequence === before) known = { sequence, of };
      return { sequence, of };
    }
    let { sequence } = known;
    let moved: Map<string, bigint> | null = null;
    for (;;) {
      const entries = await reader.ledger(sequence + 1, ENTRIES_AT_ONCE);
      for (const { lines } of entries) {
        moved ??= new Map(known.of);
        for (const { account, amount } of lines) moved.set(account, (moved.get(account) ?? 0n) + amount);
      }
      sequence = entries.at(-1)?.sequence ?? sequence;
      if (entries.length < ENTRIES_AT_ONCE) break;
    }
    if (moved !== null) known = { sequence, of: moved };
    return known;
  };

  /** One after the other, so that no entry is counted twice. */
  return () => {
    const answer = reading.then(read);
    reading = answer.catch(() => undefined);
    return answer;
  };
}
