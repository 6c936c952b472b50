import { DomainError } from '@robata/tournament';
import type { GraphqlRequest } from './executeOperation.ts';
import { multipartFields } from './multipartFields.ts';

const QUERY_MISSING = 'The request has no query.';

/**
 * The operation in the body of a POST: JSON, or multipart/form-data with the parts `query` and `variables` (JSON text).
 * Absent, null and empty variables are the same. Throws DomainError with a stable code on anything else, lists of operations included.
 */
export function readRequest(contentType: string | undefined, body: Uint8Array): GraphqlRequest {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/json' || type === 'application/graphql+json')
    return requestOf(jsonOf(textOf(body), 'body'));
  if (type === 'multipart/form-data') {
    const fields = multipartFields(contentType as string, body);
    const variables = fields.get('variables')?.trim();
    return requestOf({
      query: fields.get('query'),
      operationName: fields.get('operationName'),
      variables: variables === undefined || variables === '' ? null : jsonOf(variables, 'part variables'),
    });
  }
  throw new DomainError('unsupported_content_type', 'The body is neither application/json nor multipart/form-data.');
}

function requestOf(given: unknown): GraphqlRequest {
  if (Array.isArray(given)) {
    throw new DomainError('no_batches', 'One request is one document.', { remedy: 'Send the documents one by one.' });
  }
  if (!isObject(given)) throw new DomainError('invalid_body', QUERY_MISSING);
  const { query, variables, operationName } = given;
  if (typeof query !== 'string' || query.trim() === '') throw new DomainError('invalid_body', QUERY_MISSING);
  // Some clients send variables as the text that they are in a form.
  const values = typeof variables === 'string' && variables !== '' ? jsonOf(variables, 'variables') : variables || {};
  if (!isObject(values)) throw new DomainError('invalid_variables', 'The variables are not an object.');
  return { query, variables: values, operationName: typeof operationName === 'string' ? operationName : null };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const utf8 = new TextDecoder('utf-8', { fatal: true });

function textOf(body: Uint8Array): string {
  try {
    return utf8.decode(body);
  } catch (cause) {
    throw new DomainError('invalid_body', 'The body is not UTF-8.', { cause });
  }
}

function jsonOf(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new DomainError('invalid_json', `The ${what} is no JSON.`, { cause });
  }
}
