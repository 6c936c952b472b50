import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { memoryBlobs } from './blobs.ts';
import { folderBlobs } from './folderBlobs.ts';

const folder = mkdtempSync(join(tmpdir(), 'robata-blobs-'));
after(() => rmSync(folder, { recursive: true }));

for (const [name, blobs] of [
  ['memory', memoryBlobs()],
  ['folder', folderBlobs(folder)],
] as const) {
  describe(`blobs contract: ${name}`, () => {
    it('gives back the last bytes put, and null where none were', async () => {
      await blobs.put('rounds/1/kit.json.gz', new Uint8Array([1]));
      await blobs.put('rounds/1/kit.json.gz', new Uint8Array([2, 3]));
      assert.deepEqual([...((await blobs.get('rounds/1/kit.json.gz')) ?? [])], [2, 3]);
      assert.equal(await blobs.get('rounds/2/kit.json.gz'), null);
    });

    it('is read in pieces too: all of it, a range to its last byte, and null where there is none', async () => {
      await blobs.put('rounds/3/kit.npz', new Uint8Array([1, 2, 3, 4]));
      const opened = await blobs.open('rounds/3/kit.npz');
      assert.equal(opened?.size, 4);
      for (const [range, expected] of [
        [undefined, [1, 2, 3, 4]],
        [{ first: 1, last: 2 }, [2, 3]],
        [{ first: 3, last: 3 }, [4]],
      ] as const) {
        assert.deepEqual(Buffer.concat((await opened?.read(range).toArray()) ?? []), Buffer.from(expected));
      }
      assert.equal(await blobs.open('rounds/4/kit.npz'), null);
    });

    it('refuses a key that could leave its place', async () => {
      for (const key of ['../x', '/x', 'a/../b', 'A', '', 'a//b', '.hidden']) {
        await assert.rejects(() => blobs.put(key, new Uint8Array()), RangeError);
        await assert.rejects(async () => blobs.get(key), RangeError);
      }
    });
  });
}

it('leaves no part of a blob behind', () => {
  assert.deepEqual(readdirSync(join(folder, 'rounds', '1')), ['kit.json.gz']);
});
