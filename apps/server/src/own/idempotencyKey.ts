import type { FastifyRequest } from 'fastify';

/** The `Idempotency-Key` of a request, undefined where it has none. */
export function idempotencyKeyOf({ headers }: FastifyRequest): string | undefined {
  const given = headers['idempotency-key'];
  return Array.isArray(given) ? given.join(', ') : given;
}
