import type { CallOptions, Connection } from './connection.ts';
import { ServerAnswerError } from './errors.ts';
import type { OwnSession } from './own.ts';

/** What a second factor is set up with. */
export interface TwoFactorSetUp {
  /** `otpauth://…`, as authenticator apps scan it. */
  readonly uri: string;
  /** Each good once, in place of a code. */
  readonly backupCodes: readonly string[];
}

/** People and their browsers: sessions are cookies that the server sets and no script reads. For programs there are API keys. */
export interface PeopleClient {
  signUp(
    person: { readonly username: string; readonly email: string; readonly password: string },
    options?: CallOptions,
  ): Promise<void>;
  /** `code_needed`: the password was right, and `verifyCode` or `verifyBackupCode` comes next. */
  signIn(
    person: { readonly email: string; readonly password: string },
    options?: CallOptions,
  ): Promise<'signed_in' | 'code_needed'>;
  /** With a signature of the text that `signInChallenge` gave for the address; then as `signIn`. */
  signInWithWallet(
    signed: { readonly address: string; readonly nonce: string; readonly signature: string },
    options?: CallOptions,
  ): Promise<'signed_in' | 'code_needed'>;
  /** Of an authenticator app: ends a sign-in that needs one, or the setting up of a second factor. */
  verifyCode(code: string, options?: CallOptions): Promise<void>;
  verifyBackupCode(code: string, options?: CallOptions): Promise<void>;
  signOut(options?: CallOptions): Promise<void>;
  /** With the token of a link that the operator gave; ends all sessions. */
  resetPassword(reset: { readonly token: string; readonly newPassword: string }, options?: CallOptions): Promise<void>;
  /** Ends all other sessions. */
  changePassword(
    change: { readonly currentPassword: string; readonly newPassword: string },
    options?: CallOptions,
  ): Promise<void>;
  isTwoFactorOn(options?: CallOptions): Promise<boolean>;
  /** It is on once `verifyCode` has seen a first code. */
  setUpTwoFactor(password: string, options?: CallOptions): Promise<TwoFactorSetUp>;
  newBackupCodes(password: string, options?: CallOptions): Promise<readonly string[]>;
  dropTwoFactor(password: string, options?: CallOptions): Promise<void>;
  /** Newest first. */
  sessions(options?: CallOptions): Promise<readonly OwnSession[]>;
  revokeSession(token: string, options?: CallOptions): Promise<void>;
  revokeOtherSessions(options?: CallOptions): Promise<void>;
}

/** better-auth's codes in sentences with a remedy, and the field that each is about. */
const REFUSALS: Readonly<Record<string, { readonly field?: string; readonly says: string }>> = {
  INVALID_EMAIL_OR_PASSWORD: { field: 'password', says: 'E-mail address and password do not belong together.' },
  INVALID_EMAIL: { field: 'email', says: 'This is no e-mail address. Give one like ada@example.org.' },
  INVALID_PASSWORD: { field: 'password', says: 'The password is not right.' },
  PASSWORD_TOO_SHORT: { field: 'newPassword', says: 'A password has at least 10 characters.' },
  PASSWORD_TOO_LONG: { field: 'newPassword', says: 'A password has at most 128 characters.' },
  INVALID_TOKEN: {
    field: 'newPassword',
    says: 'This link was used before or is older than an hour. Ask the operator for a new one.',
  },
  INVALID_CODE: {
    field: 'code',
    says: 'The code is not right. Wait for the next one and check the clock of your phone.',
  },
  INVALID_BACKUP_CODE: { field: 'code', says: 'This is no backup code that is left. Each is good once.' },
  INVALID_TWO_FACTOR_COOKIE: { field: 'code', says: 'The sign-in took too long. Begin again with your password.' },
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: {
    field: 'code',
    says: 'Too many codes were tried. Begin again with your password.',
  },
  ACCOUNT_TEMPORARILY_LOCKED: { field: 'code', says: 'Too many codes were tried. Try again in a quarter of an hour.' },
  TOTP_ALREADY_ENABLED: { says: 'A second factor is on already. Take it away before you set up another.' },
};

export function peopleClient({ ask }: Connection): PeopleClient {
  const told = async <T>(answer: Promise<T>): Promise<T> =>
    answer.catch((error: unknown) => {
      const refusal = error instanceof ServerAnswerError ? REFUSALS[error.code] : undefined;
      if (!(error instanceof ServerAnswerError) || refusal === undefined) throw error;
      throw new ServerAnswerError(error.status, refusal.says, { code: error.code.toLowerCase(), field: refusal.field });
    });
  const post = <T = unknown>(path: string, body: object, options: CallOptions = {}): Promise<T> =>
    told(ask<T>(`/api/auth/${path}`, { ...options, method: 'POST', body }));

  interface Session {
    readonly session: { readonly token: string };
    readonly user: { readonly twoFactorEnabled?: boolean | null };
  }
  interface SignInAnswer {
    readonly twoFactorRedirect?: boolean;
  }
  const signedIn = ({ twoFactorRedirect }: SignInAnswer) => (twoFactorRedirect === true ? 'code_needed' : 'signed_in');
  const session = (options: CallOptions = {}) => ask<Session | null>('/api/auth/get-session', options);

  return {
    async signUp(person, options) {
      await post('sign-up/email', person, options);
    },
    async signIn(person, options) {
      return signedIn(await post<SignInAnswer>('sign-in/email', person, options));
    },
    async signInWithWallet(signed, options = {}) {
      return signedIn(
        await told(ask<SignInAnswer>('/api/chain/sign-in', { ...options, method: 'POST', body: signed })),
      );
    },
    async verifyCode(code, options) {
      await post('two-factor/verify-totp', { code }, options);
    },
    async verifyBackupCode(code, options) {
      await post('two-factor/verify-backup-code', { code }, options);
    },
    async signOut(options) {
      await post('sign-out', {}, options);
    },
    async resetPassword(reset, options) {
      await post('reset-password', reset, options);
    },
    async changePassword({ currentPassword, newPassword }, options) {
      const body = { currentPassword, newPassword, revokeOtherSessions: true };
      await post('change-password', body, options).catch((error: unknown) => {
        if (!(error instanceof ServerAnswerError) || error.field !== 'password') throw error;
        const { status, sentence, code } = error;
        throw new ServerAnswerError(status, sentence, { code, field: 'currentPassword' });
      });
    },
    isTwoFactorOn: async (options) => (await session(options))?.user.twoFactorEnabled === true,
    async setUpTwoFactor(password, options) {
      const { totpURI, backupCodes } = await post<{ totpURI: string; backupCodes: readonly string[] }>(
        'two-factor/enable',
        { password },
        options,
      );
      return { uri: totpURI, backupCodes };
    },
    newBackupCodes: async (password, options) =>
      (await post<{ backupCodes: readonly string[] }>('two-factor/generate-backup-codes', { password }, options))
        .backupCodes,
    async dropTwoFactor(password, options) {
      await post('two-factor/disable', { password }, options);
    },
    async sessions(options) {
      const [list, own] = await Promise.all([
        told(ask<readonly Omit<OwnSession, 'isThis'>[]>('/api/auth/list-sessions', options)),
        session(options),
      ]);
      return list
        .map(({ token, createdAt, expiresAt, ipAddress, userAgent }) => ({
          token,
          createdAt,
          expiresAt,
          ipAddress: ipAddress ?? null,
          userAgent: userAgent ?? null,
          isThis: token === own?.session.token,
        }))
        .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    },
    async revokeSession(token, options) {
      await post('revoke-session', { token }, options);
    },
    async revokeOtherSessions(options) {
      await post('revoke-other-sessions', {}, options);
    },
  };
}
