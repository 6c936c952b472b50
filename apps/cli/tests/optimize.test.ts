import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { optimize, parseProblem, solutionToJson } from '@robata/portfolio';
import { assertRefused, assertSentence, jsonOf, robata } from './robata.ts';
import { smallProblem } from './smallFiles.ts';
import { temporaryFiles } from './temporaryFiles.ts';

type Problem = ReturnType<typeof smallProblem>;
type Result = ReturnType<typeof solutionToJson>;

const { put } = temporaryFiles();

/** The small problem with one thing changed. */
function changed(change: (problem: Problem) => void): Problem {
  const problem = smallProblem();
  change(problem);
  return problem;
}

describe('robata optimize', { concurrency: 2 }, () => {
  it('prints the certified answer that the library gives', async () => {
    const path = await put('good.json', JSON.stringify(smallProblem()));
    const { seconds, ...result } = await jsonOf<Result>('optimize', '--problem', path);
    const parsed = parseProblem(smallProblem());
    assert.ok('problem' in parsed);
    const { seconds: _, ...expected } = solutionToJson(parsed.problem, optimize(parsed.problem), 0);
    assert.deepEqual(result, JSON.parse(JSON.stringify(expected)));
    assert.equal(result.status, 'solved');
    assert.ok(Object.values(result.residuals).every((residual) => residual <= 1e-9));
    assert.ok(seconds > 0);
  });

  it('gives the same answer when it is repeated', async () => {
    const path = await put('repeat.json', JSON.stringify(smallProblem()));
    const { seconds: _, ...once } = await jsonOf<Result>('optimize', '--problem', path);
    const { seconds, ...often } = await jsonOf<Result>('optimize', '--problem', path, '--repeat', '50');
    assert.deepEqual(often, once);
    assert.ok(seconds > 0);
  });

  it('names the limits that cannot hold together, prints the status and fails', async () => {
    const problem = changed(({ limits }) => (limits.net = [0.5, 0.5]));
    const run = await robata('optimize', '--problem', await put('infeasible.json', JSON.stringify(problem)), '--json');
    assertSentence(run, /no portfolio meets these limits together: .*market.*; relax one of them/);
    const result = JSON.parse(run.stdout) as Result;
    assert.equal(result.status, 'primal_infeasible');
    assert.deepEqual(result.conflict.toSorted(), ['market', 'net']);
  });

  it('calls a problem invalid that makes no sense, and names the field', async () => {
    const problem = changed(({ specificVariance }) => (specificVariance[3] = -1));
    const run = await robata('optimize', '--problem', await put('invalid.json', JSON.stringify(problem)), '--json');
    assertSentence(run, /invalid\.json: specificVariance is -1 in row 4/);
    assert.equal((JSON.parse(run.stdout) as Result).status, 'invalid');
  });

  it('reads a file that begins with a byte order mark', async () => {
    const path = await put('mark.json', `\uFEFF${JSON.stringify(smallProblem())}`);
    assert.equal((await jsonOf<Result>('optimize', '--problem', path)).status, 'solved');
  });

  it('explains in one line whatever the names hold', async () => {
    const problem = changed(({ exposures, limits }) => {
      exposures.names[0] = 'a\nb\n\nc\nd';
      limits.net = [0.5, 0.5];
    });
    const run = await robata('optimize', '--problem', await put('lines.json', JSON.stringify(problem)), '--json');
    assertSentence(run, /no portfolio meets these limits together: .*a b c d/);
    assert.equal(run.stderr.trim().split('\n').length, 1);
  });

  it('shows a number beyond all numbers as it was read', async () => {
    const text = JSON.stringify(smallProblem()).replace(/"riskAversion":[^,]*/, '"riskAversion":1e400');
    const run = await robata('optimize', '--problem', await put('beyond.json', text), '--json');
    assertSentence(run, /riskAversion is Infinity and must be a finite number/);
  });

  it('refuses what is not JSON, and prints nothing', async () => {
    await assertRefused(
      ['optimize', '--problem', await put('table.csv', 'a,b\n1,2\n'), '--json'],
      /table\.csv is not JSON/,
    );
  });
});
