import assert from 'node:assert/strict';
import { test } from 'node:test';
import { execute, parse } from 'graphql';
import { graphqlSchema } from './schema.ts';
import { unhurried } from './unhurried.ts';

test('a long list is answered as it is, and other work has its turn meanwhile', async () => {
  const rows = Array.from({ length: 2_000 }, (_, at) => ({ rank: at + 1, username: `model ${at}` }));
  const schema = graphqlSchema({ Query: { v2Leaderboard: () => unhurried(rows) } });
  let turns = 0;
  let isDone = false;
  const other = (): void => {
    turns += 1;
    if (!isDone) setImmediate(other);
  };
  setImmediate(other);
  const { data, errors } = await execute({ schema, document: parse('{ v2Leaderboard { rank username } }') });
  isDone = true;
  assert.equal(errors, undefined);
  assert.deepEqual(JSON.parse(JSON.stringify(data)).v2Leaderboard, rows);
  assert.ok(turns >= 9, `others had ${turns} turns`);
});

test('a short list stays what it is', () => {
  const rows = [1, 2, 3];
  assert.equal(unhurried(rows), rows);
});
