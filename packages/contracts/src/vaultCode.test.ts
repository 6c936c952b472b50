import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hex } from 'viem';
import { testVault } from './testing/vaultForTests.ts';
import { isStakingVaultCode } from './vaultCode.ts';

test('the code of a vault is known whatever its token and roles are, and a token, a changed byte or no code is none', async (context) => {
  const { chain, vault, token } = await testVault();
  context.after(() => chain.close());
  const codeOf = (address: string): Promise<Hex> => chain.request<Hex>('eth_getCode', [address, 'latest']);
  const code = await codeOf(vault);
  assert.equal(isStakingVaultCode(code), true);
  assert.ok(code.toLowerCase().includes(token.slice(2).toLowerCase()), 'with its token in it');
  assert.equal(isStakingVaultCode(await codeOf(token)), false);
  for (const other of ['0x', code.slice(0, -2), `${code}00`]) assert.equal(isStakingVaultCode(other), false);
  // Each byte counts but for the immutables: of 99 spread over the code hardly any is one.
  const places = Array.from({ length: 99 }, (_, at) => 2 + 2 * Math.floor((at * (code.length - 2)) / 2 / 99));
  const changed = places.filter((at) => {
    const byte = (Number.parseInt(code.slice(at, at + 2), 16) ^ 1).toString(16).padStart(2, '0');
    return !isStakingVaultCode(`${code.slice(0, at)}${byte}${code.slice(at + 2)}`);
  });
  assert.ok(changed.length > 90, `${changed.length} of 99 changes were seen`);
});
