import type { ChainClaims, ChainState, OwnChain } from '@robata/client';
import { type AccountService, DomainError, fieldsOf, type OperatorCommands } from '@robata/tournament';
import { addressIn, type AddressLinks } from '@robata/tournament/chain';
import {
  chainState,
  claimsPage,
  type ChainViewInput,
  ownChain,
  settlementsPage,
  shownAccount,
  shownPlan,
  shownReconciliation,
} from './chainViews.ts';
import type { WalletSignIn } from './walletSignIn.ts';

/** What people and operators can ask of a tournament's vault. */
export interface ChainService {
  readonly links: AddressLinks;
  /** Null where no address of the server is configured. */
  readonly signIn: WalletSignIn | null;
  readonly commands: OperatorCommands;
  state(): Promise<ChainState>;
  settlements(): ReturnType<typeof settlementsPage>;
  /** Throws DomainError `invalid_address`. */
  claims(address: string): Promise<ChainClaims>;
  own(accounts: Pick<AccountService, 'listModels'>, account: string): Promise<OwnChain>;
  tick(): Promise<void>;
}

export function chainService(
  input: ChainViewInput & { readonly accounts: Pick<AccountService, 'recordAct'> },
): ChainService {
  const { opened, storage, accounts } = input;
  const { settler } = opened;
  const roundIn = async (body: unknown): Promise<number> => {
    const asked = fieldsOf(body).optionalCount('round') ?? (await settler.next())?.round;
    if (asked !== undefined) return asked;
    throw new DomainError('nothing_to_settle', 'No round of the vault that has closed waits for its settlement.');
  };
  const claims = async (address: string) => claimsPage(storage, await opened.claims(addressIn(address)));

  return {
    links: opened.links,
    signIn: opened.signIn,
    state: () => chainState(input),
    settlements: () => settlementsPage(storage),
    claims,
    own: (slots, account) => ownChain(input, slots, account),
    tick: () => opened.tick(),
    commands: {
      'chain status': async () => ({ ...(await chainState(input)), ...(await settlementsPage(storage)) }),
      'chain claims': async (body) => claims(fieldsOf(body).text('account')),
      'chain reconcile': async () => {
        const result = await opened.reconcile();
        if (result === null) throw new DomainError('not_read', 'The chain was not read yet: ask again in a minute.');
        const rows = result.rows.filter(({ difference }) => difference !== 0n);
        return { ...shownReconciliation(result), waiting: result.waiting, differences: rows.map(shownAccount) };
      },
      'chain plan': async (body) => {
        const prepared = await settler.prepare(await roundIn(body));
        if (prepared === null)
          throw new DomainError('nothing_to_settle', 'Nobody has deposited: there is nothing to settle.');
        return shownPlan(prepared);
      },
      'chain settle': async (body, { operator }) => {
        const round = await roundIn(body);
        const { id, hash } = await settler.send(round);
        const details = { id, transaction: hash };
        await accounts.recordAct({
          actor: operator.username,
          action: 'chain settle',
          subject: `round ${round}`,
          details,
        });
        return { round, ...details };
      },
      'chain announce': async (_body, { operator }) => {
        const sent = await settler.announce();
        if (sent === null) return { transaction: null };
        const details = { id: sent.id, transaction: sent.hash };
        await accounts.recordAct({ actor: operator.username, action: 'chain announce', subject: 'rounds', details });
        return details;
      },
    },
  };
}
