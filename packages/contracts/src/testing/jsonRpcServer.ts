import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Call {
  readonly id: unknown;
  readonly method: string;
  readonly params?: readonly unknown[];
}

interface Provider {
  readonly request: (call: { method: string; params?: readonly unknown[] }) => Promise<unknown>;
}

/** JSON-RPC over HTTP (POST, one call or a batch, any origin) in front of an EIP-1193 provider, on this machine only. */
export async function jsonRpcServer(
  provider: Provider,
  port = 0,
): Promise<{ url: string; close: () => Promise<void> }> {
  const answer = async ({ id, method, params = [] }: Call) => {
    try {
      return { jsonrpc: '2.0', id, result: await provider.request({ method, params }) };
    } catch (cause) {
      const { code = -32_603, message, data } = cause as { code?: number; message: string; data?: unknown };
      return { jsonrpc: '2.0', id, error: { code, message, data } };
    }
  };
  const server = createServer(async (request, response) => {
    response.setHeader('access-control-allow-origin', '*').setHeader('access-control-allow-headers', 'content-type');
    if (request.method !== 'POST') return response.end();
    const calls = JSON.parse(await bodyOf(request)) as Call | Call[];
    const answers = Array.isArray(calls) ? await Promise.all(calls.map(answer)) : await answer(calls);
    return response.setHeader('content-type', 'application/json').end(JSON.stringify(answers));
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
