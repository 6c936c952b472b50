import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { writeSignalsFiles } from './writeSignalsFiles.ts';

it('writes tickers in their own order, with targets where they are known, and nothing half', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signals-'));
  try {
    const era = (day: string, target: number[]) => ({
      day,
      tickers: ['ZZ', 'AA', 'MM'],
      securities: ['ZZ~1', 'AA', 'MM'],
      targets: new Map([['raw_20', Float64Array.from(target)]]),
    });
    const live = { ...era('2024-01-12', []), targets: new Map<string, Float64Array>() };
    const names = await writeSignalsFiles(folder, 'v1.0', {
      live,
      train: [era('2024-01-05', [0, 1, Number.NaN])],
      neutralizers: '{}\n',
    });
    assert.deepEqual(names, ['live.parquet', 'universe.parquet', 'train.parquet', 'neutralizers.json']);
    assert.deepEqual((await readdir(folder)).sort(), ['v1.0']);
    const read = async (name: string) =>
      parquetReadObjects({ file: await asyncBufferFromFile(join(folder, 'v1.0', name)), compressors });
    assert.deepEqual(await read('train.parquet'), [
      { numerai_ticker: 'AA', permanent_id: 'AA', date: '2024-01-05', data_type: 'train', target_raw_20: 1 },
      { numerai_ticker: 'MM', permanent_id: 'MM', date: '2024-01-05', data_type: 'train', target_raw_20: null },
      { numerai_ticker: 'ZZ', permanent_id: 'ZZ~1', date: '2024-01-05', data_type: 'train', target_raw_20: 0 },
    ]);
    const rows = await read('live.parquet');
    assert.deepEqual(
      rows.map((row) => [row['numerai_ticker'], row['data_type']]),
      [
        ['AA', 'live'],
        ['MM', 'live'],
        ['ZZ', 'live'],
      ],
    );
    assert.equal(await readFile(join(folder, 'v1.0/neutralizers.json'), 'utf8'), '{}\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
