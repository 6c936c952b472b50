import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Account } from './accountRecords.ts';
import type { AccountService } from './accountService.ts';
import { cookieOf } from './cookieOf.ts';
import { keptBriefly } from './keptBriefly.ts';
import { checkEmail, checkPassword, checkUsername } from './checkFields.ts';
import type { Database } from '../storage/schema.ts';

export interface PeopleInput {
  readonly db: Kysely<Database>;
  readonly accounts: AccountService;
  /** Signs cookies and encrypts what TOTP needs; at least 32 random characters, the same for every server of a database. */
  readonly secret: string;
  /** Where people reach the server, as in `https://robata.example.org`; null where requests say it themselves. With https cookies are secure. */
  readonly publicUrl: string | null;
  /** Told of an account whose password was set by a reset link, which ends its sessions. Default: nobody is. */
  readonly onPasswordReset?: (accountId: string) => Promise<void>;
}

export interface ResetLink {
  /** One use, one hour. */
  readonly token: string;
  readonly expiresAt: Date;
}

export interface PeopleSession {
  readonly sessionId: string;
  readonly account: Account;
}

/** People and their browsers: passwords, sessions, second factors. Programs use API keys instead. */
export interface People {
  /** Answers a request below `/api/auth`. Which of them are answered at all is for the HTTP edge to say. */
  handle(request: Request): Promise<Response>;
  /**
   * The session of a request's `Cookie` header, or null: it carries none, the session ended, its signature is forged, or its account is
   * blocked. What another process ended is known here after at most five seconds.
   */
  session(cookies: string | undefined): Promise<PeopleSession | null>;
  /** Whether it is the password of an account: for what a session alone may not do. Who asks counts the tries. */
  isPassword(accountId: string, password: string): Promise<boolean>;
  /** Makes an account with a password. Throws DomainError as `AccountBook.create`, and `invalid_password`. */
  signUp(person: { readonly username: string; readonly email: string; readonly password: string }): Promise<Account>;
  /**
   * Answers a sign-in of an account whose person has proved himself otherwise than with a password, as `handle` answers one with it: with
   * the cookies of a session, or of the second factor that is still to come. Blocked accounts are refused. `headers` are those of the request.
   */
  signInAs(accountId: string, headers: Headers): Promise<Response>;
  /**
   * A token with which an account sets a password once, at `POST /api/auth/reset-password`; that ends its sessions. With `dropTwoFactor` its
   * second factor goes at once, for who lost it. Throws DomainError `account_not_found`.
   */
  resetLink(accountId: string, options?: { readonly dropTwoFactor?: boolean }): Promise<ResetLink>;
}

/** A session is looked up once in this time, however often its cookie comes. */
const KEPT = { ms: 5_000, limit: 10_000, now: () => new Date() };
const LONGEST_COOKIE = 400;
const RESET_MS = 3_600_000;
const DAY_SECONDS = 86_400;

/** better-auth's words for our columns. */
const times = { createdAt: 'created_at', updatedAt: 'updated_at' };
const SCHEMA = {
  user: { modelName: 'auth_user', fields: { emailVerified: 'email_verified', ...times } },
  session: {
    modelName: 'auth_session',
    fields: { userId: 'user_id', expiresAt: 'expires_at', ipAddress: 'ip_address', userAgent: 'user_agent', ...times },
  },
  account: {
    modelName: 'auth_credential',
    fields: {
      userId: 'user_id',
      accountId: 'account_id',
      providerId: 'provider_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
      ...times,
    },
  },
  verification: { modelName: 'auth_verification', fields: { expiresAt: 'expires_at', ...times } },
} as const;
const TWO_FACTOR_SCHEMA = {
  user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
  twoFactor: {
    modelName: 'auth_two_factor',
    fields: {
      backupCodes: 'backup_codes',
      userId: 'user_id',
      failedVerificationCount: 'failed_verification_count',
      lockedUntil: 'locked_until',
    },
  },
} as const;

/**
 * Where better-auth's sign-in without a password has its place among its paths. No request gets there: it is called by `signInAs` alone, and
 * named only so that the second factor knows it for a sign-in.
 */
const PROVED_SIGN_IN = '/sign-in/proved';

/** The header in which the HTTP edge tells the caller's address; a caller's own header of that name never gets here. */
export const ADDRESS_HEADER = 'x-robata-address';

/**
 * What better-auth is told. Passwords are hashed by its default, scrypt of Node's own crypto (N = 2^14, r = 16, 32 MB each), in threads:
 * argon2id came to Node with 24.7, and Robata runs from 22.18 on. No transactions: PGlite has one connection, and better-auth's hooks
 * would wait inside one for another; an account is made by our own transaction instead.
 */
export async function authOptions({ db, accounts, secret, publicUrl, onPasswordReset }: PeopleInput) {
  const [{ twoFactor }, { APIError, createAuthEndpoint }, { setSessionCookie }] = await Promise.all([
    import('better-auth/plugins/two-factor'),
    import('better-auth/api'),
    import('better-auth/cookies'),
  ]);
  const secondFactor = twoFactor({ issuer: 'Robata', schema: TWO_FACTOR_SCHEMA });
  // It asks for a code after better-auth's own ways to sign in; ours is one more.
  for (const hook of secondFactor.hooks.after) {
    const { matcher } = hook;
    hook.matcher = (context) => context.path === PROVED_SIGN_IN || matcher(context);
  }
  const provedSignIn = createAuthEndpoint(
    PROVED_SIGN_IN,
    { method: 'POST', metadata: { SERVER_ONLY: true, $Infer: { body: {} as { readonly accountId: string } } } },
    async (context) => {
      const { internalAdapter } = context.context;
      const user = await internalAdapter.findUserById(context.body.accountId);
      if (user === null) throw new APIError('UNAUTHORIZED', { message: 'There is no such account.' });
      await setSessionCookie(context, { session: await internalAdapter.createSession(user.id), user });
      return context.json({ redirect: false });
    },
  );
  return {
    appName: 'Robata',
    basePath: '/api/auth',
    ...(publicUrl === null ? {} : { baseURL: publicUrl }),
    secret,
    database: { db: db as never, type: 'postgres' as const, transaction: false },
    ...SCHEMA,
    session: { ...SCHEMA.session, expiresIn: 14 * DAY_SECONDS, updateAge: DAY_SECONDS },
    verification: { ...SCHEMA.verification, storeIdentifier: 'hashed' as const },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      revokeSessionsOnPasswordReset: true,
      ...(onPasswordReset && {
        onPasswordReset: ({ user }: { readonly user: { readonly id: string } }) => onPasswordReset(user.id),
      }),
    },
    plugins: [secondFactor, { id: 'proved-sign-in', endpoints: { provedSignIn } }],
    databaseHooks: {
      session: {
        create: {
          before: async ({ userId }: { userId: string }) => {
            if ((await accounts.find({ id: userId }))?.status === 'active') return;
            throw new APIError('FORBIDDEN', {
              code: 'ACCOUNT_BLOCKED',
              message: 'This account is blocked: ask the operator why.',
            });
          },
        },
      },
    },
    // The HTTP edge counts attempts itself, by account as well as by address.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      cookiePrefix: 'robata',
      useSecureCookies: publicUrl?.startsWith('https:') ?? false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' as const, path: '/' },
      disableOriginCheck: false,
      disableCSRFCheck: false,
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      // A test compares our tables with what better-auth expects; at run time it would look at every start.
      database: { validateSchema: false },
    },
  };
}

/** Opens better-auth on the tables of our own migration. Loaded when called: a command without people does not pay for it. */
export async function openPeople(input: PeopleInput): Promise<People> {
  if (input.secret.length < 32) throw new Error('the secret of the sessions is shorter than 32 characters');
  const { accounts, db } = input;
  const [{ betterAuth }, options] = await Promise.all([import('better-auth'), authOptions(input)]);
  const auth = betterAuth(options);
  const context = await auth.$context;
  const cookieName = context.authCookies.sessionToken.name;
  const sessions = keptBriefly(KEPT, async (value) => {
    const headers = new Headers({ cookie: `${cookieName}=${value}` });
    const found = await auth.api.getSession({ headers, query: { disableRefresh: true, disableCookieCache: true } });
    return found === null ? null : { sessionId: found.session.id, accountId: found.user.id };
  });
  return {
    async handle(request) {
      const response = await auth.handler(request);
      if (request.method !== 'GET') sessions.forget();
      return response;
    },
    async session(cookies) {
      const value = cookieOf(cookies, cookieName);
      const found = value === null || value.length > LONGEST_COOKIE ? null : await sessions.get(value);
      const account = found === null ? null : await accounts.activeAccount(found.accountId);
      return found === null || account === null ? null : { sessionId: found.sessionId, account };
    },
    async isPassword(accountId, password) {
      const credentials = await context.internalAdapter.findAccounts(accountId);
      const hash = credentials.find(({ providerId }) => providerId === 'credential')?.password;
      if (hash == null || password.length > options.emailAndPassword.maxPasswordLength) return false;
      return context.password.verify({ hash, password });
    },
    async signUp({ username, email, password }) {
      const person = { username: checkUsername(username), email: checkEmail(email) };
      const passwordHash = await context.password.hash(checkPassword(password));
      return accounts.create({ ...person, passwordHash });
    },
    async signInAs(accountId, headers) {
      const response = await auth.api.provedSignIn({ body: { accountId }, headers, asResponse: true });
      sessions.forget();
      return response;
    },
    async resetLink(accountId, { dropTwoFactor = false } = {}) {
      await accounts.require({ id: accountId });
      const token = randomBytes(24).toString('base64url');
      // Not `now`: better-auth knows the real clock alone, and it decides when a link has expired.
      const expiresAt = new Date(Date.now() + RESET_MS);
      if (dropTwoFactor) {
        await db.transaction().execute(async (trx) => {
          await trx.deleteFrom('auth_two_factor').where('user_id', '=', accountId).execute();
          await trx.updateTable('auth_user').set({ two_factor_enabled: false }).where('id', '=', accountId).execute();
        });
      }
      await context.internalAdapter.createVerificationValue({
        identifier: `reset-password:${token}`,
        value: accountId,
        expiresAt,
      });
      return { token, expiresAt };
    },
  };
}
