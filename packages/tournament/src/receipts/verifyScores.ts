import { column } from '@robata/kernels';
import { type ContributionKit, gaussianizedPredictions, metaModelOf } from '@robata/portfolio';
import { submissionBytes } from '../rounds/submissionBytes.ts';
import { type Gradients, gradientsOf, recomputeScores } from './recomputeScores.ts';
import { parseEvidence, type RoundEvidence } from './roundEvidence.ts';
import {
  isReceiptInRoot,
  type ScoreProof,
  type ScoreReceipt,
  scoreText,
  sha256Of,
  textBytes,
  type WholeReceipts,
} from './scoreReceipt.ts';

/** What is checked of a round, and what came out. */
export interface ScoreCheck {
  readonly what: 'root' | 'evidence' | 'submission' | 'kit' | 'meta model' | 'score';
  /** Of a score its column. */
  readonly key: string | null;
  readonly status: 'verified' | 'refuted' | 'not checked';
  readonly sentence: string;
}

export interface ScoreVerification {
  /** Nothing is refuted, and at least the receipt is in the published root. */
  readonly isVerified: boolean;
  readonly receipt: ScoreReceipt;
  readonly checks: readonly ScoreCheck[];
}

/** What a round published for all its models. */
export interface PublishedRound {
  /** As the round published it, learned where one trusts it. */
  readonly publishedRoot: string;
  /** The text of the round's evidence, unpacked. */
  readonly evidence: string;
  /** Everybody's predictions, where the round publishes them. */
  readonly fullKit: ContributionKit | null;
  /** SHA-256 of the manifest of the file that `fullKit` was read from; missing or null of one that has none, as JSON. */
  readonly fullKitManifest?: string | null;
  /** All receipts, where there are all of them; missing or null: a model comes with its proof. */
  readonly receipts?: WholeReceipts | null;
}

export interface ModelToVerify {
  /** Whose receipt it must be, and of which round. */
  readonly asked: { readonly round: number; readonly model: string };
  /** The text of the proof that the round's server gives for a model; null: the receipt is one of those of all. */
  readonly proof: string | null;
  /** One's own predictions, by the id of the evidence; null to take those of the full kit. */
  readonly predictions: ReadonlyMap<string, number> | null;
}

export type ScoresToVerify = PublishedRound & ModelToVerify;

/**
 * Computes a model's scores again from what its round published and compares them with its receipt, to the last bit; and the receipt with the
 * root. In Node and in browsers. Throws Error with one sentence where a text is no proof or no evidence.
 */
export const verifyScores = (input: ScoresToVerify): Promise<ScoreVerification> =>
  verified({ ...input, ...knownOf(input, 1) });

/** The same of one model after the other: what all have in common is read and computed once. For most of a round's models. */
export function scoreVerifier(round: PublishedRound): (model: ModelToVerify) => Promise<ScoreVerification> {
  const known = knownOf(round, MODELS_AT_ONCE);
  return (model) => verified({ ...model, ...known });
}

/** Of a full kit so many models are computed together: more take memory, and save nothing. */
const MODELS_AT_ONCE = 250;

/** What follows from what a round published, each when it is first asked for. */
interface Known {
  readonly publishedRoot: string;
  readonly fullKit: ContributionKit | null;
  readonly evidenceHash: () => Promise<string>;
  readonly evidence: () => RoundEvidence;
  readonly kitChecks: () => readonly ScoreCheck[];
  readonly gradients: () => Gradients | null;
  readonly receipts: WholeReceipts | null;
  /** A model's predictions of the full kit; null where it is not in it, or there is none. */
  readonly columnOf: (model: string) => Float64Array | null;
  /** What they score, by column key. For models of the full kit. */
  readonly scoresInKit: (model: string) => ReadonlyMap<string, number>;
}

function knownOf(round: PublishedRound, atOnce: number): Known {
  const { publishedRoot, evidence: text, fullKit, fullKitManifest = null, receipts = null } = round;
  const evidence = once(() => parseEvidence(text));
  const gradients = once(() => fullKit && gradientsOf(evidence(), fullKit));
  const places = once(() => new Map(fullKit?.models.map((model, place) => [model, place])));
  const columnOf = (model: string): Float64Array | null => {
    const place = places().get(model);
    return fullKit === null || place === undefined ? null : column(fullKit.predictions, place);
  };
  const scored = new Map<string, ReadonlyMap<string, number>>();
  return {
    publishedRoot,
    fullKit,
    receipts,
    columnOf,
    scoresInKit(model) {
      const first = Math.floor((places().get(model) ?? 0) / atOnce) * atOnce;
      const block = scored.has(model) ? [] : (fullKit?.models.slice(first, first + atOnce) ?? []);
      if (block.length > 0) {
        const predicted = block.map((each) => ({ model: each, predictions: columnOf(each) as Float64Array }));
        const scores = recomputeScores(evidence(), predicted, gradients());
        block.forEach((each, at) => scored.set(each, scoresAt(scores, at)));
      }
      return scored.get(model) ?? new Map();
    },
    evidenceHash: once(() => sha256Of(textBytes(text))),
    evidence,
    kitChecks: once(() =>
      fullKit === null ? [] : [...manifestChecks(evidence(), fullKitManifest), metaModelCheck(evidence(), fullKit)],
    ),
    gradients,
  };
}

/** Of one model. */
const scoresAt = (scores: ReadonlyMap<string, Float64Array>, at: number): ReadonlyMap<string, number> =>
  new Map([...scores].map(([key, values]) => [key, values[at] as number]));

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

type Input = Known & ModelToVerify;

async function verified(input: Input): Promise<ScoreVerification> {
  const proof = input.proof === null ? null : parseProof(input.proof);
  const receipt = JSON.parse(proof?.receipt ?? listedReceipt(input)) as ScoreReceipt;
  const checks: ScoreCheck[] = [await rootCheck(proof, receipt, input)];
  const isEvidence = (await input.evidenceHash()) === receipt.evidenceHash;
  checks.push(
    checkOf(
      'evidence',
      isEvidence,
      'The evidence is the one that the receipt names.',
      'The evidence is not the one that the receipt names: download it again, and ask who changed it.',
    ),
  );
  if (isEvidence) checks.push(...(await scoreChecks(receipt, input.evidence(), input)));
  return { isVerified: checks.every(({ status }) => status !== 'refuted'), receipt, checks };
}

function parseProof(text: string): ScoreProof {
  try {
    const proof = JSON.parse(text) as ScoreProof;
    if (proof.format === 'robata-score-proof/1' && typeof proof.receipt === 'string' && Array.isArray(proof.path)) {
      return proof;
    }
  } catch {
    // Said below.
  }
  throw new Error('The file is no proof of scores: its format is not robata-score-proof/1.');
}

function listedReceipt({ receipts, asked }: Input): string {
  const text = receipts?.texts.get(asked.model);
  if (text !== undefined) return text;
  throw new Error(`The receipts of round ${asked.round} hold none of '${asked.model}': ask for its proof.`);
}

async function rootCheck(
  proof: ScoreProof | null,
  { round, model }: ScoreReceipt,
  { asked, publishedRoot, receipts }: Input,
): Promise<ScoreCheck> {
  if (model !== asked.model || round.slice(round.lastIndexOf('/') + 1) !== String(asked.round)) {
    return checkOf('root', false, '', `The receipt is that of ${model} in ${round}: another one was asked for.`);
  }
  if ((proof ?? receipts)?.root !== publishedRoot.toLowerCase()) {
    return checkOf('root', false, '', 'The proof is for another root than the published one.');
  }
  return checkOf(
    'root',
    // That of a list leads there, as all of them do.
    proof === null || (await isReceiptInRoot(proof)),
    'The receipt is in the root that the round published.',
    'The receipt and its path do not lead to the root.',
  );
}

async function scoreChecks(receipt: ScoreReceipt, evidence: RoundEvidence, input: Input): Promise<ScoreCheck[]> {
  const { ids } = evidence.kit.problem;
  const checks = [...input.kitChecks()];
  if (receipt.round.startsWith(SIGNALS_ROUND)) return [...checks, ...signalsChecks(receipt, input)];
  const isMetaModel = receipt.submissionHash === null;
  const own =
    input.predictions === null ? null : Float64Array.from(ids, (id) => input.predictions?.get(id) ?? Number.NaN);
  const predictions = isMetaModel ? (evidence.kit.others?.metaModel ?? null) : (own ?? input.columnOf(receipt.model));
  if (predictions === null) {
    return [
      ...checks,
      ...receipt.scores.map(({ key }) =>
        notChecked(
          'score',
          key,
          'It needs the predictions: give your own file, or the full kit where the round publishes it.',
        ),
      ),
    ];
  }
  const missing = predictions.findIndex((value) => Number.isNaN(value));
  if (missing >= 0)
    throw new Error(
      `The predictions have no value for ${ids[missing]}: give the file that was submitted for this round.`,
    );
  if (!isMetaModel) checks.push(await submissionCheck(receipt, ids, predictions, own !== null));
  const scores =
    own === null && !isMetaModel
      ? input.scoresInKit(receipt.model)
      : scoresAt(recomputeScores(evidence, [{ model: receipt.model, predictions }], input.gradients()), 0);
  return [...checks, ...receipt.scores.map((score) => scoreCheck(score, scores, isMetaModel))];
}

const SIGNALS_ROUND = 'signals/';

/**
 * A Signals model submits by ticker, and a round publishes ids that nobody can tell tickers from: beside each other they would say which is which.
 * So its scores against targets cannot be computed from outside. True Contribution can: the full kit holds what of its signal entered the meta model.
 */
function signalsChecks(receipt: ScoreReceipt, { columnOf, scoresInKit }: Input): ScoreCheck[] {
  const entered = columnOf(receipt.model);
  const scores = entered === null ? new Map<string, number>() : scoresInKit(receipt.model);
  return receipt.scores.map((score) => {
    const { key, definitionId, value } = score;
    if (!definitionId.startsWith('tc-')) {
      return notChecked(
        'score',
        key,
        value === null
          ? 'It is no score of a Signals model.'
          : 'It is made from tickers, and the ids of the evidence must not be told from them.',
      );
    }
    if (entered === null && receipt.submissionHash !== null) {
      return notChecked('score', key, 'It needs the full kit, where the round publishes it.');
    }
    return scoreCheck(score, scores, receipt.submissionHash === null);
  });
}

function scoreCheck(
  { key, definitionId, value }: ScoreReceipt['scores'][number],
  scores: ReadonlyMap<string, number>,
  isMetaModel: boolean,
): ScoreCheck {
  if (isMetaModel && definitionId.startsWith('tc-'))
    return notChecked('score', key, 'The meta model has no contribution to itself.');
  const computed = scores.get(key);
  if (computed === undefined && value === null) return notChecked('score', key, 'It is no score of this model.');
  if (computed === undefined) {
    return notChecked(
      'score',
      key,
      `${definitionId} needs everybody's predictions: the full kit, where the round publishes it.`,
    );
  }
  const text = scoreText(computed);
  return checkOf(
    'score',
    text === value,
    `${key} (${definitionId}) is ${value ?? 'not defined'}, to the last bit.`,
    `${key} (${definitionId}) is ${text ?? 'not defined'} by computation, and ${value ?? 'not defined'} in the receipt.`,
    key,
  );
}

/** Ranks instead of values score alike and have another hash: only one's own file, or a kit with the values themselves, can show it. */
async function submissionCheck(
  receipt: ScoreReceipt,
  ids: readonly string[],
  predictions: Float64Array,
  isOwn: boolean,
): Promise<ScoreCheck> {
  const isSame = (await sha256Of(submissionBytes(ids, predictions))) === receipt.submissionHash;
  if (!isSame && !isOwn)
    return notChecked('submission', null, 'The kit holds ranks; the hash of the submission needs its values.');
  return checkOf(
    'submission',
    isSame,
    'The predictions are those that were submitted.',
    'These are not the predictions that the round counted: its hash is another one.',
  );
}

/** The full kit is the one that the evidence names: then nobody's predictions in it were changed, also of those who count for nothing. */
function manifestChecks({ fullKit }: RoundEvidence, manifest: string | null): ScoreCheck[] {
  if (fullKit === undefined) return [];
  const isOther = 'The kit is not the one that the evidence names: download it again, and ask who changed it.';
  const isNone = 'The evidence names a kit file, and this kit is JSON, which nothing vouches for: ask for ?format=npz.';
  const isSame = manifest === fullKit;
  return [checkOf('kit', isSame, 'The kit is the one that the evidence names.', manifest === null ? isNone : isOther)];
}

/** The full kit's predictions and weights make the meta model of the evidence. */
function metaModelCheck({ kit, weights }: RoundEvidence, fullKit: ContributionKit): ScoreCheck {
  const metaModel = kit.others?.metaModel;
  const isSameWeights =
    fullKit.stakes.length >= weights.length && fullKit.stakes.every((stake, i) => stake === (weights[i] ?? 0));
  const made = metaModelOf(gaussianizedPredictions(fullKit.predictions), fullKit.stakes);
  const isSame = isSameWeights && metaModel?.length === made.length && made.every((value, i) => value === metaModel[i]);
  return checkOf(
    'meta model',
    isSame,
    'The meta model is the weighted mean of all predictions, to the last bit.',
    "The kit's predictions and weights do not make the round's meta model.",
  );
}

const checkOf = (
  what: ScoreCheck['what'],
  isTrue: boolean,
  yes: string,
  no: string,
  key: string | null = null,
): ScoreCheck => ({
  what,
  key,
  status: isTrue ? 'verified' : 'refuted',
  sentence: isTrue ? yes : no,
});

const notChecked = (what: ScoreCheck['what'], key: string | null, sentence: string): ScoreCheck => ({
  what,
  key,
  status: 'not checked',
  sentence,
});
