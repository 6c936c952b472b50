import type { ChainClaims, ChainState, OwnChain } from '@robata/client';
import { type AccountService, DomainError, fieldsOf, type OperatorCommands } from '@robata/tournament';
import { addressIn, type AddressLinks, type Guarding, unlinkAddress } from '@robata/tournament/chain';
import { chainReads } from './chainReads.ts';
import { gweiIn } from './chainSettings.ts';
import { deskState, shownBranch, shownRaise } from './chainDesk.ts';
import {
  chainState,
  claimsPage,
  type ChainViewInput,
  ownChain,
  settlementsPage,
  driftsOf,
  shownAccount,
  shownEstimate,
  shownOwed,
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
  given: Omit<ChainViewInput, 'reads'> & { readonly accounts: Pick<AccountService, 'recordAct' | 'find'> },
): ChainService {
  const { opened, storage, accounts } = given;
  const reads = chainReads(opened.chain);
  const input = { ...given, reads };
  const { settler } = opened;
  const roundIn = async (body: unknown): Promise<number> => {
    const asked = fieldsOf(body).optionalCount('round') ?? (await settler.next())?.round;
    if (asked !== undefined) return asked;
    throw new DomainError('nothing_to_settle', 'No round of the vault that has closed waits for its settlement.');
  };
  const planOf = async (kind: Guarding) => {
    const { gas, price } = await opened.guardian.estimate(kind);
    return { kind, estimate: shownEstimate({ gas, price }) };
  };
  const claims = async (address: string) =>
    claimsPage(storage, await opened.claims(addressIn(address), await reads.newest()));

  return {
    links: opened.links,
    signIn: opened.signIn,
    state: () => chainState(input),
    settlements: () => settlementsPage(storage),
    claims,
    own: (slots, account) => ownChain(input, slots, account),
    tick: () => opened.tick(),
    commands: {
      'chain status': async () => ({ ...(await deskState(input)), ...(await settlementsPage(storage)) }),
      'chain desk': () => deskState(input),
      'chain claims': async (body) => claims(fieldsOf(body).text('account')),
      'chain reconcile': async () => {
        const result = await opened.reconcile();
        if (result === null) throw new DomainError('not_read', 'The chain was not read yet: ask again in a minute.');
        const rows = result.rows.filter(
          (row) => row.difference !== 0n || row.cutBurn !== 0n || row.lost !== 0n || driftsOf(row).length > 0,
        );
        return {
          ...shownReconciliation(result),
          waiting: result.waiting,
          differences: rows.map(shownAccount),
          beyond: (result.owed ?? []).map(shownOwed),
        };
      },
      'chain plan': async (body) => {
        const prepared = await settler.prepare(await roundIn(body));
        if (prepared === null)
          throw new DomainError('nothing_to_settle', 'Nobody has deposited: there is nothing to settle.');
        return shownPlan(prepared);
      },
      'chain settle': async (body, { operator }) => {
        const round = await roundIn(body);
        const { id, hash } = await settler.send(round, fieldsOf(body).optionalText('plan'));
        const details = { id, transaction: hash };
        await accounts.recordAct({
          actor: operator.username,
          action: 'chain settle',
          subject: `round ${round}`,
          details,
        });
        return { round, ...details };
      },
      'chain bump plan': async (body) => {
        const planned = await settler.bumpPlan(priceMaxIn(body));
        if (planned === null) throw new DomainError('nothing_sent', 'No transaction of the settler is under way.');
        return shownRaise(planned);
      },
      'chain bump': async (body, { operator }) => {
        const sent = await settler.bump(priceMaxIn(body));
        const details = { id: sent.id, transaction: sent.hash, price: String(sent.price) };
        await accounts.recordAct({ actor: operator.username, action: 'chain bump', subject: sent.id, details });
        return details;
      },
      'chain pause plan': (body) => planOf(guardIn(body)),
      'chain pause': async (body, { operator }) => {
        const kind = guardIn(body);
        const { id, hash } = await opened.guardian.send(kind);
        const details = { id, transaction: hash };
        await accounts.recordAct({ actor: operator.username, action: `chain ${kind}`, subject: 'vault', details });
        return details;
      },
      'chain resume plan': async () => {
        const branch = await opened.resume.plan();
        return { differs: branch !== null, branch: branch && shownBranch(branch) };
      },
      'chain resume': async (_body, { operator }) => {
        const branch = shownBranch(await opened.resume.resume(operator.username));
        const details = { block: branch.common.block, gone: branch.gone.length, entries: branch.entries.length };
        const subject = `block ${branch.common.block}`;
        await accounts.recordAct({ actor: operator.username, action: 'chain resume', subject, details });
        return { branch };
      },
      'chain unlink plan': async (body) => {
        const { account, address, linkedAt } = await unlinkAddress(given.ledger, { ...addressOf(body), isPlan: true });
        return { address, linkedAt, username: (await accounts.find({ id: account }))?.username ?? account };
      },
      'chain unlink': async (body, { operator }) => {
        const { account, address, linkedAt } = await unlinkAddress(given.ledger, addressOf(body));
        const username = (await accounts.find({ id: account }))?.username ?? account;
        const details = { account, address, linkedAt };
        await accounts.recordAct({ actor: operator.username, action: 'chain unlink', subject: username, details });
        return { address, linkedAt, username };
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

/** The most that each gas may cost this once; undefined: as it is configured. */
function priceMaxIn(body: unknown): bigint | undefined {
  try {
    return gweiIn(fieldsOf(body).optionalText('maxFee') ?? '', 'maxFee') ?? undefined;
  } catch (error) {
    throw new DomainError('invalid_field', (error as Error).message, { field: 'maxFee' });
  }
}

const addressOf = (body: unknown) => ({ address: fieldsOf(body).text('address') });

const guardIn = (body: unknown): Guarding => (fieldsOf(body).optionalText('kind') === 'unpause' ? 'unpause' : 'pause');
