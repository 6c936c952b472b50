import { formatAmount } from '@robata/ledger';
import type { AccountView } from '../console/types.ts';
import { DomainError } from '../domainError.ts';
import type { StakeService } from '../stakes/stakeService.ts';
import type { Account, ModelSlot } from './accountRecords.ts';
import type { AccountService } from './accountService.ts';
import { checkRole, checkScope, checkTournament } from './checkFields.ts';
import { oneOf } from '../console/fields.ts';
import { type Fields, fieldsOf } from './fields.ts';
import type { People } from './people.ts';

export interface OperatorContext {
  /** Who does it: an account with the scope `operate`. */
  readonly operator: Account;
  /** The `Idempotency-Key` of the request: for money, the same key again gives the first result. */
  readonly idempotencyKey?: string;
}

/** One act of an operator: a JSON object in, a JSON value out. Throws DomainError. */
export type OperatorCommand = (input: unknown, context: OperatorContext) => Promise<unknown>;

/** By the words of `robata admin`: 'account create'. The address is `/api/operator/account/create`. */
export type OperatorCommands = Readonly<Record<string, OperatorCommand>>;

export interface AccountCommandsInput {
  readonly accounts: AccountService;
  readonly people: People;
  readonly stakes: Pick<StakeService, 'deposit' | 'available'>;
}

/** What operators do with accounts, the same through the server and on a data folder that none serves. Whatever changes something is kept. */
export function accountCommands({ accounts, people, stakes }: AccountCommandsInput): OperatorCommands {
  const accountIn = (fields: Fields) => accounts.require({ username: fields.text('username') });
  const notOneself = (account: Account, operator: Account): void => {
    if (account.id !== operator.id) return;
    throw new DomainError('not_oneself', 'An operator cannot take its own powers.', {
      remedy: 'Use the key of another operator.',
    });
  };

  return {
    'account create': async (input, { operator }) => {
      const fields = fieldsOf(input);
      const role = checkRole(fields.optionalText('role') ?? 'participant');
      const account = await accounts.create({ username: fields.text('username'), email: fields.text('email'), role });
      // People who sign in with a browser need none: a secret that nobody keeps is one too many.
      const isWithout = fields.optionalFlag('withoutKey');
      const key = isWithout ? null : await accounts.createKey({ account: account.id, name: 'first key' });
      await accounts.recordAct({
        actor: operator.username,
        action: 'account create',
        subject: account.username,
        details: { role, publicId: key?.publicId ?? null },
      });
      return { accountId: account.id, publicId: key?.publicId ?? null, secretKey: key?.secretKey ?? null };
    },
    'account list': async (input) => {
      const fields = fieldsOf(input);
      const [after, search, status] = ['after', 'search', 'status'].map((name) => fields.optionalText(name));
      const [role, limit] = [fields.optionalText('role'), fields.optionalCount('limit')];
      const page = await accounts.list({
        ...(after === undefined ? {} : { after }),
        ...(search === undefined ? {} : { search }),
        ...(role === undefined ? {} : { role: checkRole(role) }),
        ...(status === undefined ? {} : { status: oneOf('status', status, ['active', 'blocked'] as const) }),
        ...(limit === undefined ? {} : { limit }),
      });
      return { accounts: page.map(shownAccount) };
    },
    'account role': async (input, { operator }) => {
      const fields = fieldsOf(input);
      const role = checkRole(fields.text('role'));
      const account = await accountIn(fields);
      notOneself(account, operator);
      const changed = await accounts.setRole(account.id, role);
      await accounts.recordAct({
        actor: operator.username,
        action: 'account role',
        subject: account.username,
        details: { role, before: account.role },
      });
      return shownAccount(changed);
    },
    'account block': async (input, { operator }) => {
      const account = await accountIn(fieldsOf(input));
      notOneself(account, operator);
      const changed = await accounts.setStatus(account.id, 'blocked');
      await accounts.recordAct({ actor: operator.username, action: 'account block', subject: account.username });
      return shownAccount(changed);
    },
    'account unblock': async (input, { operator }) => {
      const account = await accountIn(fieldsOf(input));
      const changed = await accounts.setStatus(account.id, 'active');
      await accounts.recordAct({ actor: operator.username, action: 'account unblock', subject: account.username });
      return shownAccount(changed);
    },
    'account reset-password': async (input, { operator }) => {
      const fields = fieldsOf(input);
      const dropTwoFactor = fields.optionalFlag('dropTwoFactor');
      const account = await accountIn(fields);
      const { token, expiresAt } = await people.resetLink(account.id, { dropTwoFactor });
      await accounts.recordAct({
        actor: operator.username,
        action: 'account reset-password',
        subject: account.username,
        details: { dropTwoFactor },
      });
      return {
        username: account.username,
        token,
        path: `/reset-password?token=${token}`,
        expiresAt: expiresAt.toISOString(),
      };
    },
    'key create': async (input, { operator }) => {
      const fields = fieldsOf(input);
      const scopes = fields.optionalTexts('scopes')?.map(checkScope);
      const account = await accountIn(fields);
      const name = fields.optionalText('name') ?? '';
      const key = await accounts.createKey({ account: account.id, name, ...(scopes === undefined ? {} : { scopes }) });
      await accounts.recordAct({
        actor: operator.username,
        action: 'key create',
        subject: account.username,
        details: { publicId: key.publicId, scopes: key.scopes },
      });
      return { accountId: account.id, publicId: key.publicId, secretKey: key.secretKey, scopes: key.scopes };
    },
    'key list': async (input) => ({ keys: await accounts.listKeys((await accountIn(fieldsOf(input))).id) }),
    'key revoke': async (input, { operator }) => {
      const fields = fieldsOf(input);
      const account = await accountIn(fields);
      const key = await accounts.revokeKey(account.id, fields.text('publicId'));
      await accounts.recordAct({
        actor: operator.username,
        action: 'key revoke',
        subject: account.username,
        details: { publicId: key.publicId },
      });
      return key;
    },
    'model create': async (input, { operator }) => {
      const fields = fieldsOf(input);
      const tournament = checkTournament(fields.text('tournament'));
      const account = await accountIn(fields);
      const slot = await accounts.createModel({ account: account.id, name: fields.text('name'), tournament });
      await accounts.recordAct({
        actor: operator.username,
        action: 'model create',
        subject: account.username,
        details: { name: slot.name, tournament },
      });
      return shownModel(slot);
    },
    'model list': async (input) => {
      const slots = await accounts.listModels((await accountIn(fieldsOf(input))).id);
      return { models: slots.map(shownModel) };
    },
    deposit: async (input, { operator, idempotencyKey }) => {
      const fields = fieldsOf(input);
      const account = await accountIn(fields);
      const movement = await stakes.deposit({ account: account.id, amount: fields.text('amount'), idempotencyKey });
      const amount = formatAmount(movement.amount);
      await accounts.recordAct({
        actor: operator.username,
        action: 'deposit',
        subject: account.username,
        details: { amount, sequence: movement.sequence },
      });
      const available = formatAmount(await stakes.available(account.id));
      return { username: account.username, accountId: account.id, amount, sequence: movement.sequence, available };
    },
    audit: async (input) => {
      const fields = fieldsOf(input);
      const [actor, action, search] = ['actor', 'action', 'search'].map((name) => fields.optionalText(name));
      const [before, limit] = [fields.optionalCount('before'), fields.optionalCount('limit')];
      return accounts.acts({
        ...(actor === undefined ? {} : { actor }),
        ...(action === undefined ? {} : { action }),
        ...(search === undefined ? {} : { search }),
        ...(before === undefined ? {} : { before }),
        ...(limit === undefined ? {} : { limit }),
      });
    },
  };
}

const shownAccount = ({ id, ...account }: Account): AccountView => ({ accountId: id, ...account });

const shownModel = ({ id, model, name, tournament }: ModelSlot) => ({ modelId: id, name, tournament, number: model });
