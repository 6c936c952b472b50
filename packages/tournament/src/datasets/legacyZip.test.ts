import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { crc32, inflateRawSync } from 'node:zlib';
import { parquetOf } from '../submissions/testing/liveFile.ts';
import { legacyZip } from './legacyZip.ts';
import { writeZip } from './zipFile.ts';

/** Reads a zip through its central directory, as unzip does, 64-bit fields and all. */
function filesOf(zip: Buffer): Map<string, string> {
  const end = zip.length - 22;
  assert.equal(zip.readUInt32LE(end), 0x06054b50);
  assert.equal(zip.readUInt32LE(end - 20), 0x07064b50);
  const end64 = Number(zip.readBigUInt64LE(end - 20 + 8));
  assert.equal(zip.readUInt32LE(end64), 0x06064b50);
  let at = Number(zip.readBigUInt64LE(end64 + 48));
  const files = new Map<string, string>();
  for (let left = Number(zip.readBigUInt64LE(end64 + 32)); left > 0; left--) {
    assert.equal(zip.readUInt32LE(at), 0x02014b50);
    const [crc, nameLength, extraLength] = [
      zip.readUInt32LE(at + 16),
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
    ];
    const name = zip.toString('latin1', at + 46, at + 46 + nameLength);
    const extra = at + 46 + nameLength + 4;
    const [size, packed, local] = [0, 8, 16].map((offset) => Number(zip.readBigUInt64LE(extra + offset))) as [
      number,
      number,
      number,
    ];
    assert.equal(zip.readUInt32LE(local), 0x04034b50);
    assert.equal(zip.readUInt32LE(local + 14), crc);
    const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const content = inflateRawSync(zip.subarray(begin, begin + packed));
    assert.equal(content.length, size);
    assert.equal(crc32(content), crc);
    files.set(name, content.toString());
    at = extra - 4 + extraLength;
  }
  return files;
}

test('the zip of old holds the training rows, and the validation rows before the live ones, whose targets are empty', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'robata-legacy-'));
  const file = async (name: string, ids: string[], targets: (number | null)[] | null) => {
    const path = join(folder, `${name}.parquet`);
    const target = targets === null ? [] : [{ name: 'target', data: targets as number[], type: 'DOUBLE' as const }];
    await writeFile(path, parquetOf([{ name: 'id', data: ids, type: 'STRING' }, ...target]));
    return path;
  };
  const train = await file('train', ['a', 'b'], [0.25, null]);
  const validation = await file('validation', ['c'], [0.75]);
  const live = await file('live', ['d,"x"'], null);
  await mkdir(join(folder, 'out'));
  await legacyZip({ train, validation, live }, join(folder, 'out', 'data.zip'));
  assert.deepEqual(
    filesOf(await readFile(join(folder, 'out', 'data.zip'))),
    new Map([
      ['numerai_training_data.csv', 'id,target\na,0.25\nb,\n'],
      ['numerai_tournament_data.csv', 'id,target\nc,0.75\n"d,""x""",\n'],
    ]),
  );
  await rm(folder, { recursive: true });
});

test('a zip of contents that come in many pieces is the same bytes each time, and nothing is left of one that failed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'robata-zip-'));
  const pieces = async function* () {
    for (let i = 0; i < 300; i++) yield `${i} ä `.repeat(500);
  };
  const bytes: Buffer[] = [];
  for (const name of ['one', 'two']) {
    await writeZip(join(folder, name), [{ name: 'many.txt', content: pieces() }]);
    bytes.push(await readFile(join(folder, name)));
  }
  assert.ok(bytes[0]?.equals(bytes[1] as Buffer));
  const text = filesOf(bytes[0] as Buffer).get('many.txt') ?? '';
  assert.equal(
    text.length,
    Array.from({ length: 300 }, (_, i) => 500 * `${i} ä `.length).reduce((a, b) => a + b),
  );
  const failing = async function* () {
    yield 'x';
    throw new Error('no more');
  };
  await assert.rejects(writeZip(join(folder, 'three'), [{ name: 'x', content: failing() }]), /no more/);
  await assert.rejects(readFile(join(folder, 'three')));
  await assert.rejects(readFile(join(folder, 'three.part')));
  await rm(folder, { recursive: true });
});
