import {
  accountParts,
  accountStatementCsv,
  type Amount,
  amountOf,
  balance,
  type BurnLimits,
  type Command,
  type Entry,
  formatAmount,
  type Journal,
  type PayoutMode,
  pendingRelease,
  roundOf,
  type ReleaseTerms,
  type RoundId,
  type StakeFigures,
  stake,
  stakeFigures,
  type StakeMovement,
  stakeStatement,
  wallet,
} from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import type { LedgerBook } from '../rounds/ledgerBook.ts';
import { releasePolicyOf, robata1 } from '../rounds/tournamentConfig.ts';
import { type Holdings, holdings } from './holdings.ts';
import { type KeyedRequest, positiveAmount, postOnce, wasPosted } from './moneyRequest.ts';
import { type CommandLedger, rehearsedLedger } from './rehearsedLedger.ts';
import { type Withdrawal, type Withdrawals, withdrawals } from './withdrawals.ts';

export interface StakeChange {
  readonly type: 'increase' | 'decrease' | 'move' | 'release_cancellation';
  /** What moves: a decrease of more than there is moves all there is. */
  readonly amount: Amount;
  /** At once in the wallet or in the stake, or (a part of it) pending until a round has resolved. */
  readonly status: 'confirmed' | 'pending';
  /** The round whose resolution lets the last part of it go; null where it is done. */
  readonly after: string | null;
  /** What arrives when: at once (null), or after the round. */
  readonly parts: readonly { readonly after: string | null; readonly amount: Amount }[];
}

export interface WalletMovement {
  readonly sequence: number;
  readonly type: 'deposit' | 'withdrawal';
  /** A withdrawal is pending while it waits for the operator. */
  readonly status: 'confirmed' | 'pending' | 'refused' | 'cancelled';
  readonly amount: Amount;
}

export interface RecordedMovement extends WalletMovement {
  /** Null where nobody kept it. */
  readonly recordedAt: string | null;
}

export interface RecordedStakeMovement extends StakeMovement {
  /** The round that it is about; null where there is none. */
  readonly round: RoundId | null;
  /** Null where nobody kept it. */
  readonly recordedAt: string | null;
}

/** When ledger entries were recorded, by their sequence numbers; those of which nobody knows are not in it. */
export type RecordedAt = (sequences: readonly number[]) => Promise<ReadonlyMap<number, string>>;

export interface MoneyRequest extends KeyedRequest {
  /** The account's id. Whether it may do this is asked before. */
  readonly account: string;
  /** A decimal text as people and clients write it: '100', '1.5', '1e-05'. Above 0, at most 18 decimal places. */
  readonly amount: string;
}

export interface StakeRequest extends MoneyRequest {
  /** The model's number. */
  readonly model: number;
}

/** Money of accounts and their models: everything goes through the shared ledger, each call in one transaction. Throws DomainError. */
export interface StakeService extends Withdrawals {
  deposit(request: MoneyRequest): Promise<WalletMovement>;
  increase(request: StakeRequest): Promise<StakeChange>;
  /** `drain`: all there is, whatever the amount says. */
  decrease(request: StakeRequest & { readonly drain?: boolean }): Promise<StakeChange>;
  /** To another model of the account: at once what no open round counts, the rest when they have resolved. `'all'`, or more than there is: all of it. */
  move(request: StakeRequest & { readonly to: number }): Promise<StakeChange>;
  /** Back into the stake, what waits for the round `after` (on its way to the model `to`). `'all'`, or more than there is: all of it. */
  cancelRelease(request: StakeRequest & { readonly after: string; readonly to?: number }): Promise<StakeChange>;
  /** Where payouts go, of the rounds that close from now on. */
  choosePayoutMode(
    request: KeyedRequest & { readonly account: string; readonly model: number; readonly mode: PayoutMode },
  ): Promise<StakeFigures>;
  /** What an account can stake or withdraw. */
  available(account: string): Promise<Amount>;
  /** One page of figures that adds up. */
  figures(model: number): Promise<StakeFigures>;
  /** All that the account holds, with its models' figures, in one reading that adds up. */
  holdings(account: string, models: readonly number[]): Promise<Holdings>;
  /** The same service over a ledger to try things on: it tells what would happen, as things stand now, and nothing of it happens. For one request. */
  rehearsal(): StakeService;
  /** Newest first. */
  walletMovements(account: string): Promise<readonly RecordedMovement[]>;
  /** Everything that ever happened to a model's stake, oldest first. */
  statement(model: number): Promise<readonly RecordedStakeMovement[]>;
  /** Everything that ever happened to an account, its models and its withdrawals, as CSV that a spreadsheet computes again. */
  accountStatement(account: string): Promise<string>;
}

export interface StakeServiceInput {
  /** Default: nobody kept it. */
  readonly recordedAt?: RecordedAt;
  /** Runs before a change of a stake that was not made before: it closes what is due, so that nothing that is asked after a close counts in it; or refuses by throwing. Default: nothing closes. */
  readonly beforeChange?: () => Promise<void>;
  /** The policy for what is taken out, as it holds now. Default: that of robata-1. */
  readonly terms?: () => Promise<ReleaseTerms>;
  /** What rounds under way can burn by their rules, where their snapshots do not say it: see `burnLimits`. Default: nobody knows, all of it. */
  readonly limits?: (journal: Journal) => Promise<BurnLimits>;
}

const ROBATA_TERMS: ReleaseTerms = { policy: releasePolicyOf(robata1) };

export function stakeService(ledger: CommandLedger, input: StakeServiceInput = {}): StakeService {
  const { recordedAt = async () => new Map() } = input;
  const { beforeChange = async () => undefined, terms = async () => ROBATA_TERMS } = input;
  const { limits = async () => new Map() } = input;
  const money = withdrawals(ledger, recordedAt);

  /** A change of a stake: first what is due closes. */
  const change = async (
    { account, idempotencyKey }: KeyedRequest & { readonly account: string },
    command: (book: LedgerBook, first: Command | undefined, now: ReleaseTerms) => Command,
  ): Promise<Entry> => {
    const keyed = { scope: `account:${account}`, idempotencyKey };
    if (!(await wasPosted(ledger, keyed))) await beforeChange();
    const now = await terms();
    return postOnce(ledger, keyed, (book, first) =>
      // Asked again it is said again, whatever policy holds by now.
      command(book, first, termsOf(first) ?? now),
    );
  };

  const figuresOf = async (model: string): Promise<StakeFigures> => {
    const journal = await ledger.journal();
    return stakeFigures(journal, model, await terms(), await limits(journal));
  };

  return {
    ...money,
    async deposit(request) {
      const { account, idempotencyKey } = request;
      const amount = positiveAmount(request.amount);
      const scope = `account:${account}`;
      const entry = await postOnce(ledger, { scope, idempotencyKey }, () => ({ kind: 'deposit', account, amount }));
      return { sequence: entry.sequence, type: 'deposit', status: 'confirmed', amount };
    },
    async increase(request) {
      const amount = positiveAmount(request.amount);
      const { account } = request;
      await change(request, () => ({ kind: 'stake_increase', account, model: String(request.model), amount }));
      return { type: 'increase', amount, status: 'confirmed', after: null, parts: [{ after: null, amount }] };
    },
    async decrease(request) {
      const { account, drain = false } = request;
      const model = String(request.model);
      const asked = drain ? null : positiveAmount(request.amount);
      const entry = await change(request, (book, first, now) => {
        // Asked again: what "all there is" was is known from the first time.
        if (asked === null) return { kind: 'stake_drain', account, model, ...now };
        if (first?.kind === 'stake_decrease') return { ...first, account, model, amount: least(asked, first.amount) };
        const amount = least(asked, heldBy(book.journal, model));
        return { kind: 'stake_decrease', account, model, amount, ...now };
      });
      return changeOf('decrease', entry, model);
    },
    async move(request) {
      const { account } = request;
      const [model, to] = [String(request.model), String(request.to)];
      const asked = positiveOrAll(request.amount);
      const entry = await change(request, (book, first, now) => {
        const there = first?.kind === 'stake_move' ? first.amount : heldBy(book.journal, model);
        return { kind: 'stake_move', account, model, to, amount: least(asked, there), ...now };
      });
      return changeOf('move', entry, model);
    },
    async cancelRelease(request) {
      const { account } = request;
      const model = String(request.model);
      const after = roundNamed(request.after);
      const to = request.to === undefined ? undefined : String(request.to);
      const asked = positiveOrAll(request.amount);
      const entry = await change(request, (book, first) => {
        const waiting = balance(book.journal, pendingRelease(model, after, to));
        const there = first?.kind === 'release_cancellation' ? first.amount : waiting;
        if (there === 0n) throw unknownRelease(after);
        const amount = least(asked, there);
        return { kind: 'release_cancellation', account, model, after, amount, ...(to === undefined ? {} : { to }) };
      });
      const amount = entry.command.kind === 'release_cancellation' ? entry.command.amount : amountOf(0n);
      return {
        type: 'release_cancellation',
        amount,
        status: 'confirmed',
        after: null,
        parts: [{ after: null, amount }],
      };
    },
    async choosePayoutMode(request) {
      const { account, mode } = request;
      const model = String(request.model);
      await change(request, () => ({ kind: 'payout_mode', account, model, mode }));
      return figuresOf(model);
    },
    available: async (account) => balance(await ledger.journal(), wallet(account)),
    figures: (model) => figuresOf(String(model)),
    async holdings(account, models) {
      const journal = await ledger.journal();
      return holdings(journal, account, models, await terms(), await limits(journal));
    },
    rehearsal: () => stakeService(rehearsedLedger(ledger), { recordedAt, terms, limits }),
    async walletMovements(account) {
      const movements = walletMovements(await ledger.journal(), account);
      const times = await recordedAt(movements.map(({ sequence }) => sequence));
      return movements.map((movement) => ({ ...movement, recordedAt: times.get(movement.sequence) ?? null }));
    },
    async statement(model) {
      const entries = inOrder(await ledger.journal());
      const rounds = new Map(entries.map(({ sequence, command }) => [sequence, roundOf(command)]));
      const movements = stakeStatement(entries, String(model));
      const times = await recordedAt(movements.map(({ sequence }) => sequence));
      return movements.map((movement) => {
        const { sequence } = movement;
        return { ...movement, round: rounds.get(sequence) ?? null, recordedAt: times.get(sequence) ?? null };
      });
    },
    async accountStatement(account) {
      const entries = inOrder(await ledger.journal());
      const times = await recordedAt(entries.map(({ sequence }) => sequence));
      return accountStatementCsv(entries, account, times);
    },
  };
}

export const stakeValue = ({ value }: Pick<StakeFigures, 'value'>): Amount => value;

/** Everything that was ever posted, oldest first. */
export const inOrder = ({ entries }: Journal): Entry[] =>
  [...entries].map(([, entry]) => entry).sort((a, b) => a.sequence - b.sequence);

/** An amount as clients read it: a plain decimal text. */
export const amountText = (value: Amount): string => formatAmount(value);

const least = (asked: Amount | null, there: Amount): Amount => (asked === null || asked > there ? there : asked);

function heldBy(journal: Journal, model: string): Amount {
  const held = balance(journal, stake(model));
  if (held > 0n) return held;
  throw new DomainError('no_stake', 'This model has no stake: there is nothing to take out.');
}

/** The terms that a command named; undefined for one that needs none. */
function termsOf(command: Command | undefined): ReleaseTerms | undefined {
  switch (command?.kind) {
    case 'stake_drain':
    case 'stake_move': {
      const { policy, calendar } = command;
      return calendar === undefined ? { policy } : { policy, calendar };
    }
    default:
      return undefined;
  }
}

/** What left the stake of a model, by when each part of it arrives. */
function changeOf(type: StakeChange['type'], { lines }: Entry, model: string): StakeChange {
  const left = lines.find(({ account }) => account === stake(model))?.amount ?? 0n;
  const parts = lines
    .filter(({ amount }) => amount > 0n)
    .map(({ account, amount }) => {
      const { kind, after } = accountParts(account);
      return { after: kind === 'pending' ? after : null, amount };
    });
  const after = parts.findLast((part) => part.after !== null)?.after ?? null;
  return { type, amount: amountOf(-left), status: after === null ? 'confirmed' : 'pending', after, parts };
}

function walletMovements(journal: Journal, account: string): WalletMovement[] {
  const statuses = { waiting: 'pending', confirmed: 'confirmed', refused: 'refused', cancelled: 'cancelled' } as const;
  const movements: WalletMovement[] = [];
  for (const [, { sequence, command }] of journal.entries) {
    if (!('account' in command) || command.account !== account) continue;
    if (command.kind === 'deposit' || command.kind === 'withdrawal') {
      movements.push({ sequence, type: command.kind, status: 'confirmed', amount: command.amount });
    } else if (command.kind === 'withdrawal_request') {
      const state: Withdrawal['state'] = journal.withdrawals.get(command.request)?.state ?? 'waiting';
      movements.push({ sequence, type: 'withdrawal', status: statuses[state], amount: command.amount });
    }
  }
  return movements.sort((a, b) => b.sequence - a.sequence);
}

function roundNamed(text: string): RoundId {
  if (/^[a-z]{1,40}\/\d{1,10}$/.test(text)) return text as RoundId;
  throw unknownRelease(text);
}

const unknownRelease = (after: string): DomainError =>
  new DomainError('unknown_release', `Nothing of this model waits for the round '${after.slice(0, 60)}'.`, {
    field: 'after',
    remedy: 'Name one of the pending releases, as classic/7.',
  });

const positiveOrAll = (text: string): Amount | null => (text === 'all' ? null : positiveAmount(text));
