import type {
  DiagnosticsRun,
  JobView,
  NotificationKind,
  Role,
  Scope,
  Submission,
  TournamentName,
} from '@robata/tournament';

/** Shapes of an account's own things, as JSON under /api/account. Money is decimal text, times are `YYYY-MM-DDTHH:MM:SSZ`. */

export interface OwnAccount {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly role: Role;
  readonly insertedAt: string;
  readonly scopes: readonly Scope[];
  readonly via: 'key' | 'session';
}

export interface OwnKey {
  readonly publicId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly insertedAt: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

export interface OwnModel {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly tournament: TournamentName;
  readonly bio: string;
  readonly linkUrl: string | null;
  readonly linkText: string | null;
  readonly insertedAt: string;
}

export interface OwnSubmission extends Omit<Submission, 'account' | 'model'> {
  readonly modelId: string | null;
  readonly modelName: string | null;
}

export interface OwnDiagnostics extends Omit<DiagnosticsRun, 'account' | 'model'> {
  readonly modelId: string | null;
}

export interface OwnJob extends Omit<JobView, 'payload'> {
  /** Of a submission or diagnostics run its id, of a webhook the model's. */
  readonly subject: string | number | boolean | null;
}

export interface OwnStake {
  /** Staked and on its way out, together. */
  readonly value: string;
  /** What counts at the next snapshot. */
  readonly stake: string;
  readonly atRisk: readonly { readonly round: string; readonly amount: string }[];
  readonly pending: readonly { readonly releasedAfter: string; readonly amount: string }[];
}

export interface OwnStakeChange {
  readonly type: 'increase' | 'decrease';
  readonly amount: string;
  readonly status: 'confirmed' | 'pending';
  /** The round whose resolution lets a decrease go; null where it is done. */
  readonly after: string | null;
  readonly stake: OwnStake;
}

export interface OwnStakeMovement {
  readonly sequence: number;
  readonly kind: string;
  readonly stakeChange: string;
  readonly stake: string;
  readonly pendingChange: string;
  readonly pending: string;
  readonly atRisk: string | null;
  readonly payout: string | null;
}

export interface OwnWallet {
  /** What can be staked or withdrawn. */
  readonly available: string;
  /** Newest first. */
  readonly movements: readonly {
    readonly sequence: number;
    readonly type: 'deposit' | 'withdrawal';
    readonly amount: string;
  }[];
}

export interface OwnNotification {
  readonly id: number;
  readonly at: string;
  readonly kind: NotificationKind;
  readonly message: string;
  /** The model's number. */
  readonly model?: number;
  readonly round?: number;
  readonly isRead: boolean;
}

export interface OwnMail {
  readonly choices: Readonly<Record<NotificationKind, boolean>>;
  readonly last: { readonly at: string; readonly fault: string | null } | null;
}

export interface OwnWebhook {
  readonly url: string;
  /** Signs the calls (standardwebhooks.com). */
  readonly secret: string;
}

export interface OwnWebhookCall {
  readonly triggerId: string;
  readonly round: number | null;
  readonly cause: 'round_open' | 'reminder' | 'on_demand';
  readonly attempt: number;
  readonly calledAt: string;
  readonly ok: boolean;
  readonly status: number | null;
  readonly milliseconds: number;
  readonly answer: string;
  readonly reason: string | null;
}

/** A round that takes submissions, or the latest one. */
export interface CurrentRound {
  readonly number: number;
  readonly status: 'UPCOMING' | 'OPEN' | 'RESOLVING' | 'RESOLVED' | 'CANCELLED';
  readonly openTime: string;
  readonly closeTime: string;
}
