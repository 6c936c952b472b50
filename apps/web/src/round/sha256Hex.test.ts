import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { sha256Hex } from './sha256Hex.ts';

test('the browser computes the same hash as the server', async () => {
  for (const text of ['', 'abc', 'Zürich – 30 € 🙂']) {
    assert.equal(await sha256Hex(text), createHash('sha256').update(text).digest('hex'));
  }
});
