import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Matrix, columnRange } from '@robata/kernels';
import { blockBuffer, collected, eachBlock, rowsOfColumns } from './columnBlocks.ts';
import { rowsOf } from './table.ts';
import { randomMatrix } from './testing/sampleData.ts';

const m = randomMatrix(4, 11, 1);
const blocks = { rows: 4, columns: 11, block: (from: number, to: number): Matrix => columnRange(m, from, to) };

test('blocks cover all columns once, in order, whatever their size', () => {
  for (const size of [1, 3, 11, 100]) {
    const data: number[] = [];
    eachBlock(
      blocks,
      (block, from) => {
        assert.equal(from, data.length / 4);
        data.push(...block.data);
      },
      size,
    );
    assert.deepEqual(data, [...m.data]);
  }
  eachBlock(randomMatrix(4, 0, 1), () => assert.fail('there are no columns'));
});

test('collected blocks are the matrix, and rows are chosen in every block', () => {
  assert.deepEqual(collected(blocks), m);
  assert.deepEqual(collected(rowsOfColumns(blocks, [2, 0])), rowsOf(m, [2, 0]));
});

test('a buffer serves blocks of any width, one after the other', () => {
  const buffer = blockBuffer(3);
  for (const width of [2, 5, 0, 4]) assert.equal(buffer(width).data.length, 3 * width);
  assert.equal(buffer(5).data.buffer, buffer(2).data.buffer);
});
