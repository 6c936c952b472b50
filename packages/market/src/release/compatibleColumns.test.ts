import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { incompatibility, refuseIncompatible } from './compatibleColumns.ts';
import { createParquetFile, type FileColumn } from './parquetFile.ts';

const folder = await mkdtemp(join(tmpdir(), 'robata-compatible-'));
after(() => rm(folder, { recursive: true, force: true }));

const BASE: readonly FileColumn[] = [
  { name: 'id', kind: 'text' },
  { name: 'feature_a', kind: 'int8' },
  { name: 'target', kind: 'double' },
];
const more: FileColumn = { name: 'feature_b', kind: 'int8' };
const earlier = { version: 'v1.0', columns: BASE };

it('lets a minor version add columns, wherever they stand', () => {
  assert.equal(incompatibility('v1.1', [...BASE, more], earlier), null);
  assert.equal(incompatibility('v1.1', [more, ...BASE.toReversed()], earlier), null);
  assert.equal(incompatibility('v1.0', BASE, earlier), null);
});

it('says what a minor version may not do, and what to do then', () => {
  const lacking = incompatibility('v1.1', BASE.slice(0, 2), earlier);
  assert.match(lacking ?? '', /v1\.1 lacks 1 column \(target\), against v1\.0; publish it as a new major version/);
  const retyped = incompatibility('v1.1', [...BASE.slice(0, 2), { name: 'target', kind: 'int8' }], earlier);
  assert.match(retyped ?? '', /has 1 column \(target\) of another type/);
  const within = incompatibility('v1.0', [...BASE, more], earlier);
  assert.match(within ?? '', /adds 1 column \(feature_b\) within the version.*next minor version/);
});

it('reads the columns of what lies in the folder: the same version first, then the newest before it', async () => {
  for (const [version, columns] of [
    ['v1.0', BASE],
    ['v1.1', [...BASE, more]],
  ] as const) {
    await mkdir(join(folder, version));
    createParquetFile(join(folder, version, 'train.parquet'), columns).close();
  }
  await refuseIncompatible(folder, 'v1.1', [...BASE, more]);
  await refuseIncompatible(folder, 'v1.2', [...BASE, more, { name: 'feature_c', kind: 'int8' }]);
  await refuseIncompatible(folder, 'v2.0', BASE.slice(0, 1));
  await assert.rejects(refuseIncompatible(folder, 'v1.2', BASE), /v1\.2 lacks 1 column \(feature_b\), against v1\.1/);
  await assert.rejects(refuseIncompatible(folder, 'v1.0', BASE.slice(1)), /against v1\.0/);
});
