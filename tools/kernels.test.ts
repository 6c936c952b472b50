import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { BINARY_FILE, WASM_FILE, binaryModule, compileKernels } from './kernels.ts';

test('the committed module is what its source compiles to (else: npm run build:kernels)', async () => {
  const binary = await compileKernels();
  assert.ok(Buffer.from(binary).equals(readFileSync(WASM_FILE)), 'kernels.wasm');
  assert.equal(binaryModule(binary), readFileSync(BINARY_FILE, 'utf8'), 'binary.ts');
});
