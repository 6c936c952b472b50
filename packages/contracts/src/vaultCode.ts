import artifact from '../artifacts/StakingVault.json' with { type: 'json' };

/** Two hexadecimal digits a byte; the constructor stands before it. */
const CODE = artifact.bytecode.slice(-2 * artifact.deployedBytes).toLowerCase();
/** Where the constructor writes an immutable (token, sink, delay): PUSH32 and 32 bytes that are zero until then. */
const PUSH = '7f';
const IMMUTABLE = `${PUSH}${'0'.repeat(64)}`;

/**
 * Whether the code at an address (`eth_getCode`) is that of the vault as it is compiled here, whatever its token, sink and delay are: then it
 * holds what the README says of it, whoever deployed it. Code of another version is another's.
 */
export function isStakingVaultCode(code: string): boolean {
  const found = code.replace(/^0x/, '').toLowerCase();
  if (found.length !== CODE.length) return false;
  for (let at = 0; at < CODE.length; ) {
    const size = CODE.startsWith(IMMUTABLE, at) ? IMMUTABLE.length : PUSH.length;
    if (!found.startsWith(CODE.slice(at, at + PUSH.length), at)) return false;
    at += size;
  }
  return true;
}
