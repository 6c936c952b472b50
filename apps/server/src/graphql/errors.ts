import { DomainError } from '@robata/tournament';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { DISK_FULL, isDiskFull } from '../diskFull.ts';
import { RateLimitedError } from './costBudget.ts';

const OUR_FAULT = 'The server failed at this; it is not your fault.';

/** The sentence that existing clients know, word for word. */
export const unauthenticated = (): DomainError =>
  new DomainError('not_authenticated', 'Your session is invalid or has expired.');

/** An expected refusal before there is a field that it belongs to. */
export const failure = (error: DomainError): GraphQLFormattedError => ({
  message: error.sentence,
  extensions: extensionsOf(error),
});

/** What the parser, validation or the coercion of variables said, which is about the caller's own text. */
export const faultOfDocument = (error: GraphQLError, code: string): GraphQLFormattedError => ({
  message: error.message,
  ...(error.locations === undefined ? {} : { locations: error.locations }),
  extensions: { code },
});

/**
 * What went wrong at a field: an expected refusal as its sentence and its remedy with a stable code; anything else as one sentence that
 * gives nothing away, told to `report`.
 */
export function failureAtField(error: GraphQLError, report: (error: unknown) => void): GraphQLFormattedError {
  const { path, originalError: cause } = error;
  const at = path === undefined ? {} : { path };
  if (cause instanceof DomainError) return { ...failure(cause), ...at };
  if (cause === undefined && error.message.startsWith('Argument "')) {
    return { ...faultOfDocument(error, 'invalid_arguments'), ...at };
  }
  report(cause ?? error);
  if (cause !== undefined && isDiskFull(cause)) return { message: DISK_FULL, ...at, extensions: { code: 'disk_full' } };
  return { message: OUR_FAULT, ...at, extensions: { code: 'internal' } };
}

export const internalFailure = (): GraphQLFormattedError => ({ message: OUR_FAULT, extensions: { code: 'internal' } });

const extensionsOf = (error: DomainError) => {
  const { code, remedy, field } = error;
  return {
    code,
    ...(remedy === null ? {} : { remedy }),
    ...(field === null ? {} : { field }),
    ...(error instanceof RateLimitedError ? { retryAfter: error.retryAfterSeconds } : {}),
  };
};
