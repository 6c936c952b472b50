import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeFunctionData, encodeFunctionResult, type Hex, numberToHex } from 'viem';
import { modelKey } from '../settlementTree.ts';
import { stakingVaultAbi } from '../stakingVaultAbi.ts';
import { tokenAbi } from './tokenAbi.ts';
import { permitToSign, type VaultAct, vaultCallData } from './vaultCalls.ts';

const [TOKEN, OWNER, VAULT] = [1, 2, 3].map((at) => numberToHex(at, { size: 20 })) as [Hex, Hex, Hex];
const ZEROS = numberToHex(0, { size: 32 });

/** What a token answers that says of its permits that they are of `contract` on `chainId`. */
const tokenThatNames = (contract: Hex, chainId: bigint) => async (_: Hex, data: Hex) =>
  data === '0x84b0196e'
    ? encodeFunctionResult({
        abi: tokenAbi,
        functionName: 'eip712Domain',
        result: ['0x0f', 'Test', '1', chainId, contract, ZEROS, []],
      })
    : numberToHex(7, { size: 32 });

test('a permit is of the token itself on the chain itself, and none is signed for one that names another', async () => {
  const asked = { token: TOKEN, owner: OWNER, vault: VAULT, amount: 5n, deadline: 9n, chainId: 31_337 };
  const typed = (await permitToSign(tokenThatNames(TOKEN, 31_337n), asked)) as { domain: object; message: object };
  assert.deepEqual(typed.domain, { name: 'Test', version: '1', chainId: 31_337, verifyingContract: TOKEN });
  assert.deepEqual(typed.message, { owner: OWNER, spender: VAULT, value: '5', nonce: '7', deadline: '9' });
  assert.equal(await permitToSign(tokenThatNames(VAULT, 31_337n), asked), null);
  assert.equal(await permitToSign(tokenThatNames(TOKEN, 1n), asked), null);
  assert.equal(await permitToSign(() => Promise.reject(new Error('it knows none')), asked), null);
});

test('each act is the call of the vault that its name says', () => {
  const key = modelKey('7');
  const leaf = { payout: 3n, burn: 0n, proof: [ZEROS] };
  const acts: readonly (readonly [VaultAct, string, readonly unknown[]])[] = [
    [{ kind: 'deposit', key, amount: 5n, permit: null }, 'deposit', [key, 5n]],
    [{ kind: 'release', key, amount: 5n }, 'release', [key, 5n]],
    [{ kind: 'restake', key, amount: 5n }, 'restake', [key, 5n]],
    [{ kind: 'withdraw', key }, 'withdraw', [key]],
    [{ kind: 'exit', key }, 'exit', [key]],
    [{ kind: 'compounding', key, compounds: true }, 'setCompounding', [key, true]],
    [{ kind: 'claim', account: OWNER, key, leaf, withdraws: false }, 'claim', [OWNER, key, leaf]],
  ];
  for (const [act, functionName, args] of acts) {
    assert.deepEqual(decodeFunctionData({ abi: stakingVaultAbi, data: vaultCallData(act) }), { functionName, args });
  }
  const both = vaultCallData({ kind: 'claim', account: OWNER, key, leaf, withdraws: true });
  const { functionName, args } = decodeFunctionData({ abi: stakingVaultAbi, data: both });
  assert.equal(functionName, 'multicall');
  const inside = ((args ?? [])[0] as readonly Hex[]).map((data) => decodeFunctionData({ abi: stakingVaultAbi, data }));
  assert.deepEqual(
    inside.map((call) => call.functionName),
    ['claim', 'withdraw'],
  );
});
