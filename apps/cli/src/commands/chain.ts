import type { DeployedVault } from '@robata/server';
import { type Command, helpOf } from '../command.ts';
import { type Options, type OptionSpec, readOptions } from '../options.ts';
import { splitWords } from '../positional.ts';
import { UsageError } from '../usageError.ts';
import type { Answer } from './admin/verb.ts';
import { withOperator } from './admin/operatorChannel.ts';
import {
  textOfBranch,
  textOfBump,
  textOfClaims,
  textOfGuarding,
  textOfPlan,
  textOfReconciliation,
  textOfStatus,
} from './chain/textOfChain.ts';

const OPTIONS = {
  data: {
    type: 'string',
    value: 'DIR',
    help: 'the data folder of a tournament (default: ROBATA_DATA, then ./.robata)',
  },
  database: { type: 'string', value: 'URL', help: 'the PostgreSQL that holds the tournament (default: DATABASE_URL)' },
  send: {
    type: 'boolean',
    help: 'of settle, bump, pause, resume, unlink and deploy: do it; without it they only show what they would do',
  },
  plan: { type: 'string', value: 'HASH', help: 'of settle: the plan that was shown; another one is not sent' },
  'max-fee': {
    type: 'string',
    value: 'GWEI',
    help: 'of bump: what each gas may cost this once (default: ROBATA_CHAIN_MAX_FEE_GWEI)',
  },
  json: { type: 'boolean', help: 'print the answer as JSON' },
  rpc: { type: 'string', value: 'URL', help: 'of deploy: the node (default: ROBATA_CHAIN_RPC)' },
  'key-file': { type: 'string', value: 'FILE', help: 'of deploy: the key that pays, in a file for its owner alone' },
  token: { type: 'string', value: '0x…', help: 'of deploy: the ERC-20 that is staked, with 18 decimals' },
  owner: { type: 'string', value: '0x…', help: 'of deploy: who changes parameters and roles, after a delay' },
  settler: { type: 'string', value: '0x…', help: 'of deploy: who announces and settles rounds' },
  guardian: { type: 'string', value: '0x…', help: 'of deploy: who can pause and strike out' },
  schedule: { type: 'string', value: 'S', help: 'of deploy: daily (the default) or weekly rounds' },
  'least-deposit': {
    type: 'string',
    value: 'TOKENS',
    help: 'of deploy: the least that the vault takes at once, 0 to 100 (default: 1)',
  },
} as const satisfies Record<string, OptionSpec>;

const SUMMARY = 'the vault that holds the stakes: how far it is read, settlements, proofs, deploying one';

const HELP = [
  ['chain status', 'the vault, how far it is read, what waits and what was settled'],
  ['chain announce', 'tell the vault when the open rounds close (a server with the settler’s key does it by itself)'],
  ['chain settle [ROUND]', 'show the settlement of a round of the vault with its gas; --send sends it'],
  ['chain bump', 'raise the fee of the transaction under way by an eighth or more; --send does it'],
  ['chain resume', 'after a deep reorganization: what is gone; --send takes it back in the ledger and reads on'],
  ['chain pause', 'stop deposits, claims and withdrawals for 14 days, with the guardian’s key; --send does it'],
  ['chain unpause', 'end that'],
  ['chain reconcile', 'compare vault and ledger to the last unit'],
  ['chain claims ADDRESS', 'the leaves of an address with their proofs'],
  ['chain unlink ADDRESS', 'undo a wrong link of an address that has nothing in the ledger; --send does it'],
  ['chain deploy', 'show what a new vault costs; --send puts it on chain'],
] as const;

export const chainCommand: Command = {
  name: 'chain',
  summary: SUMMARY,
  options: OPTIONS,
  help: () =>
    [
      ...HELP.map(([words, summary]) => `robata ${words.padEnd(22)}${summary}`),
      helpOf({ name: 'chain', summary: SUMMARY, options: OPTIONS }).split('\n').slice(1).join('\n'),
    ].join('\n'),
  async run(words) {
    const { values, rest } = splitWords(OPTIONS, words);
    const given = readOptions('chain', OPTIONS, rest);
    const [verb, subject, ...more] = values;
    const run = VERBS[verb ?? ''];
    if (run !== undefined && more.length === 0) return run(given, subject);
    const what =
      run === undefined ? `there is no 'chain ${(verb ?? '').slice(0, 60)}'` : `'${more[0]}' is one word too many`;
    throw new UsageError(`robata chain: ${what}: it has ${Object.keys(VERBS).join(', ')}.`);
  },
};

type Given = Options<typeof OPTIONS>;
type Run = (given: Given, subject: string | undefined) => Promise<number>;

const VERBS: Readonly<Record<string, Run>> = {
  status: (given) => shown(given, 'chain status', {}, textOfStatus),
  announce: (given) =>
    shown(given, 'chain announce', {}, ({ transaction }) =>
      transaction === null ? 'All rounds that are open are announced.' : `Sent as ${transaction}.`,
    ),
  settle(given, subject) {
    const round = subject === undefined ? {} : { round: roundIn(subject) };
    if (!given.send) return shown(given, 'chain plan', round, textOfPlan);
    return shown(
      given,
      'chain settle',
      { ...round, ...(given.plan !== undefined && { plan: given.plan }) },
      (sent) => `Round ${sent.round} of the vault: sent as ${sent.transaction}.`,
    );
  },
  bump(given) {
    const maxFee = given['max-fee'] === undefined ? {} : { maxFee: given['max-fee'] };
    if (!given.send) return shown(given, 'chain bump plan', maxFee, textOfBump);
    return shown(given, 'chain bump', maxFee, ({ id, transaction }) => `${id}: offered again as ${transaction}.`);
  },
  resume(given) {
    if (!given.send) return shown(given, 'chain resume plan', {}, textOfBranch);
    return shown(
      given,
      'chain resume',
      {},
      ({ branch }) =>
        `Reads on from block ${branch.common.block}: ${branch.gone.length} events are gone, ${branch.entries.length} entries of the ledger were taken back.`,
    );
  },
  pause: (given) => guard(given, 'pause'),
  unpause: (given) => guard(given, 'unpause'),
  async reconcile(given) {
    let agrees = true;
    await shown(given, 'chain reconcile', {}, textOfReconciliation, (answer) => {
      agrees = answer.agrees as boolean;
    });
    return agrees ? 0 : 1;
  },
  claims(given, subject) {
    if (subject === undefined) throw new UsageError('robata chain claims: name an address, as 0x52….');
    return shown(given, 'chain claims', { account: subject }, textOfClaims);
  },
  unlink(given, subject) {
    if (subject === undefined) throw new UsageError('robata chain unlink: name an address, as 0x52….');
    const asked = { address: subject };
    if (!given.send)
      return shown(
        given,
        'chain unlink plan',
        asked,
        ({ address, username, linkedAt }) =>
          `${address} is linked to ${username} since ${linkedAt} and has nothing in the ledger: --send undoes it.`,
      );
    return shown(given, 'chain unlink', asked, ({ address, username }) => `${address} is of ${username} no more.`);
  },
  deploy,
};

const guard = (given: Given, kind: 'pause' | 'unpause'): Promise<number> =>
  given.send
    ? shown(given, 'chain pause', { kind }, ({ transaction }) => `Sent as ${transaction}.`)
    : shown(given, 'chain pause plan', { kind }, textOfGuarding);

/** Asks the server that holds the tournament: it alone talks to the chain. */
async function shown(
  given: Given,
  words: string,
  input: object,
  text: (answer: Answer) => string,
  look: (answer: Answer) => void = () => undefined,
): Promise<number> {
  const folder = given.data ?? process.env['ROBATA_DATA'] ?? '.robata';
  const database = given.database ?? process.env['DATABASE_URL'] ?? null;
  const answer: Answer = await withOperator('chain', folder, database, (send) => send(words, input, undefined));
  look(answer);
  console.log(given.json ? JSON.stringify(answer) : text(answer));
  return 0;
}

async function deploy(given: Given): Promise<number> {
  const required = (name: 'key-file' | 'token' | 'owner' | 'settler' | 'guardian'): string => {
    const value = given[name];
    if (value === undefined) throw new UsageError(`robata chain deploy: --${name} is missing.`);
    return value;
  };
  const address = (name: 'token' | 'owner' | 'settler' | 'guardian'): string => {
    const value = required(name);
    if (/^0x[0-9a-f]{40}$/i.test(value)) return value;
    throw new UsageError(`robata chain deploy: --${name} is '${value}': give 0x and 40 hexadecimal digits.`);
  };
  const schedule = given.schedule ?? 'daily';
  if (schedule !== 'daily' && schedule !== 'weekly') {
    throw new UsageError(`robata chain deploy: --schedule is '${schedule}': give daily or weekly.`);
  }
  const rpc = given.rpc ?? process.env['ROBATA_CHAIN_RPC'];
  if (rpc === undefined || rpc === '') throw new UsageError('robata chain deploy: name the node with --rpc URL.');
  const wanted = {
    rpc,
    keyFile: required('key-file'),
    token: address('token'),
    owner: address('owner'),
    settler: address('settler'),
    guardian: address('guardian'),
    schedule,
    leastDeposit: await leastIn(given['least-deposit'] ?? '1'),
    sends: given.send,
  } as const;
  const { deployVault } = await import('@robata/server/deployVault');
  const deployed = await deployVault(wanted);
  console.log(
    given.json
      ? JSON.stringify(deployed, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
      : textOfDeployment(deployed),
  );
  return 0;
}

async function leastIn(text: string): Promise<bigint> {
  const [{ unitsIn }, { MOST_LEAST_DEPOSIT }] = await Promise.all([
    import('./vault/tokenAmount.ts'),
    import('@robata/contracts'),
  ]);
  const least = text === '0' ? 0n : unitsIn('chain deploy', text);
  if (least <= MOST_LEAST_DEPOSIT) return least;
  throw new UsageError(`robata chain deploy: --least-deposit is '${text}', and no vault takes more than 100.`);
}

function textOfDeployment({ chainId, deployer, gas, fee, vault, block, transaction }: DeployedVault): string {
  const coins = (Number(fee) / 1e18).toFixed(6);
  if (vault === null) {
    return `A vault on chain ${chainId} would take ${gas} gas, at most ${coins} of its coin, paid by ${deployer}. --send puts it there.`;
  }
  return [
    `The vault is at ${vault} (block ${block}, ${gas} gas, ${coins} of the chain's coin, ${transaction}).`,
    `ROBATA_CHAIN_VAULT=${vault}`,
    `ROBATA_CHAIN_FROM_BLOCK=${block}`,
  ].join('\n');
}

function roundIn(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`robata chain settle: '${text.slice(0, 60)}' is no round of the vault: give its number.`);
}
