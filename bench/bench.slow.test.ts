import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { BENCHMARKS } from './benchmarks.ts';
import type { Line } from './resultsPage.ts';

const RUN = join(import.meta.dirname, 'run.ts');

/** A tiny size of each, and the accuracy it must have with and without its peer. Time is never looked at. */
const TINY: Readonly<Record<string, { readonly words: string; readonly accuracy: (value: number) => boolean }>> = {
  scores: { words: '--models 12 --stocks 150 --features 20', accuracy: (value) => value < 1e-12 },
  exposures: { words: '--models 12 --stocks 150 --features 20', accuracy: (value) => value < 1e-12 },
  optimizer: { words: '--stocks 400', accuracy: (value) => value < 1e-6 },
  'leave-one-out': { words: '--models 12 --stocks 400 --check 6', accuracy: (value) => value < 1e-2 },
  gradient: { words: '--models 12 --stocks 400 --draws 5 --check 2', accuracy: (value) => value < 1e-3 },
  round: { words: '--models 12 --stocks 400 --check 4', accuracy: (value) => value < 1e-6 },
  kit: { words: '--models 12 --stocks 400', accuracy: (value) => value === 0 },
  analysis: { words: '--models 40 --stocks 150', accuracy: (value) => value < 1e-6 },
  season: { words: '--models 4 --stocks 60 --rounds 2', accuracy: (value) => value <= 1e-9 },
  scaling: { words: '--models 32 --stocks 800', accuracy: (value) => value <= 1 },
  robustness: { words: '--problems 92', accuracy: (value) => value <= 1e-9 },
  kernels: { words: '--models 8 --stocks 100 --features 20', accuracy: (value) => value < 1e-10 },
  submissions: { words: '--models 3 --stocks 120 --seconds 1 --rate 6 --check 3', accuracy: (value) => value === 0 },
  'browser-diagnostics': { words: '--rounds 3 --stocks 450 --features 12', accuracy: (value) => value === 0 },
  leaderboard: { words: '--models 120 --rounds 3 --seconds 1 --clients 2', accuracy: (value) => value === 0 },
};

/** They start servers or a browser, play seasons or solve again and again: tried where there is time. */
const LONG: ReadonlySet<string> = new Set([
  'submissions',
  'leaderboard',
  'browser-diagnostics',
  'season',
  'leave-one-out',
  'robustness',
]);
const isLong = process.env['ROBATA_LONG'] === '1';

const temporary = mkdtempSync(join(tmpdir(), 'robata-bench-test-'));
after(() => rmSync(temporary, { recursive: true }));

function bench(...words: string[]) {
  // A browser unpacks itself once for all into the machine's own folder.
  const own = words[0] === 'browser-diagnostics' ? {} : { TMPDIR: temporary };
  const env = { ...process.env, ...own };
  return spawnSync(process.execPath, [RUN, ...words], { encoding: 'utf8', env });
}

describe('each benchmark at a tiny size', () => {
  for (const { name } of BENCHMARKS) {
    const skip = LONG.has(name) && !isLong ? 'set ROBATA_LONG=1 to run it' : false;
    it(`${name} prints one line of JSON with what it measured, and leaves nothing behind`, { skip }, () => {
      const { words, accuracy } = TINY[name] as (typeof TINY)[string];
      const { status, stdout, stderr } = bench(name, ...words.split(' '));
      assert.equal(status, 0, stderr);
      assert.match(stdout, /^\{[^\n]+\}\n$/);
      const line = JSON.parse(stdout) as Line;
      assert.equal(line.name, name);
      for (const field of ['cpuSeconds', 'wallSeconds', 'peakMemoryMb'] as const) {
        assert.ok(line[field] > 0, `${field} is ${line[field]}`);
      }
      for (const field of ['models', 'stocks', 'ratio', 'accuracy', 'machine'] as const)
        assert.ok(field in line, field);
      assert.ok(line.accuracyMeaning.length > 10);
      if (line.accuracy !== null) assert.ok(accuracy(line.accuracy), `accuracy ${line.accuracy}`);
      if (line.peer.cpuSeconds === undefined) assert.ok(line.peer.reason, 'a peer that did not run says why');
      assert.doesNotMatch(line.peer.reason ?? '', /^it failed/);
      if ('worstResidual' in line) assert.ok((line.worstResidual as number) <= 1e-9);
      assert.deepEqual(readdirSync(temporary), []);
    });
  }

  it('finds every infeasible problem and never says solved of one that is not', () => {
    const line = JSON.parse(bench('robustness', '--problems', '138', '--no-peer').stdout) as Line;
    assert.deepEqual(line.falselySolved, []);
    assert.equal(line.iteration_limit, 0);
    assert.equal((line.solved as number) + (line.primal_infeasible as number), 138);
    assert.deepEqual([line.ratio, line.peer.reason], [null, 'left out by --no-peer']);
  });
});

describe('the command', () => {
  it('lists the names and what each shows when none is given', () => {
    const { status, stdout } = bench();
    assert.equal(status, 0);
    assert.deepEqual(
      stdout
        .trim()
        .split('\n')
        .map((text) => text.split(' ')[0]),
      BENCHMARKS.map(({ name }) => name),
    );
  });

  it('fails with one sentence on a wrong name or size, and prints nothing else', () => {
    for (const words of [['nothing'], ['scores', '--models', '0'], ['scores', '--sized', '3']]) {
      const { status, stdout, stderr } = bench(...words);
      assert.equal(status, 1);
      assert.equal(stdout, '');
      assert.match(stderr, /^[^\n]+\.\n$/);
    }
  });
});
