import { readFileSync, statSync } from 'node:fs';

/** Where the vault is, and what this server does with it. */
export interface ChainSettings {
  readonly rpc: string;
  readonly vault: `0x${string}`;
  readonly confirmations: number;
  /** The vault's deployment, or any block before it. */
  readonly fromBlock: number;
  /** Null: it only watches. */
  readonly settlerKey: `0x${string}` | null;
  /** Whether rounds are settled unasked, once they are resolved. */
  readonly settlesByItself: boolean;
  /** A rehearsal: it may stand on PGlite, which does not survive a power failure. */
  readonly isTest: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * From `ROBATA_CHAIN_RPC` (without it stakes are points of the ledger: null), `ROBATA_CHAIN_VAULT`, `ROBATA_CHAIN_CONFIRMATIONS` (12), `ROBATA_CHAIN_FROM_BLOCK` (0),
 * `ROBATA_CHAIN_SETTLER_KEY_FILE` (for its owner alone), `ROBATA_CHAIN_SETTLE` (`automatic`; by default an operator sends) and `ROBATA_CHAIN_TEST`. Throws with the remedy.
 */
export function chainSettings(env: Environment): ChainSettings | null {
  const rpc = env['ROBATA_CHAIN_RPC'] ?? '';
  if (rpc === '') return null;
  if (!URL.canParse(rpc) || !/^https?:$/.test(new URL(rpc).protocol)) {
    throw new Error('ROBATA_CHAIN_RPC is no http(s) address: set it to the JSON-RPC address of a node.');
  }
  const vault = env['ROBATA_CHAIN_VAULT'] ?? '';
  if (!/^0x[0-9a-f]{40}$/i.test(vault)) {
    throw new Error(`ROBATA_CHAIN_VAULT is '${vault}': set it to the vault's address, 0x and 40 hexadecimal digits.`);
  }
  const settle = env['ROBATA_CHAIN_SETTLE'] ?? 'asked';
  if (settle !== 'asked' && settle !== 'automatic') {
    throw new Error(`ROBATA_CHAIN_SETTLE is '${settle}': set it to asked (an operator sends) or automatic.`);
  }
  return {
    rpc,
    vault: vault.toLowerCase() as `0x${string}`,
    confirmations: wholeNumber(env, 'ROBATA_CHAIN_CONFIRMATIONS', 12),
    fromBlock: wholeNumber(env, 'ROBATA_CHAIN_FROM_BLOCK', 0),
    settlerKey: keyIn(env['ROBATA_CHAIN_SETTLER_KEY_FILE'] ?? ''),
    settlesByItself: settle === 'automatic',
    isTest: env['ROBATA_CHAIN_TEST'] === '1',
  };
}

function wholeNumber(env: Environment, name: string, otherwise: number): number {
  const text = env[name] ?? '';
  if (text === '') return otherwise;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`${name} is '${text}': set it to a whole number.`);
}

/** The key in a file; null where none is named. Throws where others may read it, or it holds no key. */
export function keyIn(file: string): `0x${string}` | null {
  if (file === '') return null;
  let mode: number;
  let text: string;
  try {
    ({ mode } = statSync(file));
    text = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new Error(`${file} should hold a key and cannot be read.`, { cause });
  }
  if ((mode & 0o077) !== 0) {
    throw new Error(
      `${file} holds a key and others may read it: run chmod 600 on it, and take another key if this machine is shared.`,
    );
  }
  // Never shown, not even where it is wrong.
  if (!/^(0x)?[0-9a-f]{64}$/i.test(text)) throw new Error(`${file} holds no key: write 64 hexadecimal digits into it.`);
  return (text.startsWith('0x') ? text : `0x${text}`) as `0x${string}`;
}
