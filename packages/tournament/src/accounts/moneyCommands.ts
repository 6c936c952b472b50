import { formatAmount } from '@robata/ledger';
import { chainDocument } from '../chain/chainDocuments.ts';
import { configurationReader } from '../configuration/configurationReader.ts';
import { DomainError } from '../domainError.ts';
import type { Storage } from '../storage/storage.ts';
import type { SharedLedger } from '../rounds/sharedLedger.ts';
import { ledgerFactCommands } from '../stakes/ledgerFacts.ts';
import { positiveAmount, postOnce } from '../stakes/moneyRequest.ts';
import { payoutBook } from '../stakes/payoutBook.ts';
import type { StakeService } from '../stakes/stakeService.ts';
import { treasuryPage } from '../stakes/treasury.ts';
import type { Withdrawal } from '../stakes/withdrawals.ts';
import type { AccountService } from './accountService.ts';
import { fieldsOf } from './fields.ts';
import type { OperatorCommands } from './operatorCommands.ts';
import { roundPlan } from './roundPlan.ts';

const STATES: readonly Withdrawal['state'][] = ['waiting', 'confirmed', 'refused', 'cancelled'];
const LISTED_MAX = 1_000;

/** A withdrawal as operators see it. */
export interface WithdrawalView extends Omit<Withdrawal, 'account' | 'amount'> {
  /** Null where the account is gone. */
  readonly username: string | null;
  readonly accountId: string;
  readonly amount: string;
}

export interface MoneyCommandsInput {
  readonly storage: Storage;
  readonly ledger: SharedLedger;
  readonly accounts: Pick<AccountService, 'recordAct' | 'find'>;
  readonly stakes: StakeService;
}

/** What operators do with money: withdrawals, the treasury, corrections, the plans of rounds and the facts of an audit. Whatever changes something is kept. */
export function moneyCommands({ storage, ledger, accounts, stakes }: MoneyCommandsInput): OperatorCommands {
  const book = payoutBook({ reader: storage, ledger });
  const shown = async ({ account, amount, ...rest }: Withdrawal): Promise<WithdrawalView> => {
    const username = (await accounts.find({ id: account }))?.username ?? null;
    return { ...rest, username, accountId: account, amount: formatAmount(amount) };
  };

  return {
    ...ledgerFactCommands(storage),
    'withdrawal list': async (input) => {
      const fields = fieldsOf(input);
      const state = checkState(fields.optionalText('state'));
      const limit = Math.min(fields.optionalCount('limit') ?? 100, LISTED_MAX);
      const found = await stakes.withdrawals(state === undefined ? {} : { state });
      return { withdrawals: await Promise.all(found.slice(0, limit).map(shown)) };
    },
    'withdrawal confirm': async (input, { operator, idempotencyKey }) => {
      const fields = fieldsOf(input);
      const [request, reference] = [fields.text('request'), fields.text('reference')];
      const done = await shown(await stakes.confirmWithdrawal({ request, reference, idempotencyKey }));
      await accounts.recordAct({
        actor: operator.username,
        action: 'withdrawal confirm',
        subject: done.username ?? done.accountId,
        details: { request, amount: done.amount, reference },
      });
      return done;
    },
    'withdrawal refuse': async (input, { operator, idempotencyKey }) => {
      const fields = fieldsOf(input);
      const [request, reason] = [fields.text('request'), fields.text('reason')];
      const done = await shown(await stakes.refuseWithdrawal({ request, reason, idempotencyKey }));
      await accounts.recordAct({
        actor: operator.username,
        action: 'withdrawal refuse',
        subject: done.username ?? done.accountId,
        details: { request, amount: done.amount, reason },
      });
      return done;
    },
    treasury: async () =>
      treasuryPage(await ledger.journal(), (await configurationReader(storage).current()).payoutPolicy),
    'treasury deposit': async (input, { operator, idempotencyKey }) => {
      if ((await chainDocument(storage, 'chain/vault')) !== null) {
        throw new DomainError('on_chain', 'The treasury of this tournament is in its vault on chain.', {
          remedy: 'Fund the vault: whoever does is read from the chain.',
        });
      }
      const amount = positiveAmount(fieldsOf(input).text('amount'));
      const { sequence } = await postOnce(ledger, { scope: 'operator', idempotencyKey }, () => {
        return { kind: 'treasury_deposit', amount };
      });
      const details = { amount: formatAmount(amount), sequence };
      await accounts.recordAct({ actor: operator.username, action: 'treasury deposit', subject: 'treasury', details });
      return { ...details, treasury: treasuryPage(await ledger.journal()).treasury };
    },
    'ledger reverse': async (input, { operator }) => {
      const fields = fieldsOf(input);
      const [key, reason] = [fields.text('key'), fields.text('reason').trim()];
      if (reason === '') throw new DomainError('missing_field', 'reason is missing.', { field: 'reason' });
      // By its place in the ledger: the entry's own key may be as long as a key can be.
      const entry = (await ledger.journal()).entries.get(key);
      if (entry === undefined) {
        throw new DomainError('unknown_entry', `The ledger has no entry of the key '${key.slice(0, 60)}'.`, {
          remedy: 'List them: robata admin ledger keys.',
          field: 'key',
        });
      }
      const scoped = { scope: 'reversal', idempotencyKey: String(entry.sequence) };
      const { sequence, lines } = await postOnce(ledger, scoped, () => {
        if (entry.command.kind === 'resolution') {
          throw new DomainError('not_reversible', 'A resolution cannot be reversed: its payouts are published.', {
            remedy: 'Correct single accounts by deposits and withdrawals, with the reason.',
          });
        }
        return { kind: 'reversal', reverses: key, reason };
      });
      await accounts.recordAct({
        actor: operator.username,
        action: 'ledger reverse',
        subject: key,
        details: { sequence, reason },
      });
      return {
        key,
        sequence,
        reason,
        lines: lines.map(({ account, amount }) => ({ account, amount: formatAmount(amount) })),
      };
    },
    'ledger keys': async (input) => {
      const fields = fieldsOf(input);
      const [kind, limit] = [fields.optionalText('kind'), Math.min(fields.optionalCount('limit') ?? 20, LISTED_MAX)];
      const { entries } = await ledger.journal();
      const found = [...entries].map(([, entry]) => entry).filter(({ command }) => !kind || command.kind === kind);
      return {
        entries: found
          .sort((a, b) => b.sequence - a.sequence)
          .slice(0, limit)
          .map(({ sequence, command, idempotencyKey, lines }) => ({
            sequence,
            kind: command.kind,
            key: idempotencyKey,
            lines: lines.map(({ account, amount }) => ({ account, amount: formatAmount(amount) })),
          })),
      };
    },
    'round plan': (input) => roundPlan({ storage, ledger, book }, fieldsOf(input).optionalCount('number') ?? 0),
    'round proof': async (input) => {
      const fields = fieldsOf(input);
      const number = fields.optionalCount('number') ?? 0;
      const text = await book.proof(number, fields.text('model'));
      const published = await storage.round(number);
      // That of its part: a joint round publishes two.
      const isOfSignals = published?.signals?.payoutRoot !== undefined && text.includes(published.signals.payoutRoot);
      const part = isOfSignals ? published.signals : published;
      return { proof: text, payoutRoot: part?.payoutRoot ?? null, planHash: part?.planHash ?? null };
    },
  };
}

function checkState(text: string | undefined): Withdrawal['state'] | undefined {
  const state = STATES.find((each) => each === text);
  if (text === undefined || state !== undefined) return state;
  throw new DomainError('unknown_withdrawal_state', 'Withdrawals have no such state.', {
    field: 'state',
    remedy: `The states are ${STATES.join(', ')}.`,
  });
}
