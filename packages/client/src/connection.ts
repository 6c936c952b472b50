import { errorOf, isPassing, ServerAnswerError } from './errors.ts';
import { pause } from './pause.ts';

export interface ClientOptions {
  /** Address of the server without a slash at the end; '' in a page that the server itself served. */
  readonly origin?: string;
  /** `PUBLIC$SECRET`. Without one the browser's session counts, if there is any. */
  readonly key?: string;
  readonly fetch?: typeof globalThis.fetch;
  /** How often whatever may be repeated is tried in all, 1…10; default 3. */
  readonly attempts?: number;
}

/** What every method takes: `signal` calls it off. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

export type Query = Readonly<Record<string, string | number | null | undefined>>;

export interface Question extends CallOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly query?: Query;
  readonly body?: object;
  /** The tag of an answer that is known: where it still is the same, the server says so (304) and sends nothing. */
  readonly tag?: string;
  /** The server does a repetition with the same key once. */
  readonly idempotencyKey?: string;
}

/** The way to one server, with its key and its patience. */
export interface Connection {
  readonly origin: string;
  readonly fetch: typeof globalThis.fetch;
  /** The JSON that is answered. Throws ServerAnswerError, what `fetch` throws, or the signal's reason. */
  ask<T>(path: string, question?: Question): Promise<T>;
  /** The same of what is large and seldom changes: the answer of the last time, the very object, where the server says that nothing changed. */
  askUnlessSame<T>(path: string, question?: Question): Promise<T>;
  /** The same of an answer that is no JSON. */
  askText(path: string, question?: Question): Promise<string>;
  /** The data of a GraphQL document. Throws as `ask`; a refusal among the answer's errors as well. */
  graphql<T>(query: string, variables: object, options?: CallOptions): Promise<T>;
  /**
   * A signed address that the server gave, as it is reached from here: a page asks the server that it came from, by whatever name that is known to
   * its browser.
   */
  reachable(address: string): string;
  /** Runs `work`, again where what went wrong may pass. */
  again<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

const ATTEMPTS = 3;
const ATTEMPTS_MAX = 10;
const FIRST_PAUSE_MS = 500;
/** Large answers that are remembered; the oldest goes first. */
const ANSWERS_KNOWN = 4;

export function connectionTo(options: ClientOptions): Connection {
  const { origin = '', key, fetch = globalThis.fetch.bind(globalThis), attempts = ATTEMPTS } = options;
  if (!Number.isInteger(attempts) || attempts < 1 || attempts > ATTEMPTS_MAX) {
    throw new RangeError(`attempts is ${attempts}: give a whole number from 1 to ${ATTEMPTS_MAX}`);
  }

  async function again<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        signal?.throwIfAborted();
        if (attempt >= attempts || !isPassing(error)) throw error;
        const asked = error instanceof ServerAnswerError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
        await pause(Math.max(asked, FIRST_PAUSE_MS * 2 ** (attempt - 1)), signal);
      }
    }
  }

  async function send(path: string, question: Question): Promise<Response> {
    const { method = 'GET', query = {}, body, tag, idempotencyKey, signal } = question;
    const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
    const search = given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&');
    const attempt = async (): Promise<Response> => {
      const response = await fetch(`${origin}${path}${search === '' ? '' : `?${search}`}`, {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { authorization: `Token ${key}` }),
          ...(tag === undefined ? {} : { 'if-none-match': tag }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      });
      if (response.ok || (tag !== undefined && response.status === 304)) return response;
      throw await errorOf(response);
    };
    const mayRepeat = method === 'GET' || method === 'PUT' || method === 'DELETE' || idempotencyKey !== undefined;
    return mayRepeat ? again(attempt, signal) : attempt();
  }

  const ask = async <T>(path: string, question: Question = {}): Promise<T> =>
    (await (await send(path, question)).json()) as T;

  const known = new Map<string, { readonly tag: string; readonly answer: unknown }>();
  const askUnlessSame = async <T>(path: string, question: Question = {}): Promise<T> => {
    const name = `${path} ${JSON.stringify(question.query ?? {})}`;
    const last = known.get(name);
    const response = await send(path, last === undefined ? question : { ...question, tag: last.tag });
    if (response.status === 304) return last?.answer as T;
    const answer = (await response.json()) as T;
    const tag = response.headers.get('etag');
    known.delete(name);
    if (tag !== null) known.set(name, { tag, answer });
    if (known.size > ANSWERS_KNOWN) known.delete(known.keys().next().value as string);
    return answer;
  };

  return {
    origin,
    fetch,
    reachable(address) {
      if (origin !== '' || !URL.canParse(address)) return address;
      const { pathname, search } = new URL(address);
      return `${pathname}${search}`;
    },
    ask,
    askUnlessSame,
    askText: async (path, question = {}) => (await send(path, question)).text(),
    async graphql<T>(query: string, variables: object, options: CallOptions = {}) {
      interface Answer {
        readonly data?: T;
        readonly errors?: readonly { readonly message: string; readonly extensions?: Record<string, string> }[];
      }
      const answer = await ask<Answer>('/graphql', { ...options, method: 'POST', body: { query, variables } });
      const [fault] = answer.errors ?? [];
      if (fault !== undefined) throw new ServerAnswerError(200, fault.message, { ...fault.extensions });
      return answer.data as T;
    },
    again,
  };
}
