import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { committedFiles } from './compile.ts';
import { stakingVaultAbi, stakingVaultBytecode } from './src/index.ts';
import { testTokenAbi } from './src/testing/index.ts';

const HERE = new URL('./', import.meta.url);

test('what is committed is what the pinned compiler makes of the sources, and the vault fits on a chain', () => {
  const files = committedFiles();
  const artifacts = Object.entries(files).filter(([path]) => path.endsWith('.json'));
  for (const [path, text] of artifacts) {
    const committed: unknown = JSON.parse(readFileSync(new URL(path, HERE), 'utf8'));
    assert.deepEqual(committed, JSON.parse(text), `${path}: run node packages/contracts/compile.ts`);
  }
  const known = globSync('artifacts/**/*.json', { cwd: HERE }).map((path) => path.replaceAll('\\', '/'));
  assert.deepEqual(known.sort(), artifacts.map(([path]) => path).sort());

  const vault = JSON.parse(files['artifacts/StakingVault.json'] as string);
  assert.deepEqual(stakingVaultAbi, vault.abi);
  assert.equal(stakingVaultBytecode, vault.bytecode);
  assert.ok(vault.deployedBytes <= 24_576, 'EIP-170');
  assert.deepEqual(testTokenAbi, JSON.parse(files['artifacts/testing/TestToken.json'] as string).abi);
});
