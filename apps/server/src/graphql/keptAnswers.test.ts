import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'graphql';
import { isOfBoard, keptAnswers } from './keptAnswers.ts';

test('an answer is kept as long as its board stands', () => {
  const kept = keptAnswers();
  const text = Buffer.from('text');
  const [first, second] = [{}, {}];
  kept.set(first, 'a', text);
  assert.equal(kept.get(first, 'a'), text);
  assert.equal(kept.get(second, 'a'), undefined);
  kept.set(second, 'b', text);
  assert.deepEqual([kept.get(first, 'a'), kept.get(second, 'b')], [undefined, text]);
});

test('neither many answers nor long ones fill the memory', () => {
  const kept = keptAnswers();
  const board = {};
  for (let i = 0; i < 100; i++) kept.set(board, `${i}`, Buffer.alloc(1));
  assert.deepEqual([kept.get(board, '35')?.length, kept.get(board, '36')?.length], [undefined, 1]);
  kept.set(board, 'long', Buffer.alloc(17 * 2 ** 20));
  assert.equal(kept.get(board, 'long'), undefined);
  for (let i = 0; i < 6; i++) kept.set(board, `large ${i}`, Buffer.alloc(15 * 2 ** 20));
  assert.equal(kept.get(board, '99'), undefined);
  assert.deepEqual(
    [0, 1, 2, 5].map((i) => kept.get(board, `large ${i}`) !== undefined),
    [false, false, true, true],
  );
});

test('only single queries of public lists are answers of the board', () => {
  assert.ok(isOfBoard(parse('query($l: Int) { a: v2Leaderboard(limit: $l) { rank } rounds { number } }')));
  for (const other of [
    '{ v2Leaderboard { rank } account { id } }',
    '{ v3UserProfile(modelName: "x") { id } }',
    'mutation { v2Leaderboard { rank } }',
    'query A { rounds { number } } query B { rounds { number } }',
    '{ ...A } fragment A on Query { account { id } }',
  ]) {
    assert.equal(isOfBoard(parse(other)), false, other);
  }
});
