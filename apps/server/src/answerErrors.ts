import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { DISK_FULL, isDiskFull } from './diskFull.ts';

/** What may be said about a request that the server does not understand, by the code of the framework. */
const SENTENCES: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: 'The address is not a valid one.',
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body of the request is too large.',
};
const NOT_UNDERSTOOD = 'The request is not understood.';
const OUR_FAULT = 'The server failed at this; it is not your fault.';

/** Answers an error with one sentence for the caller; what only concerns us (messages, stacks) stays with `report`. */
export function answerErrors(report: (error: unknown) => void) {
  return async (error: FastifyError, _request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const isFull = isDiskFull(error);
    const status = isFull ? 507 : (error.statusCode ?? 500);
    if (status >= 500) report(error);
    return reply.code(status).send({ message: isFull ? DISK_FULL : status >= 500 ? OUR_FAULT : sentenceOf(error) });
  };
}

function sentenceOf(error: FastifyError): string {
  const fault = error.validation?.[0];
  if (fault === undefined) return SENTENCES[error.code] ?? NOT_UNDERSTOOD;
  const field = fault.instancePath.slice(1);
  return field === '' ? NOT_UNDERSTOOD : `The address is not understood: ${field} ${fault.message}.`;
}
