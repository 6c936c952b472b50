import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { folderAt } from './folder.ts';
import { readKit, writeKit } from './problemFiles.ts';
import { randomKit } from './randomInput.ts';

it('reads back the kit that was written, infinite bounds and absent limits too', () => {
  const made = randomKit(3, 5, 30);
  const limits = {
    ...made.problem.limits,
    turnover: null,
    exposureUpper: made.problem.limits.exposureUpper.map(() => Infinity),
  };
  const kit = { ...made, problem: { ...made.problem, factorCovariance: null, limits } };
  const path = mkdtempSync(join(tmpdir(), 'robata-bench-test-'));
  try {
    const folder = folderAt(path);
    writeKit(folder, 'one.', kit);
    assert.deepEqual(readKit(folder, 'one.'), kit);
  } finally {
    rmSync(path, { recursive: true });
  }
});
