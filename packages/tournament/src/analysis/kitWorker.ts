/** The thread in which kits of resolved rounds are read: a large one takes seconds, and solving its portfolio as long again. */
import { parentPort } from 'node:worker_threads';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type ContributionKit, gaussianizedPredictions, kitToJson, type Start } from '@robata/portfolio';
import { ownKit } from '../receipts/ownKit.ts';
import { packedKitFile } from '../receipts/packedKitFile.ts';
import { kitIn } from '../receipts/publicationFiles.ts';
import { parseEvidence, type RoundEvidence } from '../receipts/roundEvidence.ts';
import type { KitPublication } from '../receipts/roundReceipts.ts';
import { committedText, problemOfKit } from '../rounds/commitment.ts';
import { type ContributionExplainer, contributionExplainer } from './explainContribution.ts';

export type KitQuestion =
  | { readonly kind: 'explain'; readonly start: Start; readonly model: string; readonly stored: number | null }
  | { readonly kind: 'committed'; readonly salt: string; readonly opening: string }
  /** `model`: as the kit names it. */
  | { readonly kind: 'own'; readonly model: string; readonly evidence: Uint8Array; readonly form: KitForm }
  /** What everybody may have of it, as JSON; of a round that publishes nobody's predictions, see `partial`. */
  | { readonly kind: 'json'; readonly kits: Exclude<KitPublication, 'own'> }
  /** The kit without any predictions: of the evidence alone. */
  | { readonly kind: 'partial'; readonly evidence: Uint8Array };

/** A file of arrays (`packKit`), or JSON as older programs read it. */
export type KitForm = 'npz' | 'json';

export interface KitRequest {
  readonly call: number;
  readonly round: number;
  /** With everybody's predictions. Null: the round is that of the question before, or the question needs none. */
  readonly kit: Uint8Array | null;
  readonly question: KitQuestion;
}

export type KitReply =
  | { readonly call: number; readonly value: unknown }
  | { readonly call: number; readonly error: string };

interface KeptKit {
  readonly round: number;
  readonly kit: ContributionKit;
  readonly explainers: Map<Start, ContributionExplainer>;
}

const COMPRESSION = 1;
const port = parentPort;
if (port === null) throw new Error('kitWorker runs as a worker thread only');
/** People look at several models of one round. */
let kept: KeptKit | null = null;

/** One after the other: of two kits that are read at once each takes the other's room. */
let before = Promise.resolve();

port.on('message', (request: KitRequest) => {
  before = before.then(() => reply(request));
});

async function reply({ call, round, kit, question }: KitRequest): Promise<void> {
  try {
    const value =
      question.kind === 'partial'
        ? partialOf(evidenceIn(question.evidence))
        : answer(await keptKit(round, kit), question);
    port?.postMessage({ call, value } satisfies KitReply);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    port?.postMessage({ call, error: text } satisfies KitReply);
  }
}

const evidenceIn = (bytes: Uint8Array): RoundEvidence => parseEvidence(gunzipSync(bytes).toString());

const fileOf = ({ round, columns, contribution }: RoundEvidence, kit: ContributionKit): Uint8Array =>
  packedKitFile(kit, { predictions: 'values', about: { round, columns, contribution } }).bytes;

const partialOf = (evidence: RoundEvidence): Uint8Array => fileOf(evidence, evidence.kit);

const jsonOf = (kit: ContributionKit): Uint8Array => gzipSync(JSON.stringify(kitToJson(kit)), { level: COMPRESSION });

function answer({ round, kit, explainers }: KeptKit, question: Exclude<KitQuestion, { kind: 'partial' }>): unknown {
  if (question.kind === 'committed') {
    return gzipSync(committedText(question.salt, question.opening, problemOfKit(kit)), { level: COMPRESSION });
  }
  if (question.kind === 'own') {
    const evidence = evidenceIn(question.evidence);
    const own = ownKit(kit, evidence, question.model);
    return own && (question.form === 'json' ? JSON.stringify(kitToJson(own)) : fileOf(evidence, own));
  }
  if (question.kind === 'json') {
    return jsonOf(question.kits === 'values' ? kit : { ...kit, predictions: gaussianizedPredictions(kit.predictions) });
  }
  const { start, model, stored } = question;
  const explainer = explainers.get(start) ?? contributionExplainer(round, kit, start);
  explainers.set(start, explainer);
  return explainer.explain(model, stored);
}

async function keptKit(round: number, bytes: Uint8Array | null): Promise<KeptKit> {
  if (kept?.round === round) return kept;
  if (bytes === null) throw new Error(`the kit of round ${round} is not here`);
  // Two of them need not be in memory.
  kept = null;
  const kit = await kitIn(bytes).catch((cause: Error) => {
    throw new Error(`the kit of round ${round} cannot be read: ${cause.message}`, { cause });
  });
  return (kept = { round, kit, explainers: new Map() });
}
