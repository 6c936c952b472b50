import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DomainError } from '../domainError.ts';
import type { AccountService } from './accountService.ts';
import { readOwnerFile, writeOwnerFile } from './ownerFile.ts';

/** What `operator.json` of a data folder holds: the key of the machine's own operator. */
export interface OperatorKey {
  readonly accountId: string;
  readonly publicId: string;
  readonly secretKey: string;
}

const FILE = 'operator.json';
const USERNAME = 'robata-operator';

/** The operator's key of a data folder, or null where there is none yet. Throws DomainError `operator_file_damaged`. */
export function readOperatorKey(folder: string): OperatorKey | null {
  const path = join(folder, FILE);
  const text = readOwnerFile(path);
  if (text === null) return null;
  try {
    const { accountId, publicId, secretKey } = JSON.parse(text) as Record<string, unknown>;
    if (typeof accountId === 'string' && typeof publicId === 'string' && typeof secretKey === 'string') {
      return { accountId, publicId, secretKey };
    }
  } catch {
    // Said below.
  }
  throw new DomainError('operator_file_damaged', `${path} is no operator's key.`, {
    remedy: 'Remove it and start the server: it makes a new key.',
  });
}

/**
 * Makes sure that the folder's operator exists and that its key lies in `<folder>/operator.json`, readable by its owner alone. The account has
 * no password. Where the file is lost a new key is made and the old one revoked.
 * Throws DomainError `operator_key_refused` where the key in it no longer works, which only a person can judge.
 */
export async function ensureOperator(folder: string, accounts: AccountService): Promise<OperatorKey> {
  const kept = readOperatorKey(folder);
  if (kept !== null) {
    const holder = await accounts.authenticateKey(`${kept.publicId}$${kept.secretKey}`);
    if (holder?.scopes.has('operate') === true) return kept;
    throw new DomainError(
      'operator_key_refused',
      `The key in ${join(folder, FILE)} does not work here (revoked, or of another database).`,
      {
        remedy: 'Remove the file and start again: a new key is made.',
      },
    );
  }
  const account =
    (await accounts.find({ username: USERNAME })) ??
    (await accounts.create({ username: USERNAME, email: `${USERNAME}@localhost.invalid`, role: 'operator' }));
  if (account.role !== 'operator') {
    throw new DomainError('operator_name_taken', `The account ${USERNAME} is no operator.`, {
      remedy: 'Give it the role with the key of another operator, or use another database.',
    });
  }
  // Whoever removed the file meant the key in it.
  for (const old of await accounts.listKeys(account.id)) {
    if (old.revokedAt === null) await accounts.revokeKey(account.id, old.publicId);
  }
  const { publicId, secretKey } = await accounts.createKey({ account: account.id, name: FILE });
  const key: OperatorKey = { accountId: account.id, publicId, secretKey };
  const isMine = writeOwnerFile(join(folder, FILE), `${JSON.stringify(key, null, 2)}\n`);
  if (isMine) return key;
  throw new DomainError('operator_file_in_the_way', `${join(folder, FILE)} appeared while it was being made.`, {
    remedy: 'Start again.',
  });
}

/**
 * The secret that signs sessions: of the environment's ROBATA_SECRET (several servers on one database share it), or of `<folder>/secret`, made
 * at the first start and readable by its owner alone. It is no part of the database: who steals that can forge nothing with it.
 */
export function sessionSecret(folder: string, given: string | undefined = process.env['ROBATA_SECRET']): string {
  if (given !== undefined && given !== '') {
    if (given.length >= 32) return given;
    throw new DomainError('secret_too_short', 'ROBATA_SECRET has less than 32 characters.', {
      remedy: 'Set a longer random one, or unset it.',
    });
  }
  const path = join(folder, 'secret');
  const kept = readOwnerFile(path)?.trim();
  if (kept !== undefined && kept.length >= 32) return kept;
  if (kept !== undefined) {
    throw new DomainError('secret_damaged', `${path} is cut short.`, {
      remedy: 'Remove it: a new one is made, and everybody signs in again.',
    });
  }
  const secret = randomBytes(32).toString('base64url');
  return writeOwnerFile(path, `${secret}\n`) ? secret : sessionSecret(folder, given);
}
