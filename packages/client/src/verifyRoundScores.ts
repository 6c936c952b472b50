import type { PublishedReceipts, ScoreVerification } from '@robata/tournament/receipts';

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
  const { parseKit, verifyScores } = await import('@robata/tournament/receipts');
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
  let fullKit = null;
  if (kits !== 'own') {
    tell('Downloading the kit');
    const read = parseKit(JSON.parse(await unpackedText(await get('/kit'))));
    if ('fault' in read) throw new Error(`The kit cannot be read: ${read.fault}`);
    fullKit = read.kit;
  }
  const predictions = file === null ? null : await predictionsIn(file);
  tell('Computing');
  const asked = { round, model };
  const verification = await verifyScores({ asked, proof, publishedRoot: root, evidence, predictions, fullKit });
  return { ...verification, root, kits };
}

const unpackedText = (response: Response): Promise<string> => {
  if (response.body === null) throw new Error('The server sent nothing: try again.');
  return new Response(response.body.pipeThrough(new DecompressionStream('gzip'))).text();
};

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
