import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      { readonly optional?: boolean; readonly os?: unknown; readonly engines?: { readonly node?: string } }
    >
  >;
}

test('no package of a platform is left out for the Node that installs it, which is any from 20 on', () => {
  const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as Lock;
  const leftOut = Object.entries(packages).filter(
    ([, { optional, os, engines }]) => optional === true && os !== undefined && /^\D*2[1-9]/.test(engines?.node ?? ''),
  );
  assert.deepEqual(
    leftOut.map(([path]) => path),
    [],
    'npm ci skips an optional package whose engines do not fit, and says nothing: take "engines" out of these entries',
  );
});
