import { isIPv4 } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addressGroup } from '../accounts/addressGroup.ts';
import type { Authenticate } from '../accounts/authenticator.ts';
import { costBudget, LEAST_COST, type Rate, RateLimitedError } from '../graphql/costBudget.ts';

/**
 * What the strangers of one address may have answered under /api, in values as the budget of GraphQL counts them: a quarter of the server's
 * thread for long. A page of a round takes about 60,000, the heaviest one (a leaderboard of 5,000 models) 330,000, the same again next to
 * nothing: an office of twenty that opens that one at once has a third of the burst left, and all of it half a minute later.
 */
export const ANONYMOUS_RATE: Rate = { burst: 10_000_000, perSecond: 250_000 };

const BYTES_PER_VALUE = 10;
/** To send a large file is little work. */
const MOST_FOR_BYTES = 500_000;
/** What routes cost beyond what they send: they compute, or read much more than they tell. */
const COSTS: Readonly<Record<string, number>> = {
  '/api/rounds/:number/contributions/:model': 200_000,
  '/api/rounds/:number/fan': 50_000,
  '/api/rounds/:number/kit': 50_000,
  '/api/rounds/:number/evidence': 30_000,
  '/api/rounds/:number/receipts/:model': 30_000,
  '/api/rounds/:number/paths': 20_000,
  '/api/rounds/:number/committed': 20_000,
};

export interface AnonymousBudgetInput {
  /** Null where there are no accounts: everybody is a stranger. */
  readonly authenticate: Authenticate | null;
  /** Whether the operator named the proxies that are believed: `request.ip` is then the caller's own. */
  readonly trustsProxies: boolean;
  /** Default: `ANONYMOUS_RATE`. */
  readonly rate?: Rate;
  /** Milliseconds of a clock that never goes back. Default: the process's own. */
  readonly now?: () => number;
}

/**
 * A budget over time for each address (IPv4, or /64 of IPv6) whose requests under /api are nobody's: beyond it they are answered 429 with
 * `Retry-After` and a sentence, whatever they cost. Accounts have their own rate. Requests from this machine are not counted, nor those of a
 * proxy in a private network that the operator did not name: behind it everybody would be one.
 */
export function anonymousBudget(app: FastifyInstance, input: AnonymousBudgetInput): void {
  const { authenticate, trustsProxies, rate = ANONYMOUS_RATE, now = () => performance.now() } = input;
  const purseOf = costBudget(rate, now);
  const callers = new WeakMap<FastifyRequest, string>();

  app.addHook('onRequest', async (request, reply) => {
    // By its route: the address may spell the same in other ways (`/%61pi/`).
    if (!(request.routeOptions.url ?? request.url).startsWith('/api/')) return undefined;
    const address = addressOf(request, trustsProxies);
    if (address === null) return undefined;
    // Whether a token or cookie is somebody's is only asked where it matters: until then such requests have a budget of their own.
    const { authorization, cookie } = request.headers;
    const isClaimed = authenticate !== null && (authorization ?? cookie) !== undefined;
    const caller = isClaimed ? `${address} claimed` : address;
    const purse = purseOf(caller);
    try {
      purse.assertOpen();
    } catch (error) {
      if (!(error instanceof RateLimitedError)) throw error;
      if (isClaimed && (await isSomebody(authenticate, request))) return undefined;
      return reply
        .code(429)
        .header('retry-after', String(error.retryAfterSeconds))
        .send({ code: error.code, message: error.sentence });
    }
    // Before it runs: of a thousand that come at once the first ones are answered.
    purse.charge(LEAST_COST + (COSTS[request.routeOptions.url ?? ''] ?? 0));
    callers.set(request, caller);
    return undefined;
  });
  // When it is made and not when it has arrived: who hangs up in between has had the work done.
  app.addHook('onSend', async (request, reply, payload) => {
    const caller = callers.get(request);
    if (caller !== undefined && reply.statusCode !== 304)
      purseOf(caller).charge(Math.min(MOST_FOR_BYTES, bytesOf(payload, reply) / BYTES_PER_VALUE));
  });
}

/** Of a stream what its header says. */
function bytesOf(payload: unknown, reply: FastifyReply): number {
  if (typeof payload === 'string') return Buffer.byteLength(payload);
  if (payload instanceof Uint8Array) return payload.byteLength;
  return Number(reply.getHeader('content-length') ?? 0);
}

/** An account beyond its own rate is somebody, too: its route says so. */
const isSomebody = async (authenticate: Authenticate, request: FastifyRequest): Promise<boolean> =>
  authenticate(request).then(
    (caller) => caller !== null,
    () => true,
  );

/** Whose budget it is; null where it cannot be told, or is this machine. */
function addressOf(request: FastifyRequest, trustsProxies: boolean): string | null {
  const address = addressGroup(request.ip);
  if (isLoopback(address)) return null;
  const { forwarded, via, 'x-forwarded-for': forwardedFor, 'x-real-ip': realIp } = request.headers;
  const isProxied = (forwarded ?? via ?? forwardedFor ?? realIp) !== undefined;
  return isProxied && !trustsProxies && isPrivate(address) ? null : address;
}

/** Addresses as `addressGroup` writes them. */
const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '0:0:0:0';

function isPrivate(address: string): boolean {
  if (!isIPv4(address)) return /^f[cd]|^fe[89ab]/.test(address);
  const [a = 0, b = 0] = address.split('.').map(Number);
  return a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 169 && b === 254);
}
