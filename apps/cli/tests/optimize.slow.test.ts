import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { solutionToJson } from '@robata/portfolio';
import { assertRefused, assertSentence, robata } from './robata.ts';
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

describe('robata optimize, of problems that make no sense', { concurrency: 2 }, () => {
  const faults: [what: string, problem: Problem, field: RegExp][] = [
    [
      'a negative variance',
      changed(({ specificVariance }) => (specificVariance[3] = -1)),
      /specificVariance is -1 in row 4/,
    ],
    ['text for a number', changed(({ alpha }) => (alpha[1] = 'high')), /alpha is "high" in row 2/],
    ['null for a number', changed(({ alpha }) => (alpha[0] = null)), /alpha is null in row 1/],
    ['a list that is too short', changed(({ holdings }) => holdings.pop()), /holdings has 29 values and must have 30/],
    ['a missing list', changed((problem) => delete (problem as { alpha?: unknown }).alpha), /alpha is missing/],
    [
      'a row of exposures that is too long',
      changed(({ exposures }) => exposures.values[2].push(1)),
      /exposures\.values, row 3/,
    ],
    [
      'a covariance that is none',
      changed(({ factorCovariance }) => (factorCovariance as number[][])[0].fill(9)),
      /factorCovariance/,
    ],
    ['a limit below zero', changed(({ limits }) => (limits.gross = -1)), /limits\.gross is -1/],
    ['a negative cost', changed((problem) => (problem.linearCost = -1)), /linearCost is -1/],
    ['bounds that cross', changed(({ limits }) => (limits.exposureUpper = -1)), /limits of exposure market/],
    ['ids that stand twice', changed(({ ids }) => (ids[1] = 's0')), /ids holds "s0" twice/],
    [
      'a problem of no stocks',
      changed((problem) =>
        Object.assign(problem, {
          ids: [],
          alpha: [],
          holdings: [],
          specificVariance: [],
          exposures: { names: [], values: [] },
          factorCovariance: null,
        }),
      ),
      /ids is empty/,
    ],
  ];
  for (const [what, problem, field] of faults) {
    it(`calls ${what} invalid, and names the field`, async () => {
      const path = await put(`${what.replaceAll(' ', '-')}.json`, JSON.stringify(problem));
      const run = await robata('optimize', '--problem', path, '--json');
      assertSentence(run, field);
      const result = JSON.parse(run.stdout) as Result;
      assert.equal(result.status, 'invalid');
      assert.match(result.reason as string, field);
    });
  }

  it('never crashes on numbers as large as doubles go', async () => {
    const problem = changed(({ alpha, specificVariance }) => {
      alpha[0] = 1e308;
      specificVariance[0] = 1e308;
    });
    const run = await robata('optimize', '--problem', await put('huge.json', JSON.stringify(problem)), '--json');
    assert.ok(['solved', 'invalid', 'iteration_limit'].includes((JSON.parse(run.stdout) as Result).status));
    if (run.code !== 0) assertSentence(run, /./);
  });

  const text = JSON.stringify(smallProblem());
  const refusals: [what: string, content: string, pattern: RegExp][] = [
    ['what is not JSON', 'ids,alpha\na,1\n', /is not JSON .*name a portfolio problem file in JSON/],
    ['truncated JSON', text.slice(0, -30), /is not JSON/],
    [
      'NaN, which JSON does not know',
      text.replace(/"alpha":\[[^,]+/, '"alpha":[NaN'),
      /NaN in the field alpha is no number/,
    ],
    ['infinity', text.replace('"gross":1', '"gross": -Infinity'), /-Infinity in the field gross/],
    [
      'another format',
      text.replace('portfolio-problem/1', 'portfolio-problem/2'),
      /has the format 'robata-portfolio-problem\/2': give .*problem\/1"/,
    ],
    ['a file that names no format', text.replace('"format"', '"kind"'), /names no format/],
    ['a list', `[${text}]`, /names no format/],
    ['null', 'null', /names no format/],
    ['an empty file', '', /is empty/],
  ];
  for (const [what, content, pattern] of refusals) {
    it(`refuses ${what}`, async () => {
      const path = await put(`refused-${what.replaceAll(/\W/g, '-')}.json`, content);
      await assertRefused(['optimize', '--problem', path, '--json'], pattern);
    });
  }

  it('refuses options that make no sense', async () => {
    await assertRefused(
      ['optimize', '--problem', 'x.json', '--repeat', '0'],
      /--repeat takes a whole number from 1 to/,
    );
    await assertRefused(['optimize'], /--problem is missing/);
    await assertRefused(['optimize', '--problem'], /see robata optimize --help/);
    await assertRefused(['optimise', '--problem', 'x.json'], /robata has no command 'optimise'/);
  });
});
