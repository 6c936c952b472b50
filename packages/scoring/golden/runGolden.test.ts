import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runGolden } from './runGolden.ts';

const here = import.meta.dirname;

/** Runs the command on a folder of golden files and gives its exit code and last line. */
function run(folder: string): Promise<{ code: number; last: string; output: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(here, 'run.ts')],
      { env: { ...process.env, ROBATA_GOLDEN: folder } },
      (error, output) => {
        resolve({ code: Number(error?.code ?? 0), last: output.trimEnd().split('\n').at(-1) ?? '', output });
      },
    );
  });
}

/** A folder with one changed copy of tiny-5.json. */
async function withFile(
  change: (file: { expect: { fn: string; value: unknown }[] }) => void,
  use: (folder: string) => Promise<void>,
) {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'));
  try {
    cpSync(join(here, 'tiny-5.json'), join(folder, 'tiny-5.json'));
    const file = JSON.parse(readFileSync(join(folder, 'tiny-5.json'), 'utf8'));
    change(file);
    writeFileSync(join(folder, 'tiny-5.json'), JSON.stringify(file));
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('every golden value holds', () => {
  const { passed, failures } = runGolden(here);
  assert.deepEqual(failures, []);
  assert.equal(passed, 297);
});

test('one wrong value, one unknown function or no entries at all fail the run', async () => {
  await withFile(
    (file) => {
      file.expect[4].value = { m0: -0.2532213786, m1: 0.5, m2: null };
    },
    async (folder) => {
      const { code, last, output } = await run(folder);
      assert.equal(code, 1);
      assert.equal(last, '20 passed, 1 failed');
      assert.match(output, /tiny-5\.json: numerai_corr \(entry 4\): \.m0: /);
    },
  );
  await withFile(
    (file) => {
      file.expect[0].fn = 'astrology';
    },
    async (folder) =>
      assert.deepEqual(await run(folder).then(({ code, last }) => [code, last]), [1, '20 passed, 1 failed']),
  );
  await withFile(
    (file) => {
      file.expect = [];
    },
    async (folder) =>
      assert.deepEqual(await run(folder).then(({ code, last }) => [code, last]), [1, '0 passed, 0 failed']),
  );
});

test('the values beside the runner pass as a command', async () => {
  assert.deepEqual(await run(here).then(({ code, last }) => [code, last]), [0, '297 passed, 0 failed']);
});
