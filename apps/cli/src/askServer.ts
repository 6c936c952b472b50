import { UsageError } from './usageError.ts';

const ANSWER_WITHIN_MS = 60_000;

/** What anybody may ask of a Robata server: the answer's bytes. Throws UsageError for what is no address, and Error with the server's own sentence where it refuses. */
export async function askServer(command: string, server: string, path: string): Promise<Buffer> {
  if (!URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol)) {
    throw new UsageError(
      `robata ${command}: --server is '${server}': give an address such as https://robata.example.org.`,
    );
  }
  const response = await fetch(`${server.replace(/\/+$/, '')}${path}`, {
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  }).catch((cause: unknown) => {
    throw new Error(`the server at ${server} does not answer: check the address.`, { cause });
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  if (response.ok) return bytes;
  const message = (safeJson(bytes.toString()) as { message?: unknown } | null)?.message;
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
