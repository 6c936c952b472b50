import { UsageError } from './usageError.ts';

const ANSWER_WITHIN_MS = 60_000;

/** What anybody may ask of a Robata server: the answer's bytes. Throws as `openAnswer`. */
export async function askServer(command: string, server: string, path: string): Promise<Buffer> {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  return Buffer.from(await (await openAnswer(command, server, path, signal)).arrayBuffer());
}

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
  const message = (safeJson(await response.text()) as { message?: unknown } | null)?.message;
  throw new Error(typeof message === 'string' ? message : `the server at ${server} answers ${response.status}.`);
}

/** Null for what is no JSON. */
export function safeJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
