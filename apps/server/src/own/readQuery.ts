import { DomainError } from '@robata/tournament';
import type { FastifyRequest } from 'fastify';

/** A whole number of the query, undefined where there is none. Throws DomainError `invalid_field`. */
export function wholeNumberIn(request: FastifyRequest, name: string, maximum = 2 ** 31 - 1): number | undefined {
  const text = textIn(request, name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d{1,10}$/.test(text) && number >= 1 && number <= maximum) return number;
  throw new DomainError('invalid_field', `${name} is not a whole number from 1 to ${maximum}.`, { field: name });
}

/** A text of the query, undefined where there is none. Throws DomainError `invalid_field` where it is given twice. */
export function textIn(request: FastifyRequest, name: string): string | undefined {
  const value = (request.query as Record<string, unknown>)[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new DomainError('invalid_field', `${name} is given more than once.`, { field: name });
}
