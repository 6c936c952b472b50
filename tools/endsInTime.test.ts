import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const ENDS = new URL('./endsInTime.ts', import.meta.url).href;

test('a process that something keeps alive after its tests fails with what that is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'robata-ends-'));
  try {
    const file = join(folder, 'hangs.test.mjs');
    writeFileSync(file, "import { test } from 'node:test';\ntest('passes', () => void setInterval(() => {}, 1000));\n");
    const env = { ...process.env, ROBATA_TEST_MINUTES: '0.05' };
    const { status, stderr } = spawnSync(process.execPath, ['--import', ENDS, file], { env, encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, /hangs\.test\.mjs has not ended in 0\.05 minutes; what keeps it: .*Timeout/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
