import type { Fields } from '../accounts/fields.ts';
import { DomainError } from '../domainError.ts';

const SENTENCE_LENGTH_MAX = 1_000;

/** One of a few words. Throws DomainError `invalid_field` that names them. */
export function oneOf<T extends string>(field: string, text: string, words: readonly T[]): T {
  const word = words.find((each) => each === text);
  if (word !== undefined) return word;
  throw new DomainError('invalid_field', `${field} is none of ${words.join(', ')}.`, { field });
}

/** A sentence that other people read: 1 to 1,000 characters, blanks around it left out. Throws DomainError `missing_field`, `invalid_text`. */
export function sentenceIn(fields: Fields, field: string): string {
  const text = fields.text(field).trim();
  if (text.length > 0 && text.length <= SENTENCE_LENGTH_MAX) return text;
  throw new DomainError('invalid_text', `The ${field} has 1 to ${SENTENCE_LENGTH_MAX} characters.`, { field });
}
