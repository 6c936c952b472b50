import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress, PrivateAddressError, publicLookup } from './publicAddress.ts';

export interface Call {
  readonly url: string;
  /** Unique per call and the same when it is repeated: the receiver can tell. */
  readonly id: string;
  readonly body: string;
  readonly secret: string;
  readonly now: Date;
}

export interface CallOptions {
  /** The operator's choice: addresses of this machine and its network too. */
  readonly allowPrivate: boolean;
  readonly timeoutMs?: number;
  /** Who knows the addresses of names. Default: the operating system. */
  readonly resolve?: LookupFunction;
}

export interface CallResult {
  readonly ok: boolean;
  /** Null where no answer came. */
  readonly status: number | null;
  readonly milliseconds: number;
  /** The beginning of what was answered. */
  readonly answer: string;
  /** Why it failed, in one sentence; null where it did not. */
  readonly reason: string | null;
}

const TIMEOUT_MS = 15_000;
const ANSWER_BYTES_MAX = 4_096;

/**
 * `webhook-signature` of the Standard Webhooks specification: `v1,` and the base64 of HMAC-SHA-256 over `id.timestamp.body`, with the
 * bytes of the secret's base64 part (after `whsec_`).
 */
export function signature({ id, body, secret }: Call, timestamp: number): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/** What is wrong with an address as a webhook, in one sentence; null where nothing is. Whether its name resolves privately shows at the call. */
export function webhookFault(text: string, allowPrivate: boolean): string | null {
  if (text.length > 2_000) return 'The address is longer than 2,000 characters.';
  if (!URL.canParse(text)) return `'${text.slice(0, 80)}' is no web address.`;
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return `${url.protocol}// is not called: use https.`;
  if (url.username !== '' || url.password !== '') return 'An address with a password in it is not called.';
  const host = hostOf(url);
  const isLocalName = /(^|\.)(localhost|local|internal)$/i.test(host);
  if (!allowPrivate && (isLocalName || (isIP(host) !== 0 && !isPublicAddress(host)))) {
    return `${host} is not an address on the public internet.`;
  }
  return null;
}

/** Posts JSON to a webhook, signed. Never throws: a failure is a result with its reason. Redirects are not followed. */
export async function deliver(call: Call, options: CallOptions): Promise<CallResult> {
  const { allowPrivate, timeoutMs = TIMEOUT_MS, resolve = lookup as LookupFunction } = options;
  const fault = webhookFault(call.url, allowPrivate);
  const began = performance.now();
  const failed = (reason: string): CallResult => ({
    ok: false,
    status: null,
    milliseconds: performance.now() - began,
    answer: '',
    reason,
  });
  if (fault !== null) return failed(fault);
  try {
    const { status, answer } = await post(call, allowPrivate ? resolve : publicLookup(resolve), timeoutMs);
    const ok = status >= 200 && status < 300;
    const reason = ok
      ? null
      : status >= 300 && status < 400
        ? `It answered ${status}, a redirection: give the address that it leads to.`
        : `It answered ${status}.`;
    return { ok, status, milliseconds: performance.now() - began, answer, reason };
  } catch (error) {
    return failed(reasonOf(error as NodeJS.ErrnoException, timeoutMs));
  }
}

/** The host without the brackets of an IPv6 address. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

function post(call: Call, resolver: LookupFunction, timeoutMs: number): Promise<{ status: number; answer: string }> {
  const url = new URL(call.url);
  const timestamp = Math.floor(call.now.getTime() / 1000);
  const body = Buffer.from(call.body);
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(
      url,
      {
        method: 'POST',
        agent: false,
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          'content-type': 'application/json',
          'content-length': body.length,
          'user-agent': 'robata-webhook/1',
          'webhook-id': call.id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signature(call, timestamp),
        },
        lookup: resolver,
      },
      (response) => {
        const parts: Buffer[] = [];
        let length = 0;
        const done = (): void =>
          resolve({ status: response.statusCode ?? 0, answer: printable(Buffer.concat(parts, length)) });
        response.on('data', (part: Buffer) => {
          const rest = part.subarray(0, ANSWER_BYTES_MAX - length);
          parts.push(rest);
          length += rest.length;
          if (length < ANSWER_BYTES_MAX) return;
          done();
          request.destroy();
        });
        response.on('end', done);
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Text that a page may show and a database keeps: no control characters but line ends. */
const printable = (bytes: Buffer): string => bytes.toString('utf8').replace(/[^\P{Cc}\n]/gu, '');

function reasonOf(error: NodeJS.ErrnoException, timeoutMs: number): string {
  if (error instanceof PrivateAddressError) return error.message;
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return `No answer within ${timeoutMs / 1000} s.`;
  const reasons: Record<string, string> = {
    ECONNREFUSED: 'The connection was refused.',
    ENOTFOUND: 'There is no such host.',
    ECONNRESET: 'The connection was cut.',
  };
  return reasons[error.code ?? ''] ?? `It could not be called (${error.code ?? error.message}).`;
}
