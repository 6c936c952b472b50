import { type ContributionKit, gaussianizedPredictions, metaModelOf } from '@robata/portfolio';
import { submissionBytes } from '../rounds/submissionBytes.ts';
import { type Gradients, gradientsOf, recomputeScores } from './recomputeScores.ts';
import { parseEvidence, type RoundEvidence } from './roundEvidence.ts';
import { isReceiptInRoot, type ScoreProof, type ScoreReceipt, scoreText, sha256Of, textBytes } from './scoreReceipt.ts';

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
}

export interface ModelToVerify {
  /** Whose receipt it must be, and of which round. */
  readonly asked: { readonly round: number; readonly model: string };
  /** The text of the proof that the round's server gives for a model. */
  readonly proof: string;
  /** One's own predictions, by the id of the evidence; null to take those of the full kit. */
  readonly predictions: ReadonlyMap<string, number> | null;
}

export type ScoresToVerify = PublishedRound & ModelToVerify;

/**
 * Computes a model's scores again from what its round published and compares them with its receipt, to the last bit; and the receipt with the
 * root. In Node and in browsers. Throws Error with one sentence where a text is no proof or no evidence.
 */
export const verifyScores = (input: ScoresToVerify): Promise<ScoreVerification> => scoreVerifier(input)(input);

/** The same of one model after the other: what all have in common is read and computed once. */
export function scoreVerifier(round: PublishedRound): (model: ModelToVerify) => Promise<ScoreVerification> {
  const known = knownOf(round);
  return (model) => verified({ ...model, ...known });
}

/** What follows from what a round published, each when it is first asked for. */
interface Known {
  readonly publishedRoot: string;
  readonly fullKit: ContributionKit | null;
  readonly evidenceHash: () => Promise<string>;
  readonly evidence: () => RoundEvidence;
  readonly kitChecks: () => readonly ScoreCheck[];
  readonly gradients: () => Gradients | null;
}

function knownOf({ publishedRoot, evidence: text, fullKit, fullKitManifest = null }: PublishedRound): Known {
  const evidence = once(() => parseEvidence(text));
  return {
    publishedRoot,
    fullKit,
    evidenceHash: once(() => sha256Of(textBytes(text))),
    evidence,
    kitChecks: once(() =>
      fullKit === null ? [] : [...manifestChecks(evidence(), fullKitManifest), metaModelCheck(evidence(), fullKit)],
    ),
    gradients: once(() => fullKit && gradientsOf(evidence(), fullKit)),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

type Input = Known & ModelToVerify;

async function verified(input: Input): Promise<ScoreVerification> {
  const proof = parseProof(input.proof);
  const receipt = JSON.parse(proof.receipt) as ScoreReceipt;
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

async function rootCheck(
  proof: ScoreProof,
  { round, model }: ScoreReceipt,
  { asked, publishedRoot }: Input,
): Promise<ScoreCheck> {
  if (model !== asked.model || round.slice(round.lastIndexOf('/') + 1) !== String(asked.round)) {
    return checkOf('root', false, '', `The receipt is that of ${model} in ${round}: another one was asked for.`);
  }
  if (proof.root !== publishedRoot.toLowerCase()) {
    return checkOf('root', false, '', 'The proof is for another root than the published one.');
  }
  return checkOf(
    'root',
    await isReceiptInRoot(proof),
    'The receipt is in the root that the round published.',
    'The receipt and its path do not lead to the root.',
  );
}

async function scoreChecks(receipt: ScoreReceipt, evidence: RoundEvidence, input: Input): Promise<ScoreCheck[]> {
  const { ids } = evidence.kit.problem;
  const { fullKit } = input;
  const checks = [...input.kitChecks()];
  if (receipt.round.startsWith(SIGNALS_ROUND)) return [...checks, ...(await signalsChecks(receipt, evidence, input))];
  const isMetaModel = receipt.submissionHash === null;
  const own =
    input.predictions === null ? null : Float64Array.from(ids, (id) => input.predictions?.get(id) ?? Number.NaN);
  const predictions = isMetaModel
    ? (evidence.kit.others?.metaModel ?? null)
    : (own ?? columnOf(fullKit, receipt.model));
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
  const scores = recomputeScores(evidence, { model: receipt.model, predictions }, input.gradients());
  return [...checks, ...receipt.scores.map((score) => scoreCheck(score, scores, isMetaModel))];
}

const SIGNALS_ROUND = 'signals/';

/**
 * A Signals model submits by ticker, and a round publishes ids that nobody can tell tickers from: beside each other they would say which is which.
 * So its scores against targets cannot be computed from outside. True Contribution can: the full kit holds what of its signal entered the meta model.
 */
async function signalsChecks(
  receipt: ScoreReceipt,
  evidence: RoundEvidence,
  { fullKit, gradients }: Input,
): Promise<ScoreCheck[]> {
  const entered = columnOf(fullKit, receipt.model);
  const scores =
    entered === null
      ? new Map<string, number>()
      : recomputeScores(evidence, { model: receipt.model, predictions: entered }, gradients());
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

function columnOf(kit: ContributionKit | null, model: string): Float64Array | null {
  const place = kit?.models.indexOf(model) ?? -1;
  if (kit === null || place < 0) return null;
  return kit.predictions.data.subarray(place * kit.predictions.rows, (place + 1) * kit.predictions.rows);
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
