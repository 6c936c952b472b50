import { type Command, helpOf } from '../command.ts';
import { type Options, type OptionSpec, readOptions } from '../options.ts';
import { splitWords } from '../positional.ts';
import { UsageError } from '../usageError.ts';

const OPTIONS = {
  model: { type: 'string', value: 'NAME', help: 'whose stake it is' },
  server: {
    type: 'string',
    value: 'URL',
    help: 'where the tournament is (default: ROBATA_SERVER, or http://localhost:8080)',
  },
  'key-file': { type: 'string', help: 'a file that holds the API key (default: the environment has it as ROBATA_KEY)' },
  rpc: {
    type: 'string',
    value: 'URL',
    help: 'your own node (default: ROBATA_WALLET_RPC): what the server says is checked there, and sent through it',
  },
  wallet: {
    type: 'string',
    value: 'FILE',
    help: 'the wallet’s private key, in a file for its owner alone (default: ROBATA_WALLET)',
  },
  print: { type: 'boolean', help: 'sign and send nothing: print what another wallet is to sign' },
  yes: { type: 'boolean', help: 'do it unasked' },
  wait: {
    type: 'number',
    value: 'SECONDS',
    help: 'how long to follow what was sent (default 900; 0: not at all)',
    minimum: 0,
    maximum: 86_400,
  },
  withdraw: { type: 'boolean', help: 'of claim: take out what is due in the same transaction' },
  vault: { type: 'string', value: '0x…', help: 'the vault that you know of: another one is refused' },
  address: { type: 'string', value: '0x…', help: 'of link --print: the address whose wallet is to sign' },
  site: { type: 'string', value: 'NAME', help: 'of link: the site that the text may name (default: that of --server)' },
  nonce: { type: 'string', value: 'N', help: 'of link: that of the text which another wallet has signed' },
  signature: { type: 'string', value: '0x…', help: 'of link: what that wallet gave' },
  json: { type: 'boolean', help: 'print the answer as JSON' },
} as const satisfies Record<string, OptionSpec>;

export type VaultOptions = Options<typeof OPTIONS>;

const SUMMARY = 'your stakes in a vault on chain: deposit, release, claim, withdraw, with your own wallet and node';

const HELP = [
  ['vault status', 'what you have in the vault, that it adds up, and what is on its way'],
  ['vault link', 'show the server that the wallet’s address is yours'],
  ['vault deposit AMOUNT', 'stake tokens on a model'],
  ['vault release AMOUNT|all', 'take them out of the stake: they can be withdrawn later'],
  ['vault claim', 'take up what rounds have paid and burned, with its proof'],
  ['vault withdraw', 'take out all that is due of a model'],
  ['vault restake AMOUNT|all', 'stake again what is available'],
  ['vault payouts WHERE', 'what claimed payouts become: stake or available'],
  ['vault exit', 'leave at once, where the operator has been silent for long'],
] as const;

/** What a participant does with a wallet. All but `status` and `link` need --model, --rpc and --wallet or --print. */
export const vaultCommand: Command = {
  name: 'vault',
  summary: SUMMARY,
  options: OPTIONS,
  help: () =>
    [
      ...HELP.map(([words, summary]) => `robata ${words.padEnd(26)}${summary}`),
      helpOf({ name: 'vault', summary: SUMMARY, options: OPTIONS }).split('\n').slice(1).join('\n'),
    ].join('\n'),
  async run(words) {
    const { values, rest } = splitWords(OPTIONS, words);
    const given = readOptions('vault', OPTIONS, rest);
    const [verb, word, ...more] = values;
    if (more.length > 0) throw new UsageError(`robata vault: '${more[0]}' is one word too many.`);
    const act = ACTS.find((name) => name === verb);
    if (act === undefined && verb !== 'status' && verb !== 'link') {
      const known = ['status', 'link', ...ACTS].join(', ');
      throw new UsageError(`robata vault: there is no 'vault ${(verb ?? '').slice(0, 60)}': it has ${known}.`);
    }
    if (act === undefined && word !== undefined) {
      throw new UsageError(`robata vault ${verb}: '${word.slice(0, 60)}' is one word too many.`);
    }
    try {
      if (act !== undefined) return await (await import('./vault/runAct.ts')).runAct(act, word, given);
      if (verb === 'status') return await (await import('./vault/status.ts')).runStatus(given);
      return await (await import('./vault/link.ts')).runLink(given);
    } catch (error) {
      throw (await import('./vault/plainError.ts')).plainError(error);
    }
  },
};

const ACTS = ['deposit', 'release', 'claim', 'withdraw', 'restake', 'payouts', 'exit'] as const;
export type ActName = (typeof ACTS)[number];
