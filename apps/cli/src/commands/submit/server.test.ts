import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { keyOf, serverOf } from './server.ts';

test('a server is named by the option, the environment, or it is this machine', () => {
  assert.equal(serverOf('https://a.example.org/', { ROBATA_SERVER: 'https://b.example.org' }), 'https://a.example.org');
  assert.equal(serverOf(undefined, { ROBATA_SERVER: 'https://b.example.org' }), 'https://b.example.org');
  assert.equal(serverOf(undefined, { ROBATA_SERVER: '' }), 'http://localhost:8080');
  assert.throws(() => serverOf('ftp://a.example.org', {}), /no address of a server/);
  assert.throws(() => serverOf('robata', {}), /no address of a server/);
});

test('a key comes out of a file or the environment, and what is none is refused without being repeated', () => {
  const folder = mkdtempSync(join(tmpdir(), 'robata-key-'));
  try {
    const file = join(folder, 'key');
    writeFileSync(file, 'PUBLIC$SECRET\n');
    assert.equal(keyOf(file, {}), 'PUBLIC$SECRET');
    assert.equal(keyOf(undefined, { ROBATA_KEY: 'PUBLIC$OTHER' }), 'PUBLIC$OTHER');
    assert.throws(() => keyOf(undefined, {}), /there is no key in ROBATA_KEY/);
    assert.throws(
      () => keyOf(undefined, { ROBATA_KEY: 'only-a-secret' }),
      (error: Error) => /is no key/.test(error.message) && !error.message.includes('only-a-secret'),
    );
    assert.throws(() => keyOf(join(folder, 'none'), {}), /cannot be read/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
