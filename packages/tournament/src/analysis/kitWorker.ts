/** The thread in which kits of resolved rounds are read: a large one takes seconds, and solving its portfolio as long again. */
import { parentPort } from 'node:worker_threads';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type ContributionKit, parseKit, type Start } from '@robata/portfolio';
import { ownKitJson } from '../receipts/ownKit.ts';
import { parseEvidence } from '../receipts/roundEvidence.ts';
import { committedText, problemOfKit } from '../rounds/commitment.ts';
import { type ContributionExplainer, contributionExplainer } from './explainContribution.ts';

export type KitQuestion =
  | { readonly kind: 'explain'; readonly start: Start; readonly model: string; readonly stored: number | null }
  | { readonly kind: 'committed'; readonly salt: string; readonly opening: string }
  /** `model`: as the kit names it. */
  | { readonly kind: 'own'; readonly model: string; readonly evidence: Uint8Array };

export interface KitRequest {
  readonly call: number;
  readonly round: number;
  /** With everybody's predictions. */
  readonly kit: Uint8Array;
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

port.on('message', ({ call, round, kit, question }: KitRequest) => {
  try {
    const reply: KitReply = { call, value: answer(keptKit(round, kit), question) };
    port.postMessage(reply);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    port.postMessage({ call, error: text } satisfies KitReply);
  }
});

function answer({ round, kit, explainers }: KeptKit, question: KitQuestion): unknown {
  if (question.kind === 'committed') {
    return gzipSync(committedText(question.salt, question.opening, problemOfKit(kit)), { level: COMPRESSION });
  }
  if (question.kind === 'own') {
    return ownKitJson(kit, parseEvidence(gunzipSync(question.evidence).toString()), question.model);
  }
  const { start, model, stored } = question;
  const explainer = explainers.get(start) ?? contributionExplainer(round, kit, start);
  explainers.set(start, explainer);
  return explainer.explain(model, stored);
}

function keptKit(round: number, bytes: Uint8Array): KeptKit {
  if (kept?.round === round) return kept;
  const read = parseKit(JSON.parse(gunzipSync(bytes).toString()) as unknown);
  if ('fault' in read) throw new Error(`the kit of round ${round} cannot be read: ${read.fault}`);
  return (kept = { round, kit: read.kit, explainers: new Map() });
}
