import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { archiveOf, checkArchive, type Part, readArchive } from './archive.ts';

const folder = mkdtempSync(join(tmpdir(), 'robata-archive-'));
after(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const CONTENTS: Readonly<Record<string, Buffer>> = {
  'manifest.json': Buffer.from('{}\n'),
  'files/empty': Buffer.alloc(0),
  'files/a/block': Buffer.alloc(512, 'x'),
  'files/a/large': Buffer.from(Float64Array.from({ length: 100_000 }, (_, n) => Math.sqrt(n)).buffer),
};

async function* parts(contents = CONTENTS, length = (bytes: Buffer) => bytes.length): AsyncGenerator<Part> {
  for (const [name, bytes] of Object.entries(contents)) {
    const content = (async function* () {
      for (let start = 0; start < bytes.length; start += 1_000) yield bytes.subarray(start, start + 1_000);
    })();
    yield { name, bytes: length(bytes), content };
  }
}

async function contentsOf(path: string): Promise<Record<string, Buffer>> {
  const read: Record<string, Buffer> = {};
  for await (const { name, content } of readArchive(path)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk);
    read[name] = Buffer.concat(chunks);
  }
  return read;
}

const good = at('good.tgz');
await writeFile(good, archiveOf(parts()));

test('an archive gives its parts back, in order, and the same parts are the same bytes', async () => {
  await checkArchive(good);
  const read = await contentsOf(good);
  assert.deepEqual(Object.keys(read), Object.keys(CONTENTS));
  assert.deepEqual(read, CONTENTS);
  await writeFile(at('again.tgz'), archiveOf(parts()));
  assert.deepEqual(readFileSync(at('again.tgz')), readFileSync(good));
});

test('tar and sha256sum understand it', () => {
  execFileSync('tar', ['xzf', good, '-C', folder]);
  const sums = execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' });
  assert.equal(
    sums,
    Object.keys(CONTENTS)
      .map((name) => `${name}: OK\n`)
      .join(''),
  );
});

test('a byte changed anywhere, and an end that is missing, are found', async () => {
  const bytes = readFileSync(good);
  const path = at('bad.tgz');
  const places = [...Array.from({ length: 60 }, (_, n) => Math.floor((bytes.length * n) / 60)), bytes.length - 1];
  for (const place of places) {
    const changed = Buffer.from(bytes);
    changed[place] = (changed[place] as number) ^ 0x10;
    for (const content of [changed, bytes.subarray(0, place)]) {
      writeFileSync(path, content);
      await assert.rejects(checkArchive(path), { code: 'backup_damaged' }, `${place}`);
    }
  }
});

test('a part that is exchanged under a right checksum of the whole is found by its own', async () => {
  const sums = execFileSync('tar', ['xzOf', good, 'SHA256SUMS']);
  await writeFile(
    at('forged.tgz'),
    archiveOf(parts({ ...CONTENTS, 'files/empty': Buffer.from('x'), SHA256SUMS: sums })),
  );
  await checkArchive(at('forged.tgz'));
  await assert.rejects(contentsOf(at('forged.tgz')), { code: 'backup_damaged' });
});

test('a part that is not as long as it said stops the backup', async () => {
  await assert.rejects(
    writeFile(at('short.tgz'), archiveOf(parts(CONTENTS, ({ length }) => length + 1))),
    /changed while it was backed up/,
  );
});

test('what is no archive at all is said to be none', async () => {
  writeFileSync(at('text'), 'hello '.repeat(1_000));
  await assert.rejects(checkArchive(at('text')), { code: 'backup_damaged' });
  await assert.rejects(checkArchive(at('nothing')), { code: 'backup_not_found' });
});
