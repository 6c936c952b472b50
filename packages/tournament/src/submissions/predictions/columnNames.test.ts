import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { columnNames } from './columnNames.ts';

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

test('the columns of CSV and Parquet are named in their order', () => {
  assert.deepEqual(columnNames(bytesOf('\ufeff"id", ridge ,trees\r\nn1,1,2\r\n')), ['id', 'ridge', 'trees']);
  const parquet = parquetWriteBuffer({
    columnData: [
      { name: 'id', data: ['n1'], type: 'STRING' },
      { name: 'ridge', data: [0.5], type: 'DOUBLE' },
      { name: 'trees', data: [0.25], type: 'DOUBLE' },
    ],
  });
  assert.deepEqual(columnNames(new Uint8Array(parquet)), ['id', 'ridge', 'trees']);
});

test('of what cannot be read no columns are named', () => {
  for (const text of ['PAR1', 'PAR1 nothing but words PAR1', 'id;ridge\nn1;2\n', `${'x'.repeat(20_000)}\n`]) {
    assert.equal(columnNames(bytesOf(text)), null, text.slice(0, 20));
  }
  assert.equal(columnNames(new Uint8Array([0xff, 0xfe, 0x69])), null);
});
