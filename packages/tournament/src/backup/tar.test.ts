import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTarHeader, tarHeader } from './tar.ts';

test('a header gives its name and size back, short, long and not of the Latin alphabet', () => {
  for (const name of [
    'a',
    `files/${'b'.repeat(90)}/${'c'.repeat(100)}`,
    'files/números/数据.csv',
    `${'d/'.repeat(120)}e`,
  ]) {
    for (const bytes of [0, 1, 511, 8 ** 11 - 1]) {
      assert.deepEqual(parseTarHeader(tarHeader({ name, bytes })), { name, bytes });
    }
  }
});

test('what does not fit a header is refused by its name', () => {
  assert.throws(() => tarHeader({ name: 'x'.repeat(101), bytes: 0 }), /too long a name/);
  assert.throws(() => tarHeader({ name: 'x', bytes: 8 ** 11 }), /x is larger than the 8 GiB/);
});

test('a header with any other byte is none', () => {
  const header = tarHeader({ name: 'files/a', bytes: 7 });
  for (let at = 0; at < header.length; at++) {
    const changed = Buffer.from(header);
    changed[at] = (changed[at] as number) ^ 1;
    assert.throws(() => parseTarHeader(changed), /header|larger|too long/, `byte ${at}`);
  }
  assert.equal(parseTarHeader(Buffer.alloc(512)), null);
});
