import { setTimeout } from 'node:timers/promises';
import { UsageError } from './usageError.ts';

const ANSWER_WITHIN_MS = 60_000;
/** Unpacked, where the server packs its answers: no page or list of a round has a tenth of it. */
const MOST_ANSWER_BYTES = 2 ** 28;
const MOST_TRIES = 5;

/** What anybody may ask of a Robata server: the answer's bytes. Comes again when a busy server says so. Throws as `openAnswer`. */
export async function askServer(command: string, server: string, path: string): Promise<Buffer> {
  for (let triesLeft = MOST_TRIES - 1; ; triesLeft--) {
    try {
      const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
      return await bytesOf(await openAnswer(command, server, path, signal), server);
    } catch (error) {
      if (!(error instanceof ComeAgainError) || triesLeft === 0) throw error;
      await setTimeout(error.afterMs);
    }
  }
}

/** The whole answer. Throws Error with one sentence for one that is too large, as soon as it is. */
export async function bytesOf({ body }: Response, server: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > MOST_ANSWER_BYTES) {
      throw new Error(
        `the server at ${server} sends more than the ${MOST_ANSWER_BYTES >> 20} MB that are read: check the address.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The server has answered this caller enough for now. */
class ComeAgainError extends Error {
  readonly afterMs: number;
  constructor(message: string, afterMs: number) {
    super(message);
    this.afterMs = afterMs;
  }
}

/** Longer than any budget over time asks for: who says more wants nobody to wait. */
const LONGEST_WAIT_S = 60;

/** The same for what may be large: its body is for the caller to read. Throws UsageError for what is no address, and Error with the server's own sentence where it refuses. */
export async function openAnswer(
  command: string,
  server: string,
  path: string,
  signal?: AbortSignal,
): Promise<Response> {
  if (!URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol)) {
    throw new UsageError(
      `robata ${command}: --server is '${server}': give an address such as https://robata.example.org.`,
    );
  }
  const response = await fetch(`${server.replace(/\/+$/, '')}${path}`, { signal }).catch((cause: unknown) => {
    throw new Error(`the server at ${server} does not answer: check the address.`, { cause });
  });
  if (response.ok) return response;
  const told = (safeJson(await response.text()) as { message?: unknown } | null)?.message;
  const message = typeof told === 'string' ? told : `the server at ${server} answers ${response.status}.`;
  const after = Number(response.headers.get('retry-after') ?? Number.NaN);
  if (response.status === 429 && after > 0 && after <= LONGEST_WAIT_S) throw new ComeAgainError(message, 1000 * after);
  throw new Error(message);
}

/** Null for what is no JSON. */
export function safeJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
