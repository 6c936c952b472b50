import { DomainError } from '../domainError.ts';

/** Reads what a program sent. Each throws DomainError that names the field: `missing_field` where it has to be there, `invalid_field`. */
export interface Fields {
  has(name: string): boolean;
  text(name: string): string;
  optionalText(name: string): string | undefined;
  /** A text, or null for none. */
  nullableText(name: string): string | null;
  optionalTexts(name: string): readonly string[] | undefined;
  optionalFlag(name: string): boolean;
  /** @param most default: what an integer of the database holds */
  optionalCount(name: string, most?: number): number | undefined;
}

const LONGEST_TEXT = 10_000;
const LONGEST_LIST = 100;
const LARGEST_INTEGER = 2_147_483_647;

/** The fields of a JSON object. Throws DomainError `invalid_body` where it is none. */
export function fieldsOf(body: unknown): Fields {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new DomainError('invalid_body', 'The request has no JSON object as its body.');
  }
  const values = new Map(Object.entries(body));
  const wrong = (name: string, kind: string) =>
    new DomainError('invalid_field', `${name} is not ${kind}.`, { field: name });
  // No database keeps U+0000.
  const isText = (value: unknown): value is string =>
    typeof value === 'string' && value.length <= LONGEST_TEXT && !value.includes('\0');
  const optional = <T>(name: string, kind: string, fits: (value: unknown) => value is T): T | undefined => {
    const value: unknown = values.get(name);
    if (value === undefined || fits(value)) return value as T | undefined;
    throw wrong(name, kind);
  };
  const optionalText = (name: string) => optional(name, 'a text', isText);
  return {
    has: (name) => values.get(name) !== undefined,
    text(name) {
      const value = optionalText(name);
      if (value === undefined) throw new DomainError('missing_field', `${name} is missing.`, { field: name });
      return value;
    },
    optionalText,
    nullableText: (name) => (values.get(name) === null ? null : fieldsOf(body).text(name)),
    optionalTexts: (name) =>
      optional(
        name,
        'a list of texts',
        (value): value is string[] => Array.isArray(value) && value.length <= LONGEST_LIST && value.every(isText),
      ),
    optionalFlag: (name) => optional(name, 'true or false', (value) => typeof value === 'boolean') ?? false,
    optionalCount: (name, most = LARGEST_INTEGER) =>
      optional(
        name,
        typeof values.get(name) === 'number' ? `a whole number from 0 to ${most}` : 'a whole number',
        (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most,
      ),
  };
}
