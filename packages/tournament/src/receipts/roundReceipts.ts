import { amountOf, formatAmount, merkleTree, type MerkleTree } from '@robata/ledger';
import type { EntryRecord, PayoutRecord, RoundRecord, ScoreRecord } from '../records.ts';
import { isSignals, ledgerRoundId, signalsRoundId } from '../rounds/ledgerRound.ts';
import type { StorageReader, StorageWriter } from '../storage/storage.ts';
import { receiptText, type ScoreProof, type ScoreReceipt, scoreText, textBytes } from './scoreReceipt.ts';

/**
 * Whose predictions a round's kit shows to everybody: nobody's (each participant gets its own), the gaussianized ranks of all, or all values as
 * they were submitted. Under the models' names: what is at risk is public, so a pseudonym would hide nobody.
 */
export type KitPublication = 'own' | 'ranks' | 'values';

/** What a resolved round publishes of its receipts; the document `receipts/N`. */
export interface PublishedReceipts {
  readonly root: string;
  readonly size: number;
  readonly evidenceHash: string;
  readonly kits: KitPublication;
  /** What the models were called when the round closed, by number: they may be called something else since. */
  readonly names: Readonly<Record<number, string>>;
}

export const receiptsKey = (round: number): string => `receipts/${round}`;

export interface ReceiptRows {
  readonly record: RoundRecord;
  readonly evidenceHash: string;
  /** Of the last day: who is scored has a receipt. */
  readonly scores: readonly ScoreRecord[];
  readonly entries: readonly EntryRecord[];
  readonly payouts: readonly PayoutRecord[];
  readonly names: PublishedReceipts['names'];
  /** Models whose receipts are those of the round's Signals part. Default: none. */
  readonly signals?: ReadonlySet<number>;
}

/** The receipts of a round, ascending by model number. */
export function roundReceipts({
  record,
  evidenceHash,
  scores,
  entries,
  payouts,
  names,
  signals,
}: ReceiptRows): ScoreReceipt[] {
  const entryOf = new Map(entries.map((entry) => [entry.model, entry]));
  const paid = new Map(payouts.map(({ model, amount }) => [model, amount]));
  return scores
    .toSorted((a, b) => a.model - b.model)
    .map(({ model, values }) => {
      const entry = entryOf.get(model);
      return {
        round: signals?.has(model) === true ? signalsRoundId(record) : ledgerRoundId(record),
        model: names[model] ?? String(model),
        submissionHash: entry?.submissionHash ?? null,
        isLate: entry?.late ?? false,
        commitment: record.commitment,
        evidenceHash,
        atRisk: formatAmount(amountOf(entry?.atRisk ?? 0n)),
        payout: formatAmount(amountOf(paid.get(model) ?? 0n)),
        scores: record.columns.map(({ key, definitionId, target }, at) => ({
          key,
          definitionId,
          target,
          value: scoreText(values[at] ?? Number.NaN),
        })),
      };
    });
}

export interface ReceiptTree {
  readonly tree: MerkleTree;
  /** Of its leaves, in their order. */
  readonly texts: readonly string[];
  /** Null for a model that the round did not score. */
  proof(model: string): ScoreProof | null;
}

/** The Merkle tree over a round's score receipts, in their order; `proof` gives null for a model that has none. */
export function receiptTree(receipts: readonly ScoreReceipt[]): ReceiptTree {
  const texts = receipts.map(receiptText);
  const tree = merkleTree(texts.map(textBytes));
  const places = new Map(receipts.map(({ model }, index) => [model, index]));
  return {
    tree,
    texts,
    proof(model) {
      const index = places.get(model);
      if (index === undefined) return null;
      const place = { index, size: tree.size, path: tree.path(index) };
      return { format: 'robata-score-proof/1', receipt: texts[index] as string, ...place, root: tree.root };
    },
  };
}

/** The receipts of a round from what is stored of it. */
export async function storedReceipts(
  reader: StorageReader,
  record: RoundRecord,
  { evidenceHash, names }: Pick<PublishedReceipts, 'evidenceHash' | 'names'>,
): Promise<ScoreReceipt[]> {
  const round = record.number;
  const scores = await reader.scores({ round, latestOnly: true });
  const entries = await reader.entries({ round });
  const payouts = await reader.payouts({ round });
  const rows = { record, evidenceHash, scores, entries, payouts, names };
  if (record.signals === undefined) return roundReceipts(rows);
  const signals = new Set((await reader.models()).filter(isSignals).map(({ id }) => id));
  return roundReceipts({ ...rows, signals });
}

/** Publishes the root of a round that resolves, in the transaction that resolves it, once scores and payouts are written. */
export async function putReceipts(
  writer: StorageWriter,
  record: RoundRecord,
  published: Omit<PublishedReceipts, 'root' | 'size'>,
): Promise<void> {
  const { root, size } = receiptTree(await storedReceipts(writer, record, published)).tree;
  await writer.putDocument(receiptsKey(record.number), { root, size, ...published } satisfies PublishedReceipts);
}
