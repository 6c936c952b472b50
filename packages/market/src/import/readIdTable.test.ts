import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { column } from '@robata/kernels';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { DataRefusedError } from '../panel.ts';
import { type IdTableOptions, readIdTable } from './readIdTable.ts';

const folder = mkdtempSync(join(tmpdir(), 'robata-id-table-'));
after(() => rm(folder, { recursive: true }));

async function put(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

const parquet = (columnData: ColumnSource[], rowGroupSize?: number): Uint8Array =>
  new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize }));

async function refuses(content: string | Uint8Array, pattern: RegExp, options?: IdTableOptions): Promise<void> {
  const path = await put('refused', content);
  await assert.rejects(readIdTable(path, options), (error: Error) => {
    assert.ok(error instanceof DataRefusedError, String(error.stack));
    assert.match(error.message, /^refused: [^\n]+\.$/);
    assert.match(error.message, pattern);
    return true;
  });
}

const TEXT = 'id,a_b,ab,era\nx,1,-2.5,7\n y ,,1e-3,7\nz,nan,0,7\n';

describe('readIdTable', () => {
  it('reads CSV, plain or gzip, with the names and the order of the file; missing numbers are NaN', async () => {
    for (const content of [TEXT, `\uFEFF${TEXT.replaceAll('\n', '\r\n')}`, gzipSync(TEXT), TEXT.replaceAll(',', ';')]) {
      const table = await readIdTable(await put('table', content), { labels: ['era', 'date'] });
      assert.deepEqual(table.ids, ['x', 'y', 'z']);
      assert.deepEqual(table.names, ['a_b', 'ab']);
      assert.deepEqual([...column(table.values, 0)], [1, Number.NaN, Number.NaN]);
      assert.deepEqual([...column(table.values, 1)], [-2.5, 1e-3, 0]);
    }
  });

  it('reads Parquet of several row groups and number types, the ids in any place', async () => {
    const rows = [0, 1, 2, 3, 4];
    const content = parquet(
      [
        { name: 'double', data: rows.map((i) => (i === 3 ? null : i / 3)), type: 'DOUBLE', nullable: true },
        { name: 'long', data: rows.map(BigInt), type: 'INT64' },
        { name: 'int', data: rows, type: 'INT32' },
        { name: 'id', data: rows.map((i) => `s${i}`), type: 'STRING' },
      ],
      2,
    );
    const table = await readIdTable(await put('table.csv', content));
    assert.deepEqual(table.ids, ['s0', 's1', 's2', 's3', 's4']);
    assert.deepEqual(table.names, ['double', 'long', 'int']);
    assert.deepEqual([...column(table.values, 0)], [0, 1 / 3, 2 / 3, Number.NaN, 4 / 3]);
    assert.deepEqual([...column(table.values, 1)], rows);
    assert.deepEqual([...column(table.values, 2)], rows);
  });

  it('takes the first of several names of the ids', async () => {
    const path = await put('stakes.csv', 'model,stake\nalice,3\n');
    assert.deepEqual((await readIdTable(path, { idNames: ['id', 'model'] })).ids, ['alice']);
  });

  it('refuses what is no table of numbers by id, naming row and remedy', async () => {
    await refuses('id,a\nx,1\nx,2\n', /row 2 has the id "x" of row 1 again; keep one of them/);
    await refuses('id,a\nx,1\n,2\n', /row 2 has no id/);
    await refuses('id,a\nx,1\ny,high\n', /row 2 has a "high"; it must be a finite number/);
    await refuses('id,a\nx,1e999\n', /row 1 has a "1e999"/);
    await refuses('id,a\nx\n', /row 1 has 1 field and the header has 2/);
    await refuses('id,a,a\nx,1,2\n', /column "a" stands there twice/);
    await refuses('id,a,\nx,1,2\n', /column 3 has no name/);
    await refuses('name,a\nx,1\n', /column "id" is missing/);
    await refuses('id,a\n', /no rows/);
    await refuses('id\nx\n', /no column of numbers/);
    await refuses(TEXT.replace('0,7', '0,8'), /"era" holds "7" and, in row 3, "8"/, { labels: ['era'] });
  });

  it('refuses Parquet of other cells than finite numbers, and of damaged pages', async () => {
    const id: ColumnSource = { name: 'id', data: ['x', 'y'], type: 'STRING' };
    await refuses(parquet([id, { name: 'a', data: [1, Infinity], type: 'DOUBLE' }]), /row 2 has a "Infinity"/);
    await refuses(parquet([id, { name: 'a', data: ['1', 'b'], type: 'STRING' }]), /row 1 has a "1"/);
    await refuses(parquet([id, { name: 'a', data: [true, false], type: 'BOOLEAN' }]), /row 1 has a "true"/);
    const many = Array.from({ length: 500 }, (_, i) => i / 7);
    const whole = parquet([
      { name: 'id', data: many.map(String), type: 'STRING' },
      { name: 'a', data: many, type: 'DOUBLE' },
    ]);
    await refuses(Uint8Array.from(whole).fill(0xee, 20, whole.length / 2), /damaged/);
    await refuses(whole.subarray(0, whole.length - 1), /cut off/);
  });

  it('refuses more cells than a cross-section has before it has read them all', async () => {
    const header = `id,${Array.from({ length: 5000 }, (_, j) => `m${j}`).join(',')}\n`;
    const row = `${',1'.repeat(5000)}\n`;
    const rows = Array.from({ length: 12 }, (_, i) => `x${i}${row}`);
    const table = await readIdTable(await put('wide.csv', header + rows.join('')));
    assert.equal(table.values.columns, 5000);
    await refuses(
      `id,a\n${Array.from({ length: 1_000_001 }, (_, i) => `${i},1\n`).join('')}`,
      /more than 1000000 rows/,
    );
  });
});
