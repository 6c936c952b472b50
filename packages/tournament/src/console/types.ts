import type { Account, ApiKey, OperatorAct, TournamentName } from '../accounts/accountRecords.ts';
import type { IncidentRecord, RoundState, RoundStep } from '../records.ts';
import type { TournamentFigures } from '../operations/tournamentFigures.ts';

/** What operators read of a running tournament, as JSON. Money is decimal text, times are `YYYY-MM-DDTHH:MM:SSZ`. */

/** How much waits for an operator. */
export interface Waiting {
  /** Payout plans that nobody has approved. */
  readonly approvals: number;
  readonly withdrawals: number;
  readonly failedJobs: number;
  /** Steps of rounds that were due and were put off, those that wait for an approval left out. */
  readonly postponedSteps: number;
  /** Incidents of severity error that no operator has closed. */
  readonly openIncidents: number;
  /** Subscriptions and redemptions that nobody has decided. */
  readonly fundRequests: number;
  /** Order plans of the fund that nobody has confirmed. */
  readonly orderPlans: number;
}

export interface DeskView {
  readonly waiting: Waiting;
  /** Whether payout plans wait for an operator. */
  readonly approval: 'automatic' | 'operator';
}

/** A round that is not finished, or one whose opening is planned. */
export interface RoundUnderWay {
  readonly number: number;
  /** Null before it is opened, as its other facts. */
  readonly tournament: string | null;
  readonly state: RoundState;
  readonly opensAt: string | null;
  readonly closesAt: string | null;
  readonly scoredDays: number;
  readonly horizonDays: number | null;
  readonly entries: number;
  readonly atRisk: string;
  /** In their order. */
  readonly steps: readonly Omit<RoundStep, 'round'>[];
  /** The first of them that waits; null where none is planned. */
  readonly next: Omit<RoundStep, 'round'> | null;
  readonly plan: { readonly hash: string; readonly approvedBy: string | null } | null;
  /** A round of the same tournament that closed before and has to be resolved or cancelled first; null where none has. */
  readonly after: number | null;
}

/** What an operator decided about an incident; kept for ever. */
export interface IncidentDecision {
  readonly at: string;
  readonly by: string;
  readonly kind: 'close' | 'reopen' | 'note';
  readonly note: string;
}

export interface IncidentView extends IncidentRecord {
  readonly id: number;
  /** Warnings and errors are open until an operator closes them; an info asks for nothing. */
  readonly isOpen: boolean;
  /** Oldest first. */
  readonly decisions: readonly IncidentDecision[];
}

export interface IncidentList {
  /** Newest first. */
  readonly incidents: readonly IncidentView[];
  /** How many the filter lets through. */
  readonly total: number;
}

/** An account as operators see it. */
export interface AccountView extends Omit<Account, 'id'> {
  readonly accountId: string;
}

export interface AccountDetail extends AccountView {
  /** False: it signs in once it was given a reset link. */
  readonly hasPassword: boolean;
  readonly hasTwoFactor: boolean;
  /** Browsers that are signed in. */
  readonly sessions: number;
  readonly keys: readonly Omit<ApiKey, 'account'>[];
  readonly models: readonly {
    readonly modelId: string;
    readonly number: number;
    readonly name: string;
    readonly tournament: TournamentName;
    readonly insertedAt: string;
    readonly stake: string;
  }[];
  /** In the wallet. */
  readonly available: string;
  readonly withdrawalsWaiting: number;
}

export interface AuditPage {
  /** Newest first. */
  readonly acts: readonly OperatorAct[];
  /** Id to go on before; null at the end. */
  readonly before: number | null;
  /** Every action that was ever recorded, in alphabetical order. */
  readonly actions: readonly string[];
}

/** A process that works on the tournament: a server, or a worker beside it. */
export interface ProcessView {
  readonly id: string;
  readonly kind: 'server' | 'worker';
  readonly host: string;
  readonly pid: number;
  readonly startedAt: string;
  /** Told every few seconds: one that is older than a minute has died or lost its database. */
  readonly heartbeatAt: string;
}

/** How the server does, in plain figures. */
export interface HealthView {
  readonly isReady: boolean;
  readonly version: string;
  readonly node: string;
  readonly startedAt: string;
  /** When these figures were read. */
  readonly now: string;
  readonly database: {
    readonly backend: 'pglite' | 'postgres';
    /** How long it took for the least question there is. */
    readonly seconds: number;
    /** Null where it does not say. */
    readonly bytes: number | null;
  };
  /** The data folder; with PGlite the database lies in it. */
  readonly folder: { readonly bytes: number; readonly files: number; readonly freeBytes: number };
  readonly process: { readonly memoryBytes: number; readonly eventLoopDelayP99Ms: number };
  /** Of the acts: null where none was taken through this server. */
  readonly lastBackup: { readonly at: string; readonly by: string; readonly bytes: number } | null;
  readonly figures: Pick<TournamentFigures, 'jobs' | 'submissions' | 'rounds' | 'ledgerHead'>;
  readonly processes: readonly ProcessView[];
  readonly settings: {
    readonly signUp: 'open' | 'invited';
    /** Where people reach the server; null where requests say it themselves. */
    readonly address: string | null;
    readonly mail: boolean;
    readonly approval: 'automatic' | 'operator';
  };
}
