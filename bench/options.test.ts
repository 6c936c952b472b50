import assert from 'node:assert/strict';
import { it } from 'node:test';
import { BENCHMARKS, benchmarkOf } from './benchmarks.ts';
import { readOptions } from './options.ts';

const read = (name: string, ...words: string[]) => {
  const warnings: string[] = [];
  return { ...readOptions(benchmarkOf(name), words, (text) => warnings.push(text)), warnings };
};

it('takes the defaults of the benchmark where nothing is asked for', () => {
  const { sizes, repeat, withPeer } = read('scores');
  assert.deepEqual([sizes.models, sizes.stocks, sizes.features, repeat, withPeer], [5000, 5000, 420, 1, true]);
});

it('lets the peer compute every model with --full-peer, and never more than there are', () => {
  assert.equal(read('scores', '--models', '700', '--full-peer').sizes.peerModels, 700);
  assert.equal(read('scores', '--models', '7').sizes.peerModels, 7);
});

it('says which option a benchmark has no use for, and goes on', () => {
  const { sizes, warnings } = read('optimizer', '--models', '9', '--stocks', '50');
  assert.deepEqual([sizes.stocks, warnings.length], [50, 1]);
  assert.match(warnings[0] as string, /optimizer has no use for --models/);
});

it('refuses sizes that are no whole numbers, or beyond what makes sense, in one sentence', () => {
  for (const value of ['0', '1.5', 'many', '', '1e9', 'NaN']) {
    assert.throws(() => read('scores', '--models', value), {
      name: 'BenchError',
      message: /^--models takes a whole number from 4 to 20000/,
    });
  }
  assert.throws(() => read('scores', '--modls', '5'), /Unknown option '--modls'; the options are --models/);
  assert.throws(
    () => read('scores', '--models', '-3'),
    /^BenchError: Option '--models' argument is ambiguous; the options/,
  );
});

it('names what there is where a name is unknown', () => {
  assert.throws(() => benchmarkOf('score'), /There is no benchmark 'score': take scores, exposures, optimizer/);
  assert.equal(new Set(BENCHMARKS.map(({ name }) => name)).size, BENCHMARKS.length);
});
