import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rangeOf } from './sendBlob.ts';

test('one range of bytes is understood as RFC 9110 says; what is none asks for all', () => {
  assert.deepEqual(rangeOf('bytes=0-0', 10), { first: 0, last: 0 });
  assert.deepEqual(rangeOf('bytes=4-', 10), { first: 4, last: 9 });
  assert.deepEqual(rangeOf('bytes=-3', 10), { first: 7, last: 9 });
  assert.deepEqual(rangeOf('bytes=-30', 10), { first: 0, last: 9 });
  assert.deepEqual(rangeOf('bytes=8-99', 10), { first: 8, last: 9 });
  for (const beyond of ['bytes=10-', 'bytes=-0']) assert.equal(rangeOf(beyond, 10), 'beyond');
  for (const none of [undefined, '', 'bytes=-', 'bytes=5-4', 'bytes=1-2,4-5', 'lines=1-2', 'bytes=a-']) {
    assert.equal(rangeOf(none, 10), null);
  }
});
