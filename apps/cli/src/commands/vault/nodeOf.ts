import { setTimeout } from 'node:timers/promises';
import type { RpcProvider } from '@robata/contracts/calls';
import { UsageError } from '../../usageError.ts';

const ANSWER_WITHIN_MS = 20_000;
const PAUSES_MS = [250, 1_000] as const;
const PASSING = new Set([429, 502, 503, 504]);

/** What a node answered instead of a result: of a call that reverts `data` has why. */
export class NodeRefusal extends Error {
  override readonly name = 'NodeRefusal';
  readonly code: number;
  readonly data: unknown;

  constructor(message: string, code: number, data: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** It cannot be asked now: nothing is known of what was asked. */
export class NodeSilent extends Error {
  override readonly name = 'NodeSilent';
}

/**
 * A node over JSON-RPC (HTTP). Whatever is asked may be asked again: a signed transaction, too, is the same one. Of its address only the host
 * is ever shown, for the rest may hold a key. Throws UsageError for what is no address; calls reject with NodeRefusal or NodeSilent.
 */
export function nodeOf(url: string): RpcProvider {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError('robata vault: --rpc is no http(s) address: give the JSON-RPC address of your node.');
  }
  const { host } = new URL(url);
  const silent = (why: string, cause?: unknown): NodeSilent =>
    new NodeSilent(`the node at ${host} ${why}: see whether it runs, or name another with --rpc.`, { cause });
  let calls = 0;

  const ask = async (body: string): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await fetch(url, { method: 'POST', headers, body, signal }).catch((cause: unknown) => {
      throw silent('does not answer', cause);
    });
    if (PASSING.has(response.status)) throw silent(`is busy (HTTP ${response.status})`);
    const answer = (await response.json().catch(() => null)) as Answer | null;
    if (answer?.error != null) {
      const { message, code, data } = answer.error;
      throw new NodeRefusal(`the node at ${host} says: ${String(message).split('\n')[0]}`, Number(code), data);
    }
    if (answer === null || !('result' in answer)) {
      const what = `what answers at ${host} (HTTP ${response.status}) speaks no JSON-RPC: check --rpc.`;
      throw new NodeRefusal(what, Number.NaN, undefined);
    }
    return answer.result;
  };

  return {
    async request({ method, params = [] }) {
      calls += 1;
      const body = JSON.stringify({ jsonrpc: '2.0', id: calls, method, params });
      for (const pause of PAUSES_MS) {
        try {
          return await ask(body);
        } catch (error) {
          if (!(error instanceof NodeSilent)) throw error;
        }
        await setTimeout(pause);
      }
      return ask(body);
    },
  };
}

interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly message?: unknown; readonly code?: unknown; readonly data?: unknown } | null;
}
