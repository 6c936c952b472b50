import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitWords, takePositional } from './positional.ts';

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

test('words and options are told apart in any order', () => {
  for (const words of [
    ['account', 'create', '--data', 'd', '--json'],
    ['--data', 'd', 'account', '--json', 'create'],
    ['--json', '--data', 'd', 'account', 'create'],
  ]) {
    assert.deepEqual(splitWords(SPECS, words).values, ['account', 'create']);
  }
});
