import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAhead } from './readAhead.ts';

/** Reads that end when the test says so. */
function reads() {
  const begun: number[] = [];
  const ends = new Map<number, (end: { readonly failure?: Error }) => void>();
  const read = (item: number): Promise<string> => {
    begun.push(item);
    return new Promise((resolve, reject) => {
      ends.set(item, ({ failure }) => (failure === undefined ? resolve(`read ${item}`) : reject(failure)));
    });
  };
  return { begun, read, end: (item: number, failure?: Error) => ends.get(item)?.({ ...(failure && { failure }) }) };
}

test('results come in the order of the items, with so many reads under way and no more', async () => {
  const { begun, read, end } = reads();
  const results = readAhead([1, 2, 3, 4], 2, read);
  const first = results.next();
  assert.deepEqual(begun, [1, 2]);
  end(2);
  end(1);
  assert.deepEqual(await first, { done: false, value: [1, 'read 1'] });
  assert.deepEqual(begun, [1, 2, 3]);
  assert.deepEqual(await results.next(), { done: false, value: [2, 'read 2'] });
  assert.deepEqual(begun, [1, 2, 3, 4]);
  end(4);
  end(3);
  assert.deepEqual(await results.next(), { done: false, value: [3, 'read 3'] });
  assert.deepEqual(await results.next(), { done: false, value: [4, 'read 4'] });
  assert.deepEqual(await results.next(), { done: true, value: undefined });
});

test('a failure is told in its turn, even where it came before', async () => {
  const { read, end } = reads();
  const results = readAhead([1, 2, 3], 3, read);
  const first = results.next();
  end(2, new Error('the disk'));
  await new Promise((resolve) => setImmediate(resolve));
  end(1);
  assert.deepEqual(await first, { done: false, value: [1, 'read 1'] });
  await assert.rejects(results.next(), /the disk/);
  assert.deepEqual(await results.next(), { done: true, value: undefined });
});

test('of nothing there is nothing', async () => {
  const results = readAhead([], 8, () => Promise.reject(new Error('never asked')));
  assert.deepEqual(await results.next(), { done: true, value: undefined });
});
