import type {
  AccountDetail,
  AccountView,
  AuditPage,
  DeskView,
  FeedView,
  FundOrders,
  FundOrdersSummary,
  FundRequest,
  HealthView,
  IncidentDecision,
  IncidentList,
  IncidentRecord,
  IncidentView,
  JobState,
  JobView,
  NamedFundRequest,
  Role,
  RoundPlan,
  RoundUnderWay,
  Scope,
  TournamentName,
  TreasuryPage,
  WithdrawalView,
} from '@robata/tournament';
import type { MoneyOptions } from './accountClient.ts';
import type { ChainDesk } from './chain.ts';
import type { CallOptions, Connection } from './connection.ts';
import { errorOf } from './errors.ts';

/** A key at its birth, the only time its secret is shown. */
export interface MadeKey {
  readonly accountId: string;
  readonly publicId: string;
  readonly secretKey: string;
}

/** What a decision of a feed came to. */
export interface FeedDecided {
  readonly day: string;
  /** Rounds that are concerned and not resolved. */
  readonly rounds: readonly number[];
  /** As it is published. */
  readonly message: string;
}

/** What operators ask and do, as `robata admin` does. Needs the scope `operate`: others are refused with `missing_scope`. */
export interface OperatorClient {
  /** How much waits for an operator. */
  desk(options?: CallOptions): Promise<DeskView>;
  /** Rounds that are not finished, ascending by number. */
  rounds(options?: CallOptions): Promise<readonly RoundUnderWay[]>;
  /** Rejects with `plan_not_found` before all scores of the round are in. */
  plan(round: number, options?: CallOptions): Promise<RoundPlan>;
  /** Of the plan that has this hash; another one is refused with `plan_changed`. */
  approve(round: number, planHash: string, options?: CallOptions): Promise<void>;
  cancelRound(round: number, reason: string, options?: CallOptions): Promise<void>;
  /** Newest first. */
  jobs(
    filter?: { readonly kind?: string; readonly state?: JobState; readonly limit?: number },
    options?: CallOptions,
  ): Promise<readonly JobView[]>;
  retryJob(id: string, options?: CallOptions): Promise<void>;
  /** By name; `search` is part of a username or e-mail address. */
  accounts(
    filter?: {
      readonly search?: string;
      readonly role?: Role;
      readonly status?: 'active' | 'blocked';
      readonly after?: string;
      readonly limit?: number;
    },
    options?: CallOptions,
  ): Promise<readonly AccountView[]>;
  account(username: string, options?: CallOptions): Promise<AccountDetail>;
  /** Without a key and without a password: give it a reset link. */
  createAccount(
    account: { readonly username: string; readonly email: string; readonly role: Role },
    options?: CallOptions,
  ): Promise<{ readonly accountId: string }>;
  setRole(username: string, role: Role, options?: CallOptions): Promise<AccountView>;
  setBlocked(username: string, isBlocked: boolean, options?: CallOptions): Promise<AccountView>;
  /** An address on which the account sets a password once, within the hour. */
  resetLink(
    username: string,
    dropTwoFactor: boolean,
    options?: CallOptions,
  ): Promise<{ readonly path: string; readonly expiresAt: string }>;
  createKey(
    username: string,
    key: { readonly name: string; readonly scopes: readonly Scope[] },
    options?: CallOptions,
  ): Promise<MadeKey>;
  revokeKey(username: string, publicId: string, options?: CallOptions): Promise<void>;
  createModel(
    username: string,
    model: { readonly name: string; readonly tournament: TournamentName },
    options?: CallOptions,
  ): Promise<void>;
  /** Into the wallet of an account. */
  deposit(
    username: string,
    amount: string,
    options?: MoneyOptions,
  ): Promise<{ readonly amount: string; readonly available: string }>;
  /** Newest first. */
  withdrawals(
    filter?: { readonly state?: WithdrawalView['state']; readonly limit?: number },
    options?: CallOptions,
  ): Promise<readonly WithdrawalView[]>;
  /** `reference` names the transfer. */
  confirmWithdrawal(request: string, reference: string, options?: MoneyOptions): Promise<WithdrawalView>;
  refuseWithdrawal(request: string, reason: string, options?: MoneyOptions): Promise<WithdrawalView>;
  treasury(options?: CallOptions): Promise<TreasuryPage>;
  fundTreasury(amount: string, options?: MoneyOptions): Promise<{ readonly amount: string; readonly treasury: string }>;
  /** What investors asked for, newest first. */
  fundRequests(
    filter?: { readonly state?: FundRequest['state'] },
    options?: CallOptions,
  ): Promise<readonly NamedFundRequest[]>;
  /** Comes in with the next close; `reference` names the transfer of a subscription. */
  confirmFundRequest(request: string, reference: string | null, options?: CallOptions): Promise<NamedFundRequest>;
  refuseFundRequest(request: string, reason: string, options?: CallOptions): Promise<NamedFundRequest>;
  /** The orders of all products, in figures. */
  fundDesk(options?: CallOptions): Promise<readonly FundOrdersSummary[]>;
  /** Of the product's last plan. */
  fundOrders(product: string, options?: CallOptions): Promise<FundOrders>;
  /** Releases the orders that were shown under this hash; another one is refused with `other_plan`. */
  confirmFundOrders(product: string, hash: string, options?: CallOptions): Promise<FundOrders>;
  /** A broker's CSV against the plan with this hash; `preview` only looks. What does not answer to its orders is refused (`not_reconciled`). */
  handInExecutions(
    handed: { readonly product: string; readonly plan: string; readonly file: string; readonly preview: boolean },
    options?: CallOptions,
  ): Promise<FundOrders>;
  /** Newest first. */
  incidents(
    filter?: {
      readonly severity?: IncidentRecord['severity'];
      readonly state?: 'open' | 'closed';
      readonly rule?: string;
      readonly round?: number;
      readonly search?: string;
      readonly before?: number;
      readonly limit?: number;
    },
    options?: CallOptions,
  ): Promise<IncidentList>;
  decideIncident(
    id: number,
    decision: { readonly kind: IncidentDecision['kind']; readonly note: string },
    options?: CallOptions,
  ): Promise<IncidentView>;
  /** What a market that is fed by files waits for and holds back, and what was decided of it. */
  feed(options?: CallOptions): Promise<FeedView>;
  /** Goes on without a trading day whose data will never come, or plays a thin one as it is; `undo` takes that back until a later day is played. */
  decideDay(
    decision: 'skip' | 'accept',
    of: { readonly day: string; readonly reason?: string; readonly undo?: boolean },
    options?: CallOptions,
  ): Promise<FeedDecided>;
  /** A move that is held back as a possible split is real. */
  decideMove(
    of: { readonly day: string; readonly security: string; readonly reason?: string; readonly undo?: boolean },
    options?: CallOptions,
  ): Promise<FeedDecided>;
  /** Everybody reads it. */
  publishIncident(
    incident: Pick<IncidentRecord, 'severity' | 'message'> & { readonly round?: number },
    options?: CallOptions,
  ): Promise<IncidentRecord>;
  audit(
    filter?: {
      readonly actor?: string;
      readonly action?: string;
      readonly search?: string;
      readonly before?: number;
      readonly limit?: number;
    },
    options?: CallOptions,
  ): Promise<AuditPage>;
  /** Of a tournament whose stakes are on chain; others refuse it with `unknown_command`. */
  chain(options?: CallOptions): Promise<ChainDesk>;
  /** Compares vault and ledger now. */
  reconcileChain(options?: CallOptions): Promise<{ readonly agrees: boolean; readonly block: number }>;
  /** Offers what is under way again, at a fee that is an eighth higher or more. */
  bumpChain(
    maxFeeGwei: string | null,
    options?: CallOptions,
  ): Promise<{ readonly id: string; readonly transaction: string }>;
  /** Pauses the vault or ends that, with the guardian's key of this server. */
  pauseVault(kind: 'pause' | 'unpause', options?: CallOptions): Promise<{ readonly transaction: string }>;
  health(options?: CallOptions): Promise<HealthView>;
  /** The bytes of a backup, taken now: passwords and secrets are in it. */
  backup(options?: CallOptions): Promise<Blob>;
}

export function operatorClient({ ask, origin, fetch }: Connection): OperatorClient {
  const tell = <T>(words: string, body: object = {}, options: MoneyOptions = {}): Promise<T> =>
    ask(`/api/operator/${words.replaceAll(' ', '/')}`, { ...options, method: 'POST', body });
  const move = <T>(words: string, body: object, options: MoneyOptions = {}): Promise<T> =>
    tell(words, body, { idempotencyKey: crypto.randomUUID(), ...options });

  return {
    desk: (options) => tell('desk', {}, options),
    rounds: async (options) => (await tell<{ rounds: RoundUnderWay[] }>('round steps', {}, options)).rounds,
    plan: (number, options) => tell('round plan', { number }, options),
    approve: (number, plan, options) => tell('round approve', { number, plan }, options),
    cancelRound: (number, reason, options) => tell('round cancel', { number, reason }, options),
    jobs: async (filter = {}, options) => (await tell<{ jobs: JobView[] }>('job list', filter, options)).jobs,
    retryJob: (id, options) => tell('job retry', { id }, options),
    accounts: async (filter = {}, options) =>
      (await tell<{ accounts: AccountView[] }>('account list', filter, options)).accounts,
    account: (username, options) => tell('account show', { username }, options),
    createAccount: (account, options) => tell('account create', { ...account, withoutKey: true }, options),
    setRole: (username, role, options) => tell('account role', { username, role }, options),
    setBlocked: (username, isBlocked, options) =>
      tell(isBlocked ? 'account block' : 'account unblock', { username }, options),
    resetLink: (username, dropTwoFactor, options) =>
      tell('account reset-password', { username, dropTwoFactor }, options),
    createKey: (username, key, options) => tell('key create', { username, ...key }, options),
    revokeKey: (username, publicId, options) => tell('key revoke', { username, publicId }, options),
    createModel: (username, model, options) => tell('model create', { username, ...model }, options),
    deposit: (username, amount, options) => move('deposit', { username, amount }, options),
    withdrawals: async (filter = {}, options) =>
      (await tell<{ withdrawals: WithdrawalView[] }>('withdrawal list', filter, options)).withdrawals,
    confirmWithdrawal: (request, reference, options) => move('withdrawal confirm', { request, reference }, options),
    refuseWithdrawal: (request, reason, options) => move('withdrawal refuse', { request, reason }, options),
    treasury: (options) => tell('treasury', {}, options),
    fundTreasury: (amount, options) => move('treasury deposit', { amount }, options),
    fundRequests: async (filter = {}, options) =>
      (await tell<{ requests: NamedFundRequest[] }>('fund requests', filter, options)).requests,
    confirmFundRequest: (request, reference, options) =>
      tell('fund request confirm', { request, ...(reference !== null && { reference }) }, options),
    refuseFundRequest: (request, reason, options) => tell('fund request refuse', { request, reason }, options),
    fundDesk: async (options) => (await tell<{ products: FundOrdersSummary[] }>('fund desk', {}, options)).products,
    fundOrders: (product, options) => tell('fund orders', { product }, options),
    confirmFundOrders: (product, plan, options) => tell('fund confirm', { product, plan }, options),
    handInExecutions: (handed, options) => tell('fund executions', handed, options),
    incidents: (filter = {}, options) => tell('incident list', filter, options),
    decideIncident: (id, decision, options) => tell('incident decide', { id, ...decision }, options),
    feed: (options) => tell('data feed', {}, options),
    decideDay: (decision, of, options) => tell(`data ${decision}`, of, options),
    decideMove: (of, options) => tell('data real', of, options),
    publishIncident: (incident, options) => tell('incident publish', incident, options),
    audit: (filter = {}, options) => tell('audit', filter, options),
    chain: (options) => tell('chain desk', {}, options),
    reconcileChain: (options) => tell('chain reconcile', {}, options),
    bumpChain: (maxFee, options) => tell('chain bump', maxFee === null ? {} : { maxFee }, options),
    pauseVault: (kind, options) => tell('chain pause', { kind }, options),
    health: (options) => tell('health', {}, options),
    async backup({ signal } = {}) {
      const response = await fetch(`${origin}/api/operator/backup`, { method: 'POST', ...(signal && { signal }) });
      if (response.ok) return response.blob();
      throw await errorOf(response);
    },
  };
}
