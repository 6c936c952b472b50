import type {
  DiagnosticsRun,
  JobView,
  LiveRound,
  NotificationKind,
  Role,
  RoundState,
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

/** One page of figures that adds up: value = stake + pendingTotal. */
export interface OwnStake {
  /** Staked and on its way out, together. */
  readonly value: string;
  /** What counts at the next snapshot. */
  readonly stake: string;
  /** Where payouts of the rounds go that close from now on: into the stake, or into the wallet. */
  readonly payoutMode: PayoutMode;
  /** Of the rounds under way, in the order of their closes. */
  readonly atRisk: readonly {
    readonly round: string;
    readonly amount: string;
    /** The most that the round can burn. */
    readonly lossMax: string;
    readonly payoutMode: PayoutMode;
  }[];
  /** The most that all rounds under way can burn together. */
  readonly lossMax: string;
  /** Soonest first. */
  readonly pending: readonly {
    readonly releasedAfter: string;
    readonly amount: string;
    /** Id of the model that it moves to; null where it goes to the wallet. */
    readonly to: string | null;
    /** The rounds that have to finish before; none: with the next release. */
    readonly waitsFor: readonly string[];
    /** When the last of them is planned to resolve; null where none is waited for, or nobody knows. */
    readonly releasedAt: string | null;
  }[];
  readonly pendingTotal: string;
  /** Of it, what no cancellation takes back for now, because it covers rounds under way after the rest left early. */
  readonly mustStayPending: string;
  /** What taking everything out would bring into the wallet at once. */
  readonly availableNow: string;
  /** Places of cancelled releases, which what is taken out before the next snapshot gets again. */
  readonly keptPlaces: readonly { readonly after: string; readonly amount: string }[];
}

export type PayoutMode = 'compound' | 'take_profit';

export interface OwnStakeChange {
  readonly type: 'increase' | 'decrease' | 'move' | 'release_cancellation';
  readonly amount: string;
  readonly status: 'confirmed' | 'pending';
  /** The round whose resolution lets the last part of it go; null where it is done. */
  readonly after: string | null;
  /** What arrives when: at once (null), or after the round. */
  readonly parts: readonly { readonly after: string | null; readonly amount: string }[];
  readonly stake: OwnStake;
}

/** What a change would do as things stand now; nothing of it has happened. */
export interface OwnStakePreview {
  readonly change: Omit<OwnStakeChange, 'stake'>;
  /** When what arrives later is planned to, by the round that it waits for; those of which nobody knows are left out. */
  readonly arrivals: readonly { readonly after: string; readonly at: string }[];
  /** Of the model, after it. */
  readonly stake: OwnStake;
  /** Of the model that it moves to, after it. */
  readonly target: OwnStake | null;
  /** In the wallet, after it. */
  readonly available: string;
}

/** All that an account holds, in one reading that adds up: total = available + staked + pending + waiting. */
export interface OwnHoldings {
  readonly total: string;
  /** In the wallet: what can be staked or withdrawn. */
  readonly available: string;
  /** In the stakes of all models. */
  readonly staked: string;
  /** On its way out of stakes. */
  readonly pending: string;
  /** Withdrawals that the operator has not sent yet. */
  readonly waiting: string;
  /** The most that all rounds under way can burn together. */
  readonly lossMax: string;
  readonly models: readonly { readonly id: string; readonly name: string; readonly stake: OwnStake }[];
  /** Those that count a stake or that a release waits for, in the order of their planned ends. */
  readonly rounds: readonly OwnRoundUnderWay[];
}

export interface OwnRoundUnderWay {
  /** As `atRisk`, `releasedAfter` and `waitsFor` name it: `classic/61`. */
  readonly round: string;
  readonly number: number;
  /** Null where it is not open yet. */
  readonly state: RoundState | null;
  readonly day: number;
  /** Days that it is scored on; null as `state`. */
  readonly of: number | null;
  /** When it is planned to resolve; null where nobody knows. */
  readonly resolvesAt: string | null;
}

export interface OwnStakeMovement {
  readonly sequence: number;
  /** Null where nobody kept it. */
  readonly recordedAt: string | null;
  /** The round that it is about: `classic/61`. */
  readonly round: string | null;
  readonly kind: string;
  readonly stakeChange: string;
  readonly stake: string;
  readonly pendingChange: string;
  readonly pending: string;
  readonly atRisk: string | null;
  readonly payout: string | null;
  /** Of a payout that is taken as profit: what the wallet got. */
  readonly toWallet: string;
}

export interface OwnWallet {
  /** What can be staked or withdrawn. */
  readonly available: string;
  /** Newest first. */
  readonly movements: readonly {
    readonly sequence: number;
    readonly type: 'deposit' | 'withdrawal';
    /** A withdrawal is pending until the operator has sent it. */
    readonly status: 'confirmed' | 'pending' | 'refused' | 'cancelled';
    readonly amount: string;
    /** Null where nobody kept it. */
    readonly recordedAt: string | null;
  }[];
}

/** Money that is asked for and held aside until the operator has sent it. */
export interface OwnWithdrawal {
  readonly id: string;
  readonly amount: string;
  readonly state: 'waiting' | 'confirmed' | 'refused' | 'cancelled';
  readonly requestedAt: string | null;
  readonly finishedAt: string | null;
  /** Of a confirmed one: what names the transfer. */
  readonly reference: string | null;
  /** Of a refused one. */
  readonly reason: string | null;
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

/** A round that takes submissions, with the ids of its stocks. */
export type OwnLiveRound = LiveRound;

/** A browser that is signed in. */
export interface OwnSession {
  /** Ends the session where it is given to `revokeSession`. */
  readonly token: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  /** The one that asks. */
  readonly isThis: boolean;
}

/** A round that takes submissions, or the latest one. */
export interface CurrentRound {
  readonly number: number;
  readonly status: 'UPCOMING' | 'OPEN' | 'RESOLVING' | 'RESOLVED' | 'CANCELLED';
  readonly openTime: string;
  readonly closeTime: string;
}
