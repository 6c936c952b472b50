import type {
  NotificationKind,
  OwnValidation,
  Scope,
  SignalsReport,
  SymbolCells,
  SymbolRow,
  TournamentName,
} from '@robata/tournament';
import type { CallOptions, Connection } from './connection.ts';
import { freshKey } from './freshKey.ts';
import type {
  OwnAccount,
  OwnDiagnostics,
  OwnHoldings,
  OwnJob,
  OwnKey,
  OwnLiveRound,
  OwnMail,
  OwnModel,
  OwnNotification,
  OwnStake,
  OwnStakeChange,
  OwnStakeMovement,
  OwnStakePreview,
  OwnSubmission,
  OwnWallet,
  OwnWebhook,
  OwnWebhookCall,
  OwnWithdrawal,
  PayoutMode,
} from './own.ts';

export interface MoneyOptions extends CallOptions {
  /** The same key again moves nothing and gives the first result. Default: a new one, so that one call moves money once. */
  readonly idempotencyKey?: string;
}

/** A change of a stake, as the server takes it; amounts are decimal texts, `'all'` where it says so. */
export type StakeChangeInput =
  | { readonly type: 'increase' | 'decrease'; readonly amount: string }
  /** Takes out all there is. */
  | { readonly type: 'drain' }
  /** `to`: another model's id. */
  | { readonly type: 'move'; readonly to: string; readonly amount: string }
  | { readonly type: 'cancel_release'; readonly after: string; readonly to?: string; readonly amount: string };

/** An account's own things. Ids of models are UUIDs, amounts decimal texts: '12.5'. */
export interface AccountClient {
  me(options?: CallOptions): Promise<OwnAccount>;
  /** Everything that the server keeps of the account. */
  export(options?: CallOptions): Promise<Readonly<Record<string, unknown>>>;
  keys(options?: CallOptions): Promise<readonly OwnKey[]>;
  /** Shown this once with its secret. Made and revoked by a signed-in person, not with a key. */
  createKey(
    key: { readonly name: string; readonly scopes?: readonly Scope[] },
    options?: CallOptions,
  ): Promise<OwnKey & { readonly secretKey: string }>;
  revokeKey(publicId: string, options?: CallOptions): Promise<OwnKey>;
  models(options?: CallOptions): Promise<readonly OwnModel[]>;
  createModel(
    model: { readonly name: string; readonly tournament: TournamentName },
    options?: CallOptions,
  ): Promise<OwnModel>;
  changeModel(
    id: string,
    change: {
      readonly name?: string;
      readonly bio?: string;
      readonly linkUrl?: string | null;
      readonly linkText?: string | null;
    },
    options?: CallOptions,
  ): Promise<OwnModel>;
  /** Newest first, at most 1,000. */
  submissions(
    filter?: { readonly modelId?: string; readonly limit?: number },
    options?: CallOptions,
  ): Promise<readonly OwnSubmission[]>;
  submission(id: string, options?: CallOptions): Promise<OwnSubmission>;
  setNote(id: string, note: string, options?: CallOptions): Promise<OwnSubmission>;
  /** Where the bytes of one's own submission can be downloaded for an hour. */
  submissionFile(id: string, options?: CallOptions): Promise<{ readonly filename: string; readonly url: string }>;
  /** The rounds that take submissions, newest first, with their ids. Default: of classic. */
  liveRounds(
    filter?: { readonly tournament?: TournamentName },
    options?: CallOptions,
  ): Promise<readonly OwnLiveRound[]>;
  /** The rows of a version of the symbols, as `LiveRound.signals` names it: what a Signals file is checked with before an upload. Null: none. */
  symbols(version: number | null, options?: CallOptions): Promise<readonly SymbolRow[]>;
  /** The answer to each row of a Signals file that does not count. */
  submissionRows(id: string, options?: CallOptions): Promise<SignalsReport>;
  diagnostics(modelId: string, options?: CallOptions): Promise<readonly OwnDiagnostics[]>;
  /** The model's newest validation run beside what it scored live. */
  validation(modelId: string, options?: CallOptions): Promise<OwnValidation>;
  jobs(options?: CallOptions): Promise<readonly OwnJob[]>;
  wallet(options?: CallOptions): Promise<OwnWallet>;
  /** All that the account holds: one number that adds up. */
  holdings(options?: CallOptions): Promise<OwnHoldings>;
  stake(modelId: string, options?: CallOptions): Promise<OwnStake>;
  /** What a change would do, as things stand now: what moves, what arrives when, and the figures after it. Refused as the change would be. */
  previewStake(modelId: string, change: StakeChangeInput, options?: CallOptions): Promise<OwnStakePreview>;
  stakeUp(modelId: string, amount: string, options?: MoneyOptions): Promise<OwnStakeChange>;
  /** `'all'` takes out all there is. */
  stakeDown(modelId: string, amount: string | 'all', options?: MoneyOptions): Promise<OwnStakeChange>;
  /** One of the changes below, as it was previewed. */
  changeStake(modelId: string, change: StakeChangeInput, options?: MoneyOptions): Promise<OwnStakeChange>;
  /** To another model of the account. `'all'` moves all there is. */
  stakeMove(modelId: string, to: string, amount: string | 'all', options?: MoneyOptions): Promise<OwnStakeChange>;
  /** Back into the stake, what waits for the round `after` (as `releasedAfter` has it; on its way to the model `to`). */
  cancelRelease(
    modelId: string,
    release: { readonly after: string; readonly to?: string; readonly amount: string | 'all' },
    options?: MoneyOptions,
  ): Promise<OwnStakeChange>;
  /** Of the rounds that close from now on. */
  choosePayoutMode(modelId: string, mode: PayoutMode, options?: MoneyOptions): Promise<OwnStake>;
  /** Newest first. */
  withdrawals(options?: CallOptions): Promise<readonly OwnWithdrawal[]>;
  /** What asking for so much would leave in the wallet. Refused as the request would be. */
  previewWithdrawal(
    amount: string,
    options?: CallOptions,
  ): Promise<{ readonly amount: string; readonly available: string }>;
  /** Asks for money; it leaves the wallet now, and goes out when the operator has sent it. */
  requestWithdrawal(amount: string, options?: MoneyOptions): Promise<OwnWithdrawal>;
  /** While it waits: the money is in the wallet again. */
  cancelWithdrawal(id: string, options?: MoneyOptions): Promise<OwnWithdrawal>;
  /** Everything that ever happened to the account, its models and withdrawals, as CSV that a spreadsheet computes again. */
  accountStatementCsv(options?: CallOptions): Promise<string>;
  /** Oldest first. */
  statement(modelId: string, options?: CallOptions): Promise<readonly OwnStakeMovement[]>;
  statementCsv(modelId: string, options?: CallOptions): Promise<string>;
  notifications(
    page?: { readonly before?: number; readonly limit?: number },
    options?: CallOptions,
  ): Promise<{ readonly unread: number; readonly notifications: readonly OwnNotification[] }>;
  /** Marks everything up to this id as read; gives how many are unread then. */
  readNotifications(upTo: number, options?: CallOptions): Promise<number>;
  mail(options?: CallOptions): Promise<OwnMail>;
  chooseMail(kind: NotificationKind, wanted: boolean, options?: CallOptions): Promise<OwnMail>;
  webhook(
    modelId: string,
    options?: CallOptions,
  ): Promise<{ readonly webhook: OwnWebhook | null; readonly calls: readonly OwnWebhookCall[] }>;
  /** Null removes it. */
  setWebhook(modelId: string, url: string | null, options?: CallOptions): Promise<OwnWebhook | null>;
  /** Calls it now and waits for its answer; gives the trigger id. */
  callWebhook(modelId: string, options?: CallOptions): Promise<string>;
}

export function accountClient({ ask, askText, reachable }: Connection): AccountClient {
  const ofModel = (id: string, rest = ''): string => `/api/account/models/${encodeURIComponent(id)}${rest}`;
  const ofSubmission = (id: string, rest = ''): string => `/api/account/submissions/${encodeURIComponent(id)}${rest}`;
  const move = <T>(path: string, body: object, options: MoneyOptions = {}): Promise<T> =>
    ask(path, { idempotencyKey: freshKey(), ...options, method: 'POST', body });
  const change = (modelId: string, body: object, options?: MoneyOptions): Promise<OwnStakeChange> =>
    move(ofModel(modelId, '/stake'), body, options);

  return {
    me: (options) => ask('/api/account', options),
    export: (options) => ask('/api/account/export', options),
    keys: async (options) => (await ask<{ keys: readonly OwnKey[] }>('/api/account/keys', options)).keys,
    createKey: (body, options) => ask('/api/account/keys', { ...options, method: 'POST', body }),
    revokeKey: (publicId, options) =>
      ask(`/api/account/keys/${encodeURIComponent(publicId)}`, { ...options, method: 'DELETE' }),
    models: async (options) => (await ask<{ models: readonly OwnModel[] }>('/api/account/models', options)).models,
    createModel: (body, options) => ask('/api/account/models', { ...options, method: 'POST', body }),
    changeModel: (id, body, options) => ask(ofModel(id), { ...options, method: 'PATCH', body }),
    submissions: async ({ modelId, limit } = {}, options) => {
      const query = { modelId, limit };
      return (await ask<{ submissions: OwnSubmission[] }>('/api/account/submissions', { ...options, query }))
        .submissions;
    },
    submission: (id, options) => ask(ofSubmission(id), options),
    setNote: (id, note, options) => ask(ofSubmission(id, '/note'), { ...options, method: 'PUT', body: { note } }),
    submissionFile: async (id, options) => {
      const { filename, url } = await ask<{ filename: string; url: string }>(ofSubmission(id, '/file'), options);
      return { filename, url: reachable(url) };
    },
    liveRounds: async (filter = {}, options) => {
      const question = { ...options, query: { ...filter } };
      return (await ask<{ rounds: OwnLiveRound[] }>('/api/account/live-rounds', question)).rounds;
    },
    async symbols(version, options) {
      if (version === null) return [];
      const { rows } = await ask<{ rows: readonly SymbolCells[] }>(`/api/account/symbols/${version}`, options);
      return rows.map(([permanentId, scheme, symbol, validFrom = null, validTo = null, name]) => ({
        permanentId: permanentId as string,
        scheme: scheme as SymbolRow['scheme'],
        symbol: symbol as string,
        validFrom,
        validTo,
        ...(name && { name }),
      }));
    },
    submissionRows: (id, options) => ask(ofSubmission(id, '/rows'), options),
    diagnostics: async (modelId, options) => {
      const query = { modelId };
      return (await ask<{ diagnostics: OwnDiagnostics[] }>('/api/account/diagnostics', { ...options, query }))
        .diagnostics;
    },
    validation: (modelId, options) => ask(ofModel(modelId, '/validation'), options),
    jobs: async (options) => (await ask<{ jobs: readonly OwnJob[] }>('/api/account/jobs', options)).jobs,
    wallet: (options) => ask('/api/account/wallet', options),
    holdings: (options) => ask('/api/account/holdings', options),
    stake: (modelId, options) => ask(ofModel(modelId, '/stake'), options),
    previewStake: (modelId, body, options) =>
      ask(ofModel(modelId, '/stake/preview'), { ...options, method: 'POST', body }),
    changeStake: (modelId, body, options) => change(modelId, body, options),
    stakeUp: (modelId, amount, options) => change(modelId, { type: 'increase', amount }, options),
    stakeDown: (modelId, amount, options) =>
      change(modelId, amount === 'all' ? { type: 'drain' } : { type: 'decrease', amount }, options),
    stakeMove: (modelId, to, amount, options) => change(modelId, { type: 'move', to, amount }, options),
    cancelRelease: (modelId, release, options) => change(modelId, { type: 'cancel_release', ...release }, options),
    choosePayoutMode: (modelId, mode, options) => move(ofModel(modelId, '/stake/payout-mode'), { mode }, options),
    withdrawals: async (options) =>
      (await ask<{ withdrawals: readonly OwnWithdrawal[] }>('/api/account/withdrawals', options)).withdrawals,
    previewWithdrawal: (amount, options) =>
      ask('/api/account/withdrawals/preview', { ...options, method: 'POST', body: { amount } }),
    requestWithdrawal: (amount, options) => move('/api/account/withdrawals', { amount }, options),
    cancelWithdrawal: (id, options) => move(`/api/account/withdrawals/${encodeURIComponent(id)}/cancel`, {}, options),
    accountStatementCsv: (options) => askText('/api/account/statement.csv', options),
    statement: async (modelId, options) =>
      (await ask<{ movements: OwnStakeMovement[] }>(ofModel(modelId, '/stake/statement'), options)).movements,
    statementCsv: (modelId, options) => askText(ofModel(modelId, '/stake/statement.csv'), options),
    notifications: (page = {}, options) => ask('/api/account/notifications', { ...options, query: { ...page } }),
    readNotifications: async (upTo, options) => {
      const question = { ...options, method: 'POST', body: { upTo } } as const;
      return (await ask<{ unread: number }>('/api/account/notifications/read', question)).unread;
    },
    mail: (options) => ask('/api/account/notifications/mail', options),
    chooseMail: (kind, wanted, options) =>
      ask('/api/account/notifications/mail', { ...options, method: 'PUT', body: { kind, wanted } }),
    webhook: (modelId, options) => ask(ofModel(modelId, '/webhook'), options),
    setWebhook: async (modelId, url, options) => {
      const question = { ...options, method: 'PUT', body: { url } } as const;
      return (await ask<{ webhook: OwnWebhook | null }>(ofModel(modelId, '/webhook'), question)).webhook;
    },
    callWebhook: async (modelId, options) => {
      const question = { ...options, method: 'POST', body: {} } as const;
      return (await ask<{ triggerId: string }>(ofModel(modelId, '/webhook/call'), question)).triggerId;
    },
  };
}
