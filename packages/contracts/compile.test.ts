import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Compiled, compile, SOURCES } from './compile.ts';
import { stakingVaultAbi, stakingVaultBytecode } from './src/index.ts';
import { testTokenAbi } from './src/testing/index.ts';

const committed = (name: string): Compiled & { settings: unknown } =>
  JSON.parse(readFileSync(new URL(`artifacts/${name}.json`, import.meta.url), 'utf8'));

test('what is committed is what the pinned compiler makes of the sources, and the contract fits on a chain', () => {
  const compiled = compile(SOURCES);
  for (const [name, abi] of [
    ['StakingVault', stakingVaultAbi],
    ['TestToken', testTokenAbi],
  ] as const) {
    const { abi: expected, bytecode, deployedBytes } = compiled[name] as Compiled;
    const file = committed(name);
    assert.equal(file.bytecode, bytecode, `${name}: run node packages/contracts/compile.ts`);
    assert.deepEqual(file.abi, expected);
    assert.deepEqual(abi, expected);
    assert.equal(file.deployedBytes, deployedBytes);
    assert.ok(deployedBytes <= 24_576, 'EIP-170');
  }
  assert.equal(stakingVaultBytecode, compiled.StakingVault?.bytecode);
});
