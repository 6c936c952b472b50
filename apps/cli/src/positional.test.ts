import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takePositional } from './positional.ts';

const SPECS = { data: { type: 'string', help: '' }, json: { type: 'boolean', help: '' } } as const;
const take = (...words: string[]) => takePositional('backup', 'file', SPECS, words);

test('the word that belongs to no option is found wherever it stands', () => {
  for (const words of [
    ['f', '--data', 'd', '--json'],
    ['--data', 'd', 'f', '--json'],
    ['--json', '--data', 'd', 'f'],
  ]) {
    const { value, rest } = take(...words);
    assert.equal(value, 'f');
    assert.deepEqual(
      rest,
      words.filter((word) => word !== 'f'),
    );
  }
  assert.deepEqual(take('--data=d', 'f'), { value: 'f', rest: ['--data=d'] });
});

test('none, two and an empty one are refused', () => {
  for (const words of [[], ['--data', 'd'], ['a', 'b'], ['']]) assert.throws(() => take(...words), /name one file/);
});
