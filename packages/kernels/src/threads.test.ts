import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { type SharedColumns, columnResults, sharedMatrix } from './testing/columnResults.ts';
import { digest } from './testing/digest.ts';
import { kernelsDigest, syntheticColumns } from './testing/kernelsDigest.ts';

const COLUMNS = 37;
const digestOf = ({ ranks, residuals, solutions }: SharedColumns) =>
  digest([ranks, residuals, solutions].map(({ data }) => data));

test('1, 2 and 4 threads that split columns over shared memory give the bits of one column after the other', async () => {
  const expected = syntheticColumns(COLUMNS, sharedMatrix);
  for (let j = 0; j < COLUMNS; j += 1) columnResults(expected, j, j + 1);
  for (const threads of [1, 2, 4]) {
    const shared = syntheticColumns(COLUMNS, sharedMatrix);
    await Promise.all(
      Array.from({ length: threads }, async (_, k) => {
        const [from, to] = [k, k + 1].map((part) => Math.floor((part * COLUMNS) / threads));
        const worker = new Worker(new URL('./testing/columnsThread.ts', import.meta.url), {
          workerData: { shared, from, to },
        });
        try {
          await once(worker, 'message');
        } finally {
          await worker.terminate();
        }
      }),
    );
    assert.equal(digestOf(shared), digestOf(expected));
  }
});

test('a digest tells one bit from another and is the same twice', () => {
  assert.equal(kernelsDigest(), kernelsDigest());
  assert.notEqual(digest([Float64Array.of(1, 2)]), digest([Float64Array.of(1, 2 + 2 ** -51)]));
  assert.notEqual(digest([Float64Array.of(0)]), digest([Float64Array.of(-0)]));
});
