import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { chunksOf, parseKit, readKitFile } from '@robata/portfolio';
import {
  type PublishedReceipts,
  type PublishedRound,
  type ScoreVerification,
  scoreVerifier,
  verifyScores,
  wholeReceipts,
} from '@robata/tournament';
import { BROWSER_DECOMPRESSORS, CLASSIC_FORMAT, DomainError, readHere } from '@robata/tournament/predictions';
import { askServer, bytesOf, openAnswer, safeJson } from '../../askServer.ts';
import { readOptions } from '../../options.ts';
import { UsageError } from '../../usageError.ts';
import { ROUND_OPTIONS } from './roundOptions.ts';

/** Computes the scores of a resolved round again from what it published. Prints a line for each model; fails where anything differs. */
export async function verifyRound(values: readonly string[], words: readonly string[]): Promise<number> {
  const given = readOptions('verify round', ROUND_OPTIONS, words);
  const round = Number(values[0]);
  if (!Number.isInteger(round) || round < 1 || values.length > 1) {
    throw new UsageError('robata verify round: say which one, as robata verify round 12 --server URL.');
  }
  if (given.predictions !== undefined && given.model === undefined) {
    throw new UsageError('robata verify round: --predictions needs --model: whose they are.');
  }
  const server = given.server ?? 'http://localhost:8080';
  const ask = (path: string): Promise<Buffer> => askServer('verify round', server, `/api/rounds/${round}${path}`);
  // An older server tells of the receipts and gives none of them.
  const published = safeJson(
    (await ask(given.model === undefined ? '/receipts?all=true' : '/receipts')).toString(),
  ) as PublishedReceipts & { models?: string[]; receipts?: string[] };
  const evidence = unpacked(await ask('/evidence'));
  const full = published.kits === 'own' ? null : await publishedKit(server, `/api/rounds/${round}/kit?format=npz`);
  const predictions = given.predictions === undefined ? null : await predictionsIn(given.predictions);
  // By the names of the close: some are called something else by now. An older server lists the present ones.
  const models = given.model === undefined ? (published.models ?? scoredModels(await ask(''), round)) : [given.model];
  const publishedRoot = given.root ?? published.root;
  // Where the list is another one, each is asked for: so it is said whose was changed.
  const receipts =
    published.receipts === undefined ? null : await wholeReceipts(published.receipts, publishedRoot.toLowerCase());
  const known: PublishedRound = { publishedRoot, evidence, fullKit: null, receipts, ...full };
  const verify: ReturnType<typeof scoreVerifier> =
    given.model === undefined ? scoreVerifier(known) : (model) => verifyScores({ ...known, ...model });
  const results: ScoreVerification[] = [];
  for (const model of models) {
    const isListed = receipts?.texts.has(model) === true;
    const proof = isListed ? null : (await ask(`/receipts/${encodeURIComponent(model)}`)).toString();
    results.push(await verify({ asked: { round, model }, proof, predictions }));
  }
  if (given.json) console.log(JSON.stringify({ round, root: published.root, models: results }));
  else for (const result of results) console.log(lineOf(result));
  const refuted = results.filter(({ isVerified }) => !isVerified);
  const [first] = refuted;
  if (first === undefined) {
    if (!given.json) console.log(`Round ${round} verifies: ${results.length} receipts in root ${published.root}.`);
    return 0;
  }
  const fault = first.checks.find(({ status }) => status === 'refuted')?.sentence ?? '';
  throw new Error(
    `round ${round} does not verify: ${refuted.length} of ${results.length} models, the first ${first.receipt.model}. ${fault}`,
  );
}

function lineOf({ receipt, checks }: ScoreVerification): string {
  // What the model has no score of need not be checked: a classic one has none of Signals'.
  const without = new Set<string | null>(receipt.scores.flatMap(({ key, value }) => (value === null ? [key] : [])));
  const keys = (status: string): string[] =>
    checks.flatMap((check) =>
      check.status === status && !(status === 'not checked' && without.has(check.key)) ? [check.key ?? check.what] : [],
    );
  const parts = [
    `${keys('verified').join(', ')} verified`,
    ...(['refuted', 'not checked'] as const).flatMap((status) =>
      keys(status).length === 0 ? [] : [`${keys(status).join(', ')} ${status}`],
    ),
  ];
  return `${receipt.model}: ${parts.join('; ')}`;
}

/** Everybody whom the round's page lists, the meta model too. */
function scoredModels(page: Buffer, round: number): string[] {
  const { entries, metaModel } = safeJson(page.toString()) as {
    entries?: { model: string }[];
    metaModel?: { model: string } | null;
  };
  if (entries === undefined)
    throw new Error(`the server's page of round ${round} lists no models: name one with --model.`);
  return [...entries, ...(metaModel == null ? [] : [metaModel])].map(({ model }) => model);
}

/** Of the evidence of 5,000 stocks a hundredth. */
const MOST_TEXT_BYTES = 2 ** 29 - 2 ** 16;

function unpacked(bytes: Buffer): string {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_TEXT_BYTES }).toString();
  } catch (cause) {
    const isTooLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new Error(
      isTooLarge
        ? `what the server sent unpacks to more than the ${MOST_TEXT_BYTES >> 20} MB that are read: nothing of it was used.`
        : 'what the server sent cannot be unpacked: ask again.',
      { cause },
    );
  }
}

/** As it comes, without ever being whole in memory. Servers and rounds of before there were kit files send JSON. */
async function publishedKit(
  server: string,
  path: string,
): Promise<Pick<PublishedRound, 'fullKit' | 'fullKitManifest'>> {
  const answer = await openAnswer('verify round', server, path);
  if (answer.headers.get('content-type') === 'application/gzip') {
    const read = parseKit(safeJson(unpacked(await bytesOf(answer, server))));
    if ('kit' in read) return { fullKit: read.kit };
    throw new Error(`the kit of the round cannot be read: ${read.fault}`);
  }
  if (answer.body === null) throw new Error('the server sent no kit: ask again.');
  const { kit, manifestHash } = await readKitFile(chunksOf(answer.body));
  return { fullKit: kit, fullKitManifest: manifestHash };
}

async function predictionsIn(path: string): Promise<ReadonlyMap<string, number>> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(`robata verify round: ${path} cannot be read (${cause.code ?? 'unknown'}).`, { cause });
  });
  try {
    const { ids, values } = await readHere(new Uint8Array(bytes), CLASSIC_FORMAT, BROWSER_DECOMPRESSORS);
    return new Map(ids.map((id, row) => [id, values[row] as number]));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new UsageError(`robata verify round: ${path}: ${error.message} ${error.remedy ?? ''}`.trimEnd(), {
      cause: error,
    });
  }
}
