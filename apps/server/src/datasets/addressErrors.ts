import { DomainError } from '@robata/tournament';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

const STATUS: Readonly<Record<string, number>> = {
  address_invalid: 403,
  address_expired: 403,
  file_gone: 410,
  unknown_dataset: 404,
  too_many_uploads: 429,
  upload_too_large: 413,
  upload_truncated: 400,
  upload_timeout: 408,
  upload_used: 409,
};

/** Answers the expected refusals of signed addresses with their sentence; everything else goes on to the server's own handler. */
export async function answerAddressErrors(
  error: FastifyError | DomainError,
  _request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (!(error instanceof DomainError)) throw error;
  if (error.code === 'too_many_uploads') void reply.header('retry-after', '10');
  return reply.code(STATUS[error.code] ?? 400).send({ code: error.code, message: error.sentence });
}
