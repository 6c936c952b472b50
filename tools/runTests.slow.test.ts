import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const TEST = fileURLToPath(new URL('./test.ts', import.meta.url));
const HEAD = "import { test } from 'node:test';\n";
/** A test that leaves a process which holds its output, and writes down its number. */
const LEAVES = `${HEAD}import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
test('leaves a child', () => {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 120_000)'], { stdio: ['ignore', 'ignore', 'inherit'] });
  writeFileSync('left.txt', String(child.pid));
  child.unref();
});\n`;

test('a run fails when a file ends early, has no test or breaks, and says which', async (context) => {
  const { run } = house(context, {
    'good.slow': `${HEAD}test('good', () => {});`,
    'ends.slow': `${HEAD}test('first', () => {});\ntest('ends', () => process.exit(0));\ntest('wrong', () => { throw new Error(); });`,
    'empty.slow': 'export {};',
    'broken.slow': `${HEAD}import './missing.ts';\ntest('never', () => {});`,
  });
  const all = await run('--slow');
  assert.equal(all.code, 1);
  assert.match(all.text, /ended the process before all tests/);
  assert.match(all.text, /no test was run of: .*broken\.slow\.test\.ts/);
  assert.match(all.text, /no test was run of: .*empty\.slow\.test\.ts/);
  assert.equal((await run('--slow', 'empty')).code, 1);
  assert.equal((await run('--slow', 'ends')).code, 1);
  assert.equal((await run('--slow', 'good')).code, 0);
});

test('of files that share a process each must have run', async (context) => {
  const good = `${HEAD}test('good', () => {});`;
  const { run } = house(context, { good, empty: 'export {};', ends: 'process.exit(0);' });
  const shared = await run('good', 'empty');
  assert.deepEqual([shared.code, /no test was run of: (.*)/.exec(shared.text)?.[1]], [1, 'tools/empty.test.ts']);
  const ended = await run('good', 'ends');
  assert.equal(ended.code, 1);
  assert.match(ended.text, /no test was run of: .*tools\/good\.test\.ts/);
});

test('a run ends with 0, and what a test left behind ends with it', async (context) => {
  const { run, left } = house(context, { 'leaves.slow': LEAVES });
  assert.equal((await run('--slow')).code, 0);
  await isGone(left());
});

test('a test that computes without end is ended, and named', async (context) => {
  const { run } = house(
    context,
    { 'busy.slow': `${HEAD}test('busy', () => { for (;;); });` },
    { ROBATA_TEST_MINUTES: '0.25' },
  );
  const { code, text } = await run('--slow');
  assert.equal(code, 1);
  assert.match(text, /nothing was heard .*busy\.slow\.test\.ts/);
});

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`a run that ${signal} ends leaves no process`, async (context) => {
    const { start, left, file } = house(context, {
      'leaves.slow': `${LEAVES}test('waits', () => new Promise((r) => setTimeout(r, 120_000)));`,
    });
    const { child, ended } = start('--slow');
    while (!existsSync(file) || left() === 0) await sleep(50);
    child.kill(signal);
    await ended;
    await isGone(left());
  });
}

/** A folder with a test file of each text, where the runner can be started. */
function house(
  context: TestContext,
  texts: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, string>> = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'robata-runs-'));
  const children: ChildProcess[] = [];
  context.after(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  mkdirSync(join(folder, 'tools'));
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, 'tools', `${name}.test.ts`), text);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const file = join(folder, 'left.txt');
  const start = (...words: string[]) => {
    const child = spawn(process.execPath, [TEST, ...words], { cwd: folder, env: { ...env, ...settings } });
    children.push(child);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const ended = new Promise<{ readonly code: number | null; readonly text: string }>((resolve, reject) => {
      child.once('error', reject).once('close', (code) => resolve({ code, text }));
    });
    return { child, ended };
  };
  return {
    start,
    run: (...words: string[]) => start(...words).ended,
    file,
    left: () => Number(readFileSync(file, 'utf8')),
  };
}

async function isGone(pid: number): Promise<void> {
  for (let looks = 0; looks < 1_200; looks += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(50);
  }
  assert.fail(`process ${pid} runs on`);
}
