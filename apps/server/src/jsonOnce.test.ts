import assert from 'node:assert/strict';
import test from 'node:test';
import { jsonOnce } from './jsonOnce.ts';

test('a list is written once, another one anew', async () => {
  let writes = 0;
  const rows = [{ toJSON: () => ({ write: ++writes }) }];
  const json = jsonOnce();
  assert.equal(String(await json(rows)), '[{"write":1}]');
  assert.equal(String(await json(rows)), '[{"write":1}]');
  assert.equal(String(await json([...rows])), '[{"write":2}]');
});

test('what is written in parts is what is written at once', async () => {
  const json = jsonOnce();
  for (const count of [0, 1, 499, 500, 501, 1_700]) {
    const rows = Array.from({ length: count }, (_, at) => ({ at, name: `ü${at}`, none: null }));
    assert.equal(String(await json(rows)), JSON.stringify(rows));
  }
});
