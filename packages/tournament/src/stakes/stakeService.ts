import { randomUUID } from 'node:crypto';
import {
  activeRoundsOf,
  type Amount,
  amountOf,
  balance,
  type Command,
  type Entry,
  formatAmount,
  type Journal,
  parseAmount,
  pendingReleases,
  type RefusalReason,
  type StakeMovement,
  stake,
  stakeStatement,
  sumAmounts,
  wallet,
} from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import { type LedgerBook, LedgerRefusedError } from '../rounds/ledgerBook.ts';
import type { SharedLedger } from '../rounds/sharedLedger.ts';

/** One number that adds up: value = stake now + what is on its way out. */
export interface StakeFigures {
  /** What counts at the next snapshot. */
  readonly stake: Amount;
  /** Taken out and still able to burn, with the rounds each part waits for, soonest first. */
  readonly pending: readonly { readonly after: string; readonly amount: Amount }[];
  /** Of the running rounds, in the order of their closes. */
  readonly atRisk: readonly { readonly round: string; readonly amount: Amount }[];
}

export interface StakeChange {
  readonly type: 'increase' | 'decrease';
  /** What moves: a decrease of more than there is moves all there is. */
  readonly amount: Amount;
  /** At once in the wallet or in the stake, or pending until a round has resolved. */
  readonly status: 'confirmed' | 'pending';
  /** The round whose resolution lets a decrease go; null where it is done. */
  readonly after: string | null;
}

export interface WalletMovement {
  readonly sequence: number;
  readonly type: 'deposit' | 'withdrawal';
  readonly amount: Amount;
}

export interface RecordedMovement extends WalletMovement {
  /** Null where nobody kept it. */
  readonly recordedAt: string | null;
}

/** When ledger entries were recorded, by their sequence numbers; those of which nobody knows are not in it. */
export type RecordedAt = (sequences: readonly number[]) => Promise<ReadonlyMap<number, string>>;

export interface MoneyRequest {
  /** The account's id. Whether it may do this is asked before. */
  readonly account: string;
  /** A decimal text as people and clients write it: '100', '1.5', '1e-05'. Above 0, at most 18 decimal places. */
  readonly amount: string;
  /** The same key again gives the first result; with another request it is an error. Default: a new one. */
  readonly idempotencyKey?: string | undefined;
}

export interface StakeRequest extends MoneyRequest {
  /** The model's number. */
  readonly model: number;
}

/** Money of accounts and their models: everything goes through the shared ledger, each call in one transaction. Throws DomainError. */
export interface StakeService {
  deposit(request: MoneyRequest): Promise<WalletMovement>;
  withdraw(request: MoneyRequest): Promise<WalletMovement>;
  increase(request: StakeRequest): Promise<StakeChange>;
  /** `drain`: all there is, whatever the amount says. */
  decrease(request: StakeRequest & { readonly drain?: boolean }): Promise<StakeChange>;
  /** What an account can stake or withdraw. */
  available(account: string): Promise<Amount>;
  figures(model: number): Promise<StakeFigures>;
  /** Newest first. */
  walletMovements(account: string): Promise<readonly RecordedMovement[]>;
  /** Everything that ever happened to a model's stake, oldest first. */
  statement(model: number): Promise<readonly StakeMovement[]>;
}

const KEY_LENGTH_MAX = 200;

export function stakeService(ledger: SharedLedger, recordedAt: RecordedAt = async () => new Map()): StakeService {
  /** Posts one command for an account, or finds what its key did before. */
  const post = async (
    { account, idempotencyKey = randomUUID() }: MoneyRequest,
    command: (book: LedgerBook, first: Command | undefined) => Command,
  ): Promise<Entry> => {
    if (idempotencyKey.length === 0 || idempotencyKey.length > KEY_LENGTH_MAX) {
      throw new DomainError('invalid_idempotency_key', `An idempotency key has 1 to ${KEY_LENGTH_MAX} characters.`, {
        field: 'Idempotency-Key',
      });
    }
    const key = `account:${account}:${idempotencyKey}`;
    try {
      return await ledger.transact((book) => {
        const first = book.journal.entries.get(key)?.command;
        return book.post({ idempotencyKey: key, command: command(book, first) });
      });
    } catch (error) {
      if (error instanceof LedgerRefusedError) throw refusedBy(error);
      throw error;
    }
  };

  return {
    async deposit(request) {
      const amount = positive(request.amount);
      const entry = await post(request, () => ({ kind: 'deposit', account: request.account, amount }));
      return { sequence: entry.sequence, type: 'deposit', amount };
    },
    async withdraw(request) {
      const amount = positive(request.amount);
      const entry = await post(request, () => ({ kind: 'withdrawal', account: request.account, amount }));
      return { sequence: entry.sequence, type: 'withdrawal', amount };
    },
    async increase(request) {
      const amount = positive(request.amount);
      const { account } = request;
      await post(request, () => ({ kind: 'stake_increase', account, model: String(request.model), amount }));
      return { type: 'increase', amount, status: 'confirmed', after: null };
    },
    async decrease(request) {
      const { account, drain = false } = request;
      const model = String(request.model);
      const asked = drain ? null : positive(request.amount);
      const entry = await post(request, (book, first) => {
        // Asked again: what "all there is" was is known from the first time.
        if (first?.kind === 'stake_decrease') {
          const amount = asked === null || asked > first.amount ? first.amount : asked;
          return { kind: 'stake_decrease', account, model, amount };
        }
        const held = balance(book.journal, stake(model));
        if (held === 0n) throw new DomainError('no_stake', 'This model has no stake: there is nothing to take out.');
        return { kind: 'stake_decrease', account, model, amount: asked === null || asked > held ? held : asked };
      });
      const moved = entry.lines.find((line) => line.amount > 0n);
      const after = moved?.account.startsWith('pending:') ? (moved.account.split(':')[2] ?? null) : null;
      const amount = entry.command.kind === 'stake_decrease' ? entry.command.amount : amountOf(0n);
      return { type: 'decrease', amount, status: after === null ? 'confirmed' : 'pending', after };
    },
    available: async (account) => balance(await ledger.journal(), wallet(account)),
    figures: async (model) => figuresOf(await ledger.journal(), String(model)),
    async walletMovements(account) {
      const movements: WalletMovement[] = [];
      for (const [, { sequence, command }] of (await ledger.journal()).entries) {
        if (command.kind !== 'deposit' && command.kind !== 'withdrawal') continue;
        if (command.account === account) movements.push({ sequence, type: command.kind, amount: command.amount });
      }
      const times = await recordedAt(movements.map(({ sequence }) => sequence));
      return movements
        .sort((a, b) => b.sequence - a.sequence)
        .map((movement) => ({ ...movement, recordedAt: times.get(movement.sequence) ?? null }));
    },
    async statement(model) {
      const entries = [...(await ledger.journal()).entries].map(([, entry]) => entry);
      return stakeStatement(
        entries.sort((a, b) => a.sequence - b.sequence),
        String(model),
      );
    },
  };
}

export const stakeValue = ({ stake, pending }: StakeFigures): Amount =>
  sumAmounts([stake, ...pending.map(({ amount }) => amount)]);

function figuresOf(journal: Journal, model: string): StakeFigures {
  return {
    stake: balance(journal, stake(model)),
    pending: pendingReleases(journal, model),
    atRisk: activeRoundsOf(journal, model).map(({ round, atRisk }) => ({
      round,
      amount: atRisk.get(model) ?? amountOf(0n),
    })),
  };
}

function positive(text: string): Amount {
  const parsed = parseAmount(text.trim());
  const fault = parsed.status === 'refused' ? parsed.reason : parsed.amount <= 0n ? 'not_positive' : null;
  if (fault === null && parsed.status === 'parsed') return parsed.amount;
  const sentences: Record<string, string> = {
    empty: 'The amount is empty.',
    not_a_number: `'${text.slice(0, 40)}' is no amount.`,
    too_fine: `${text.slice(0, 40)} has more than 18 decimal places.`,
    too_large: `${text.slice(0, 40)} is more than any amount can be.`,
    not_positive: `${text.slice(0, 40)} cannot be moved.`,
  };
  throw new DomainError('invalid_amount', sentences[fault ?? 'not_a_number'] as string, {
    remedy: 'Give a decimal number above 0 with at most 18 decimal places, such as 12.5.',
    field: 'amount',
  });
}

/** The ledger's no in the words of the one who asked. */
function refusedBy({ refusal }: LedgerRefusedError): DomainError {
  const remedies: Partial<Record<RefusalReason, string>> = {
    insufficient_funds: 'Your wallet holds less than that: deposit first, or ask for less.',
  };
  const remedy = remedies[refusal.reason];
  return remedy === undefined
    ? new DomainError(refusal.reason, refusal.sentence)
    : new DomainError(refusal.reason, 'There is not enough in the wallet.', { remedy });
}

/** An amount as clients read it: a plain decimal text. */
export const amountText = (value: Amount): string => formatAmount(value);
