import { DomainError } from '../domainError.ts';
import { ROLES, type Role, SCOPES, type Scope, TOURNAMENTS, type TournamentName } from './accountRecords.ts';

/**
 * What people may type. ASCII only where a text names somebody: no letter can then pass for another one, and upper and lower case fold
 * the same way in every database and language. Each function gives the value as it is stored, or throws DomainError with its field.
 */

/** Names that would pass for the house itself or for a ledger account. */
const RESERVED = new Set(
  'admin administrator anonymous burned escrow everyone me meta meta_model moderator nobody null operator robata root shell staff support system treasury undefined world'.split(
    ' ',
  ),
);

/** /wallet/chain is a page of its own, and /wallet/NAME is a model's. */
const PAGE_OF_WALLET = 'chain';

const USERNAME = /^[A-Za-z0-9][A-Za-z0-9_-]{2,31}$/;
const MODEL_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;
/** The atoms of RFC 5321 without its quoted and literal forms. */
const EMAIL =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;
/** Control characters, and those that turn the direction of what follows. */
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

export function checkUsername(value: string): string {
  if (!USERNAME.test(value)) {
    throw new DomainError(
      'invalid_username',
      'A username has 3 to 32 letters a–z, digits, - and _, and begins with a letter or digit.',
      {
        field: 'username',
      },
    );
  }
  if (RESERVED.has(value.toLowerCase())) {
    throw new DomainError('username_taken', `The username ${value} is not free.`, {
      field: 'username',
      remedy: 'Choose another one.',
    });
  }
  return value;
}

export function checkModelName(value: string): string {
  if (!MODEL_NAME.test(value)) {
    throw new DomainError(
      'invalid_model_name',
      'A model name has 1 to 32 letters a–z, digits, - and _, and begins with a letter or digit.',
      {
        field: 'name',
      },
    );
  }
  if (value.toLowerCase() === PAGE_OF_WALLET) {
    throw new DomainError('model_name_taken', `The model name ${value} is not free.`, {
      field: 'name',
      remedy: 'Choose another one.',
    });
  }
  return value;
}

/** In lower case: two addresses that differ in case only are one mailbox wherever it matters. */
export function checkEmail(value: string): string {
  const email = value.length <= 254 ? value.toLowerCase() : '';
  if (!EMAIL.test(email) || email.indexOf('@') > 64) {
    throw new DomainError('invalid_email', 'This is no e-mail address.', {
      field: 'email',
      remedy: 'Give one like ada@example.org.',
    });
  }
  return email;
}

/** 10 to 128 characters and nothing else: length is what makes a password hard to guess. */
export function checkPassword(value: string): string {
  if (value.length < 10 || value.length > 128) {
    throw new DomainError('invalid_password', 'A password has 10 to 128 characters.', { field: 'password' });
  }
  return value;
}

/** Free text of at most `limit` characters without control characters; blanks around it go. */
export function checkText(field: string, value: string, limit: number): string {
  if (value.length > limit || UNPRINTABLE.test(value)) {
    throw new DomainError(
      'invalid_text',
      `The ${field} is longer than ${limit} characters or holds characters that cannot be shown.`,
      {
        field,
      },
    );
  }
  return value.trim();
}

/** A web address of at most 500 characters; nothing but http and https, so that no link runs a script. */
export function checkLink(value: string): string {
  const url = value.length <= 500 ? URL.parse(value) : null;
  if (
    url === null ||
    (url.protocol !== 'https:' && url.protocol !== 'http:') ||
    url.username !== '' ||
    url.password !== ''
  ) {
    throw new DomainError('invalid_link', 'The link is no web address.', {
      field: 'linkUrl',
      remedy: 'Give one like https://example.org.',
    });
  }
  return url.href;
}

const oneOf =
  <T extends string>(code: string, field: string, values: readonly T[]) =>
  (value: string): T => {
    const found = values.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    throw new DomainError(code, `The ${field} is not one of ${values.join(', ')}.`, { field });
  };

export const checkRole: (value: string) => Role = oneOf('invalid_role', 'role', ROLES);
export const checkTournament: (value: string) => TournamentName = oneOf(
  'invalid_tournament',
  'tournament',
  TOURNAMENTS,
);
export const checkScope: (value: string) => Scope = oneOf('invalid_scope', 'scope', SCOPES);
