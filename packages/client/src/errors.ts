/** What the server answered when it did not answer with data: a refusal that says what to do, or a failure of its own. */
export class ServerAnswerError extends Error {
  override readonly name = 'ServerAnswerError';
  /** HTTP's; 200 for a refusal inside a GraphQL answer. */
  readonly status: number;
  /** Stable and lower snake case, for programs to compare: `insufficient_funds`. `http_STATUS` where the server gave none. */
  readonly code: string;
  /** What went wrong and what to do about it, for a person; also the message. */
  readonly sentence: string;
  /** What to do about it alone, where the server says that by itself. */
  readonly remedy: string | null;
  /** The argument at fault, where one is. */
  readonly field: string | null;
  /** How long the server asks to wait before another attempt; null where it does not. */
  readonly retryAfterSeconds: number | null;

  constructor(status: number, sentence: string, details: ServerAnswerDetails = {}) {
    super(sentence);
    this.status = status;
    this.sentence = sentence;
    this.code = details.code ?? `http_${status}`;
    this.remedy = details.remedy ?? null;
    this.field = details.field ?? null;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
  }
}

export interface ServerAnswerDetails {
  readonly code?: string | undefined;
  readonly remedy?: string | undefined;
  readonly field?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** The error of an answer that is not ok; reads its body. */
export async function errorOf(response: Response): Promise<ServerAnswerError> {
  const body = (await response.json().catch(() => null)) as Record<string, unknown> | null;
  const text = (name: string): string | undefined =>
    typeof body?.[name] === 'string' ? (body[name] as string) : undefined;
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ServerAnswerError(response.status, text('message') ?? `The server answered ${response.status}.`, {
    code: text('code'),
    remedy: text('remedy'),
    field: text('field'),
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : undefined,
  });
}

const PASSING = new Set([408, 429, 500, 502, 503, 504]);
/** Nobody wants to wait longer inside of one call: quarter of an hour is what a locked-out address is told. */
const WAIT_SECONDS_MAX = 60;

/** Whether another attempt may succeed: no answer at all (unless it was called off), a busy or a failing server. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ServerAnswerError) {
    return PASSING.has(error.status) && (error.retryAfterSeconds ?? 0) <= WAIT_SECONDS_MAX;
  }
  return error instanceof TypeError;
}
