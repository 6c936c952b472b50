import { type MerklePath, merkleSteps } from '@robata/ledger/merkle-path';

/** One model's scores of a round, as a leaf of the round's Merkle tree. Its bytes are the UTF-8 of `receiptText`. */
export interface ScoreReceipt {
  /** `classic/12`. */
  readonly round: string;
  readonly model: string;
  /** SHA-256 of the submission; null for the meta model, which nobody submits. */
  readonly submissionHash: string | null;
  readonly isLate: boolean;
  /** What the round committed to at its close. */
  readonly commitment: string | null;
  /** SHA-256 of the round's evidence (`evidenceJson`): targets, returns, problem, meta model, settings. */
  readonly evidenceHash: string;
  /** Tokens as exact decimal texts. */
  readonly atRisk: string;
  readonly payout: string;
  /** In the order of the round's columns; values as shortest exact texts, null where a score is not defined. */
  readonly scores: readonly {
    readonly key: string;
    readonly definitionId: string;
    readonly target: string | null;
    readonly value: string | null;
  }[];
}

/** A receipt with its way to the round's root. */
export interface ScoreProof extends MerklePath {
  readonly format: 'robata-score-proof/1';
  /** The leaf's bytes as text. */
  readonly receipt: string;
  readonly root: string;
}

/** A score as the receipts write it. */
export const scoreText = (value: number): string | null =>
  Number.isNaN(value) ? null : String(value === 0 ? 0 : value);

/** The leaf's text: JSON without spaces, fields in this order. */
export const receiptText = (receipt: ScoreReceipt): string =>
  JSON.stringify({
    format: 'robata-score-receipt/1',
    round: receipt.round,
    model: receipt.model,
    submissionHash: receipt.submissionHash,
    isLate: receipt.isLate,
    commitment: receipt.commitment,
    evidenceHash: receipt.evidenceHash,
    atRisk: receipt.atRisk,
    payout: receipt.payout,
    scores: receipt.scores.map(({ key, definitionId, target, value }) => ({ key, definitionId, target, value })),
  });

/** SHA-256, lower-case hexadecimal, in Node and in browsers (there on https and localhost only). */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

export const textBytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** Whether the tree of RFC 6962 with this root holds the receipt; see `merkleTree` of the ledger. */
export async function isReceiptInRoot({ receipt, root, ...place }: ScoreProof): Promise<boolean> {
  const steps = merkleSteps(place);
  if (steps === null) return false;
  let hash = await sha256Of(joined(Uint8Array.of(0), textBytes(receipt)));
  for (const { sibling, side } of steps) {
    const [left, right] = side === 'right' ? [hash, sibling] : [sibling, hash];
    hash = await sha256Of(joined(Uint8Array.of(1), bytesOf(left), bytesOf(right)));
  }
  return hash === root;
}

/** A round's receipts, all of them and in their order: they lead to its root. */
export interface WholeReceipts {
  readonly root: string;
  /** The text of each, by model. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The receipts of a list that has this root, as the tree of RFC 6962 has it; null where it is another list. */
export async function wholeReceipts(texts: readonly string[], root: string): Promise<WholeReceipts | null> {
  let hashes = await Promise.all(texts.map((text) => sha256Of(joined(Uint8Array.of(0), textBytes(text)))));
  while (hashes.length > 1) {
    const pairs = Array.from({ length: Math.ceil(hashes.length / 2) }, (_, at) => hashes.slice(2 * at, 2 * at + 2));
    // The last of an odd number goes up as it is.
    hashes = await Promise.all(
      pairs.map(([left = '', right]) =>
        right === undefined ? left : sha256Of(joined(Uint8Array.of(1), bytesOf(left), bytesOf(right))),
      ),
    );
  }
  if (hashes[0] !== root) return null;
  return { root, texts: new Map(texts.map((text) => [(JSON.parse(text) as ScoreReceipt).model, text])) };
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
