import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { assertRefused } from './robata.ts';
import { smallKit } from './smallFiles.ts';
import { temporaryFiles } from './temporaryFiles.ts';

type Kit = ReturnType<typeof smallKit>;

const { put } = temporaryFiles();
const good = await put('kit.json', JSON.stringify(smallKit()));

function changed(change: (kit: Kit) => void): string {
  const kit = smallKit();
  change(kit);
  return JSON.stringify(kit);
}

describe('robata contribution, of kits that make no sense', { concurrency: 2 }, () => {
  const text = JSON.stringify(smallKit());
  const refusals: [what: string, content: string | Uint8Array, pattern: RegExp][] = [
    [
      'a problem instead of a kit',
      text.replace('contribution-kit/1', 'portfolio-problem/1'),
      /give .*"robata-contribution-kit\/1"/,
    ],
    [
      'a prediction that is missing',
      changed(({ predictions }) => (predictions[1][4] = null)),
      /predictions.*null in row 5/,
    ],
    [
      'a prediction of too few stocks',
      changed(({ predictions }) => predictions[1].pop()),
      /predictions, row 2, has 29 values/,
    ],
    ['a negative stake', changed(({ stakes }) => (stakes[1] = -3)), /stakes is -3 for bob/],
    ['stakes of zero', changed(({ stakes }) => stakes.fill(0)), /stakes are all 0/],
    ['a negative variance', changed(({ problem }) => (problem.specificVariance[0] = -1)), /specificVariance is -1/],
    ['a stake fraction of zero', changed((kit) => (kit.stakeFraction = 0)), /stakeFraction is 0/],
    ['models that share a name', changed(({ models }) => (models[1] = 'alice')), /models/],
    ['NaN in the returns', text.replace(/"returns":\[[^,]+/, '"returns":[NaN'), /NaN in the field returns/],
    ['truncated JSON', text.slice(0, 500), /is not JSON/],
    ['a gzip file that is cut off', gzipSync(text).subarray(0, 300), /damaged or cut off gzip/],
    ['gzip of something else', gzipSync('hello'), /is not JSON/],
  ];
  for (const [what, content, pattern] of refusals) {
    it(`refuses ${what}`, async () => {
      const path = await put(`refused-${what.replaceAll(/\W/g, '-')}.json`, content);
      await assertRefused(['contribution', '--kit', path, '--json'], pattern);
    });
  }

  const words: [what: string, words: string[], pattern: RegExp][] = [
    ['a model that is not there', ['--model', 'eve'], /has no model 'eve': it has alice, bob, carol, dave\./],
    ['a method that is none', ['--method', 'shapley'], /takes leave-one-out or gradient/],
    ['a start that is none', ['--start', 'cash'], /takes held or zero/],
    ['a dropout without gradient', ['--dropout', '0'], /add --method gradient/],
    ['a dropout of everything', ['--method', 'gradient', '--dropout', '1'], /--dropout takes a number from 0 to 0\.99/],
  ];
  for (const [what, options, pattern] of words) {
    it(`refuses ${what}`, () => assertRefused(['contribution', '--kit', good, ...options], pattern));
  }
});
