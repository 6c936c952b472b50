import assert from 'node:assert/strict';
import test from 'node:test';
import { jsonOnce } from './jsonOnce.ts';

test('an object is written once, another one anew', () => {
  let writes = 0;
  const rows = [{ toJSON: () => ({ write: ++writes }) }];
  const json = jsonOnce();
  assert.equal(json(rows), '[{"write":1}]');
  assert.equal(json(rows), '[{"write":1}]');
  assert.equal(json([...rows]), '[{"write":2}]');
});
