import { DomainError } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';

const STATUS: Readonly<Record<string, number>> = {
  not_authenticated: 401,
  missing_scope: 403,
  investors_only: 403,
  session_needed: 403,
  foreign_origin: 403,
  sign_up_closed: 403,
  rate_limited: 429,
  too_many_attempts: 429,
  not_available: 503,
};

/** The HTTP status of a refusal: by its code, or by how that ends. */
export function statusOf({ code }: DomainError): number {
  if (code.endsWith('_not_found')) return 404;
  if (code.endsWith('_taken')) return 409;
  return STATUS[code] ?? 400;
}

/** Makes the routes of a scope answer a DomainError as `{ code, message, field? }`; every other error goes on to the server's own handler. */
export function answerDomainErrors(scope: FastifyInstance): void {
  scope.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof DomainError)) throw error;
    const status = statusOf(error);
    if (status === 429) reply.header('retry-after', error.code === 'rate_limited' ? '1' : '900');
    const field = error.field === null ? {} : { field: error.field };
    return reply.code(status).send({ code: error.code, message: error.sentence, ...field });
  });
}
