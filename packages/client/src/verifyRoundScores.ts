import type { PublishedReceipts, ScoresToVerify, ScoreVerification } from '@robata/tournament/receipts';

export type { ScoreCheck, ScoreReceipt, ScoreVerification } from '@robata/tournament/receipts';

export interface RoundToVerify {
  /** Address of the server without a slash at the end; '' in a page or worker that it served. */
  readonly origin: string;
  readonly round: number;
  readonly model: string;
  /** The file that the model submitted; null where the round publishes everybody's predictions, or the scores that need none will do. */
  readonly file: Blob | null;
  /** Told what is being done, in a few words. */
  readonly onStage?: (stage: string) => void;
}

export interface VerifiedRound extends ScoreVerification {
  /** As the server publishes it now: compare it with what you noted. */
  readonly root: string;
  readonly kits: PublishedReceipts['kits'];
}

/**
 * Downloads what a resolved round published and computes a model's scores again, bit for bit, in this thread: in a browser better in a worker.
 * Rejects with one sentence where something cannot be had or read.
 */
export async function verifyRoundScores({
  origin,
  round,
  model,
  file,
  onStage,
}: RoundToVerify): Promise<VerifiedRound> {
  const tell = onStage ?? (() => undefined);
  tell('Asking for the receipt');
  const { verifyScores } = await import('@robata/tournament/receipts');
  const get = async (path: string): Promise<Response> => {
    const response = await fetch(`${origin}/api/rounds/${round}${path}`);
    if (response.ok) return response;
    const { message } = (await response.json().catch(() => ({}))) as { message?: string };
    throw new Error(message ?? `The server answers ${response.status}.`);
  };
  const { root, kits } = (await (await get('/receipts')).json()) as PublishedReceipts;
  const proof = await (await get(`/receipts/${encodeURIComponent(model)}`)).text();
  tell('Downloading the evidence');
  const evidence = await unpackedText(await get('/evidence'));
  tell(kits === 'own' ? 'Computing' : 'Downloading the kit');
  const full = kits === 'own' ? {} : await fullKitIn(await get('/kit?format=npz'), tell);
  const predictions = file === null ? null : await predictionsIn(file);
  tell('Computing');
  const asked = { round, model };
  const given = { asked, proof, publishedRoot: root, evidence, predictions, fullKit: null, ...full };
  const verification = await verifyScores(given);
  return { ...verification, root, kits };
}

/** Read as it comes, without ever being whole in memory; rounds of before there were kit files have JSON. */
async function fullKitIn(
  response: Response,
  tell: (stage: string) => void,
): Promise<Pick<ScoresToVerify, 'fullKit' | 'fullKitManifest'>> {
  const { parseKit, readKitFile } = await import('@robata/tournament/receipts');
  if (response.headers.get('content-type') !== 'application/gzip') {
    const { kit, manifestHash } = await readKitFile(told(response, tell));
    return { fullKit: kit, fullKitManifest: manifestHash };
  }
  const read = parseKit(JSON.parse(await unpackedText(response)));
  if ('fault' in read) throw new Error(`The kit cannot be read: ${read.fault}`);
  return { fullKit: read.kit };
}

/** The chunks of a large answer, with how much of it has come. */
async function* told(response: Response, tell: (stage: string) => void): AsyncGenerator<Uint8Array> {
  const { chunksOf } = await import('@robata/tournament/receipts');
  const size = Number(response.headers.get('content-length') ?? 0);
  let come = 0;
  let toldAt = 0;
  for await (const chunk of chunksOf(bodyOf(response))) {
    come += chunk.length;
    if (size > LARGE_BYTES && come - toldAt >= size / 100) {
      toldAt = come;
      tell(`Downloading the kit: ${Math.floor((100 * come) / size)} % of ${(size / 1e6).toFixed(0)} MB`);
    }
    yield chunk;
  }
}

/** Below it a download is over before anybody reads how far it is. */
const LARGE_BYTES = 1e6;

/** No evidence has a tenth of it, and a page's strings end there. */
const MOST_TEXT_BYTES = 2 ** 28;

async function unpackedText(response: Response): Promise<string> {
  const { chunksOf } = await import('@robata/tournament/receipts');
  const decoder = new TextDecoder();
  const texts: string[] = [];
  let size = 0;
  for await (const chunk of chunksOf(bodyOf(response).pipeThrough(new DecompressionStream('gzip')))) {
    size += chunk.length;
    if (size > MOST_TEXT_BYTES) {
      throw new Error(`What the server sent unpacks to more than ${MOST_TEXT_BYTES >> 20} MB: nothing of it was used.`);
    }
    texts.push(decoder.decode(chunk, { stream: true }));
  }
  return texts.join('') + decoder.decode();
}

function bodyOf({ body }: Response): ReadableStream<Uint8Array<ArrayBuffer>> {
  if (body === null) throw new Error('The server sent nothing: try again.');
  return body;
}

async function predictionsIn(file: Blob): Promise<ReadonlyMap<string, number>> {
  const { BROWSER_DECOMPRESSORS, CLASSIC_FORMAT, DomainError, readHere } = await import(
    '@robata/tournament/predictions'
  );
  try {
    const { ids, values } = await readHere(
      new Uint8Array(await file.arrayBuffer()),
      CLASSIC_FORMAT,
      BROWSER_DECOMPRESSORS,
    );
    return new Map(ids.map((id, row) => [id, values[row] as number]));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new Error(`${error.message} ${error.remedy ?? ''}`.trim(), { cause: error });
  }
}
