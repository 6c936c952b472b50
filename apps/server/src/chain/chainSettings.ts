import { keyIn } from './keyFile.ts';

/** Where the vault is, and what this server does with it. */
export interface ChainSettings {
  readonly rpc: string;
  readonly vault: `0x${string}`;
  readonly confirmations: number;
  /** The vault's deployment, or any block before it. */
  readonly fromBlock: number;
  /** Null: it only watches. */
  readonly settlerKey: `0x${string}` | null;
  /** Whether rounds are settled unasked, once they are resolved, and fees of what is stuck raised. */
  readonly settlesByItself: boolean;
  /** Null: it cannot pause the vault. */
  readonly guardianKey: `0x${string}` | null;
  /** Whether a difference of vault and ledger pauses the vault unasked. */
  readonly pausesByItself: boolean;
  /** A transaction that so many blocks did not take is stuck. */
  readonly stuckBlocks: number;
  /** The most that is paid for each gas, in units of 1e-18 of the chain's coin. */
  readonly priceMax: bigint;
  /** A rehearsal: it may stand on PGlite, which does not survive a power failure. */
  readonly isTest: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * From `ROBATA_CHAIN_RPC` (without it stakes are points of the ledger: null), `ROBATA_CHAIN_VAULT`, `ROBATA_CHAIN_CONFIRMATIONS` (12), `ROBATA_CHAIN_FROM_BLOCK` (0),
 * `ROBATA_CHAIN_SETTLER_KEY_FILE` (for its owner alone), `ROBATA_CHAIN_SETTLE` (`automatic`; by default an operator sends), `ROBATA_CHAIN_STUCK_BLOCKS` (25), `ROBATA_CHAIN_MAX_FEE_GWEI` (200),
 * `ROBATA_CHAIN_GUARDIAN_KEY_FILE`, `ROBATA_CHAIN_PAUSE` (`automatic`; by default the guardian pauses) and `ROBATA_CHAIN_TEST`. Throws with the remedy.
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
  const settlesByItself = isAutomatic(env, 'ROBATA_CHAIN_SETTLE', 'an operator sends');
  const pausesByItself = isAutomatic(env, 'ROBATA_CHAIN_PAUSE', 'the guardian pauses');
  const guardianKey = keyIn(env['ROBATA_CHAIN_GUARDIAN_KEY_FILE'] ?? '');
  if (pausesByItself && guardianKey === null) {
    throw new Error(
      'ROBATA_CHAIN_PAUSE is automatic and nobody can pause: name the key in ROBATA_CHAIN_GUARDIAN_KEY_FILE.',
    );
  }
  return {
    rpc,
    vault: vault.toLowerCase() as `0x${string}`,
    confirmations: wholeNumber(env, 'ROBATA_CHAIN_CONFIRMATIONS', 12),
    fromBlock: wholeNumber(env, 'ROBATA_CHAIN_FROM_BLOCK', 0),
    settlerKey: keyIn(env['ROBATA_CHAIN_SETTLER_KEY_FILE'] ?? ''),
    settlesByItself,
    guardianKey,
    pausesByItself,
    stuckBlocks: Math.max(1, wholeNumber(env, 'ROBATA_CHAIN_STUCK_BLOCKS', 25)),
    priceMax: gweiIn(env['ROBATA_CHAIN_MAX_FEE_GWEI'] ?? '', 'ROBATA_CHAIN_MAX_FEE_GWEI') ?? 200n * GWEI,
    isTest: env['ROBATA_CHAIN_TEST'] === '1',
  };
}

function isAutomatic(env: Environment, name: string, otherwise: string): boolean {
  const text = env[name] ?? 'asked';
  if (text === 'asked' || text === 'automatic') return text === 'automatic';
  throw new Error(`${name} is '${text}': set it to asked (${otherwise}) or automatic.`);
}

const GWEI = 10n ** 9n;

/** In units of 1e-18 of the chain's coin; null where nothing is said. Throws with the name where it is no amount above 0. */
export function gweiIn(text: string, name: string): bigint | null {
  if (text === '') return null;
  const [, whole = '', parts = ''] = /^(\d{1,9})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  const units = whole === '' ? 0n : BigInt(whole) * GWEI + BigInt(parts.padEnd(9, '0'));
  if (units > 0n) return units;
  throw new Error(`${name} is '${text}': set it to what each gas may cost, in gwei, as 40 or 0.5.`);
}

function wholeNumber(env: Environment, name: string, otherwise: number): number {
  const text = env[name] ?? '';
  if (text === '') return otherwise;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`${name} is '${text}': set it to a whole number.`);
}
