export const ROLES = ['participant', 'investor', 'operator'] as const;
export type Role = (typeof ROLES)[number];

export type AccountStatus = 'active' | 'blocked';

export const TOURNAMENTS = ['classic', 'signals'] as const;
export type TournamentName = (typeof TOURNAMENTS)[number];

/** A person or a program that takes part. Its username is the `account` of its models. */
export interface Account {
  /** UUID. */
  readonly id: string;
  /** As it was typed; unique whatever the case. */
  readonly username: string;
  /** Lower case. */
  readonly email: string;
  readonly role: Role;
  readonly status: AccountStatus;
  /** ISO `YYYY-MM-DDTHH:MM:SSZ`, as all times here. */
  readonly insertedAt: string;
}

/** What an account shows of one of its keys: never the secret. */
export interface ApiKey {
  readonly publicId: string;
  readonly account: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly insertedAt: string;
  /** Exact to a minute; null before its first use. */
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

/** A key at its birth, the only time its secret is shown. */
export interface NewApiKey extends ApiKey {
  readonly secretKey: string;
}

/** A slot of an account that submits to one tournament. */
export interface ModelSlot {
  /** The number that rounds, scores and the ledger know it by; 1,000,001 and above. */
  readonly model: number;
  /** UUID, the same whatever the model is called. */
  readonly id: string;
  /** The owner's UUID. */
  readonly account: string;
  readonly name: string;
  readonly tournament: TournamentName;
  readonly bio: string;
  readonly linkUrl: string | null;
  readonly linkText: string | null;
  readonly insertedAt: string;
}

/** One act of an operator, kept for ever. */
export interface OperatorAct {
  readonly id: number;
  readonly at: string;
  /** The username of who did it, or `shell` for a person at the machine itself. */
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What a key may do. Named as existing Numerai clients name them, but for `webhook` and `operate`. */
export const SCOPES = [
  'read_user_info',
  'read_submission_info',
  'upload_submission',
  'stake',
  'webhook',
  'operate',
] as const;
export type Scope = (typeof SCOPES)[number];

const OF_ROLE: Readonly<Record<Role, readonly Scope[]>> = {
  participant: SCOPES.filter((scope) => scope !== 'operate'),
  investor: ['read_user_info', 'stake'],
  operator: SCOPES,
};

/** All that a role may do. A key never does more, whatever it was made with: a role that is taken away takes its scopes along. */
export const scopesOf = (role: Role): readonly Scope[] => OF_ROLE[role];
