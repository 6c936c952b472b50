import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type ContributionKit, type Contributions, gradient, leaveOneOut, parseKit } from '@robata/portfolio';
import { assertRefused, assertSentence, jsonOf, robata } from './robata.ts';
import { smallKit } from './smallFiles.ts';
import { temporaryFiles } from './temporaryFiles.ts';

type Kit = ReturnType<typeof smallKit>;
type Result = Contributions & { readonly seconds: number };

const { put } = temporaryFiles();
const good = await put('kit.json', JSON.stringify(smallKit()));

function changed(change: (kit: Kit) => void): string {
  const kit = smallKit();
  change(kit);
  return JSON.stringify(kit);
}

function libraryKit(): ContributionKit {
  const parsed = parseKit(smallKit());
  assert.ok('kit' in parsed);
  return parsed.kit;
}

async function run(...words: string[]): Promise<Contributions> {
  const { seconds, ...contributions } = await jsonOf<Result>('contribution', ...words);
  assert.ok(seconds > 0);
  return contributions;
}

describe('robata contribution', { concurrency: 2 }, () => {
  it('leaves one out from the portfolio held unless told otherwise, as the library does, in the order of the models', async () => {
    const result = await run('--kit', good);
    assert.deepEqual(result, leaveOneOut(libraryKit(), { start: 'held' }));
    assert.deepEqual(
      result.contributions.map(({ model }) => model),
      ['alice', 'bob', 'carol', 'dave'],
    );
    assert.equal(result.base.status, 'solved');
    for (const { tc, residual } of result.contributions) {
      assert.ok(Number.isFinite(tc));
      assert.ok(residual !== null && residual <= 1e-9);
    }
  });

  it('starts from zero where that is asked for', async () => {
    const result = await run('--kit', good, '--method', 'leave-one-out', '--start', 'zero');
    assert.deepEqual(result, leaveOneOut(libraryKit(), { start: 'zero' }));
  });

  it('gives the gradient of the seeded draws, and the undropped one', async () => {
    assert.deepEqual(await run('--kit', good, '--method', 'gradient'), gradient(libraryKit()));
    const undropped = await run('--kit', good, '--method', 'gradient', '--dropout', '0');
    assert.deepEqual(undropped, gradient(libraryKit(), { dropout: 0 }));
    const weighted = undropped.contributions.reduce((sum, { tc }, u) => sum + (tc as number) * smallKit().stakes[u], 0);
    assert.ok(Math.abs(weighted) < 1e-9, 'stake-weighted gradients sum to zero');
  });

  it('computes one model alone to the same bits, by either method', async () => {
    for (const method of ['leave-one-out', 'gradient']) {
      const all = await run('--kit', good, '--method', method);
      const one = await run('--kit', good, '--method', method, '--model', 'carol');
      assert.deepEqual(one.contributions, [all.contributions[2]]);
      assert.deepEqual(one.base, all.base);
    }
  });

  it('reads the gzip kit that a round publishes, whatever its name', async () => {
    const path = await put('kit', gzipSync(JSON.stringify(smallKit())));
    assert.deepEqual(await run('--kit', path), leaveOneOut(libraryKit()));
  });

  it('prints a table for people without --json', async () => {
    const { code, stdout } = await robata('contribution', '--kit', good);
    assert.equal(code, 0);
    assert.match(stdout, /^model +tc +tc net +return with +return without\nalice +-?\d/);
  });

  it('prints the status and fails where the base has no portfolio', async () => {
    const path = await put(
      'infeasible.json',
      changed(({ problem }) => (problem.limits.net = [0.5, 0.5])),
    );
    const failed = await robata('contribution', '--kit', path, '--json');
    assertSentence(failed, /primal_infeasible/);
    const result = JSON.parse(failed.stdout) as Result;
    assert.equal(result.base.status, 'primal_infeasible');
    assert.deepEqual(
      result.contributions.map(({ tc }) => tc),
      [null, null, null, null],
    );
  });

  it('refuses a kit that makes no sense, and prints nothing', async () => {
    const path = await put(
      'negative.json',
      changed(({ stakes }) => (stakes[1] = -3)),
    );
    await assertRefused(['contribution', '--kit', path, '--json'], /negative\.json: stakes is -3 for bob/);
  });
});
