import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const LENGTH = 32;
const PUBLIC_ID = /^[A-Z2-7]{32}$/;
/** Longer than every secret we make, shorter than anything that would cost to hash. */
const LONGEST_SECRET = 128;

/** 32 letters and digits of base 32: 160 random bits. */
const randomText = (): string => Array.from(randomBytes(LENGTH), (byte) => LETTERS[byte & 31]).join('');

export interface KeyParts {
  readonly publicId: string;
  readonly secretKey: string;
}

/** A new key of the form that Numerai's clients know: a public id and a secret of 160 random bits each. */
export const newKeyParts = (): KeyParts => ({ publicId: randomText(), secretKey: randomText() });

/** The parts of `PUBLIC$SECRET`, or null where the text is not of that form. */
export function readKeyText(text: string): KeyParts | null {
  const at = text.indexOf('$');
  const publicId = text.slice(0, at);
  const secretKey = text.slice(at + 1);
  const fits = PUBLIC_ID.test(publicId) && secretKey.length > 0 && secretKey.length <= LONGEST_SECRET;
  return at > 0 && fits ? { publicId, secretKey } : null;
}

/** SHA-256 in hexadecimal digits. The secret is random, so that a slow password hash would add nothing. */
export const hashOfSecret = (secret: string): string => createHash('sha256').update(secret, 'utf8').digest('hex');

/** Whether a secret has this hash, in a time that tells nothing about either. */
export const isSecretOf = (secret: string, hash: string): boolean =>
  timingSafeEqual(Buffer.from(hashOfSecret(secret), 'hex'), Buffer.from(hash, 'hex'));
