import { randomUUID } from 'node:crypto';
import type { FastifyServerOptions } from 'fastify';

const LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LEVELS)[number];

/** An id that a proxy or a client may give: it goes into our logs and answers. */
const REQUEST_ID = /^[\w.:-]{1,64}$/;
/** What never stands in a log, wherever an object that is logged has it. */
const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'newPassword',
  'secret',
  'secretKey',
  'token',
];

/** The level of ROBATA_LOG; `warn` where it is not set. Throws an error with the remedy for another word. */
export function logLevel(environment: Readonly<Record<string, string | undefined>>): LogLevel {
  const text = environment['ROBATA_LOG'] ?? '';
  const level = LEVELS.find((each) => each === (text === '' ? 'warn' : text));
  if (level !== undefined) return level;
  throw new Error(`ROBATA_LOG is '${text.slice(0, 40)}': set it to one of ${LEVELS.join(', ')}, or unset it.`);
}

/** An address without what is secret in it: signed addresses carry a token. */
export const withoutTokens = (url: string): string =>
  url.replace(/([?&](?:token|key|secret|signature|password)=)[^&#]*/gi, '$1…');

/**
 * Fastify's options for logs as JSON lines on stdout: each request has an id, of its `x-request-id` or a new one, and what is secret is
 * left out. `stream`: where they go instead.
 */
export function logging(
  level: LogLevel,
  stream?: { write(line: string): void },
): Pick<FastifyServerOptions, 'logger' | 'genReqId' | 'requestIdHeader'> {
  const paths = SECRET_FIELDS.flatMap((field) => [`["${field}"]`, `*["${field}"]`, `*.*["${field}"]`]);
  return {
    requestIdHeader: false,
    genReqId: ({ headers: { 'x-request-id': given } }) =>
      typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID(),
    logger:
      level === 'silent'
        ? false
        : {
            level,
            ...(stream === undefined ? {} : { stream }),
            base: null,
            timestamp: () => `,"time":"${new Date().toISOString()}"`,
            formatters: { level: (label: string) => ({ level: label }) },
            redact: { paths, censor: '…' },
            serializers: {
              req: ({ method, url, ip }: { method: string; url: string; ip: string }) => ({
                method,
                url: withoutTokens(url),
                address: ip,
              }),
            },
          },
  };
}
