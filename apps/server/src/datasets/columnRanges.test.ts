import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { addressSigner, datasetService, deprecate, memoryStorage } from '@robata/tournament';
import fastify from 'fastify';
import { asyncBufferFromUrl, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { parquetWriteFile } from 'hyparquet-writer';
import { registerDataPage } from './registerDataPage.ts';
import { registerDatasets } from './registerDatasets.ts';

const folder = await mkdtemp(join(tmpdir(), 'robata-ranges-'));
after(() => rm(folder, { recursive: true, force: true }));

/** A file as a release has it: eras of so many stocks, a row group for every two of them, some hundred features in five bins. */
const ROWS = 2_500;
const ERAS = 8;
const FEATURES = Array.from({ length: 150 }, (_, j) => `feature_${j}`);
/** Any numbers of the right shape, the same for the same place. */
const number = (place: number): number => ((place * 2_654_435_761) % 4_294_967_296) / 4_294_967_296;
const binOf = (era: number, feature: number, row: number): number =>
  Math.floor(number(number(era * 1e6 + feature * 1e4 + row) * 1e9) * 5);
const targetOf = (era: number, row: number): number => binOf(era, 999, row) / 4;
const rowsOf = <T>(value: (era: number, row: number) => T): T[] =>
  Array.from({ length: ERAS * ROWS }, (_, place) => value(Math.floor(place / ROWS) + 1, place % ROWS));
const eraName = (era: number): string => String(era).padStart(4, '0');
await mkdir(join(folder, 'v1.0'));
parquetWriteFile({
  filename: join(folder, 'v1.0', 'train.parquet'),
  columnData: [
    { name: 'id', data: rowsOf((era, row) => `n${era}x${row}`), type: 'STRING' },
    { name: 'era', data: rowsOf(eraName), type: 'STRING' },
    ...FEATURES.map((name, j) => ({ name, data: rowsOf((era, row) => binOf(era, j, row)), type: 'INT32' as const })),
    { name: 'target', data: rowsOf(targetOf), type: 'DOUBLE' },
  ],
  rowGroupSize: 2 * ROWS,
});
await writeFile(join(folder, 'v1.0', 'features.json'), '{}');

const app = fastify();
let address = '';
const datasets = datasetService({
  folder,
  rounds: { current: () => null } as never,
  signer: addressSigner(Buffer.from('a secret of this test, long enough'), () => new Date()),
  publicUrl: () => address,
  now: () => new Date(),
});
registerDatasets(app, { datasets });
registerDataPage(app, { reader: memoryStorage(), files: { datasets, folder } });
address = await app.listen({ port: 0, host: '127.0.0.1' });
after(() => app.close());

it("reads two columns of one era over the network without the file's other bytes", async () => {
  const url = `${address}/api/data/files/v1.0`;
  let bytes = 0;
  const counted: typeof fetch = async (...request) => {
    const response = await fetch(...request);
    if (response.status === 206) bytes += Number(response.headers.get('content-length'));
    else
      assert.equal((request[1]?.method ?? 'GET') === 'HEAD', true, `the whole file was asked for: ${response.status}`);
    return response;
  };
  const file = await asyncBufferFromUrl({ url: `${url}/train.parquet`, fetch: counted });
  const metadata = await parquetMetadataAsync(file, { initialFetchSize: 2 ** 16 });
  const footer = bytes;
  const wanted = 5;
  const group = Math.floor((wanted - 1) / 2);
  const rowStart = group * 2 * ROWS;
  const feature = 'feature_7';
  const rows = (
    await parquetReadObjects({
      file,
      metadata,
      compressors,
      columns: ['era', feature, 'target'],
      rowStart,
      rowEnd: rowStart + 2 * ROWS,
    })
  ).filter(({ era }) => era === eraName(wanted));
  const stocks = Array.from({ length: ROWS }, (_, row) => row);
  assert.deepEqual(
    rows.map((row) => row[feature]),
    stocks.map((row) => binOf(wanted, 7, row)),
  );
  assert.deepEqual(
    rows.map(({ target }) => target),
    stocks.map((row) => targetOf(wanted, row)),
  );
  const whole = (await stat(join(folder, 'v1.0', 'train.parquet'))).size;
  if (process.env['ROBATA_FIGURES'] !== undefined)
    process.stdout.write(`# ${bytes - footer} bytes of columns and ${footer} of the footer, of ${whole}\n`);
  assert.ok(bytes - footer < whole / 100, `${bytes - footer} of ${whole} bytes for the columns`);
  assert.ok(bytes < whole / 5, `${bytes} of ${whole} bytes in all`);
});

it('tells with every file of a version that goes that it does, and with no other', async () => {
  await deprecate(folder, {
    version: 'v1.0',
    use: 'v1.1',
    since: '2026-11-23',
    until: '2027-01-31',
    sentence: 'It has more features.',
  });
  const response = await fetch(`${address}/api/data/files/v1.0/features.json`);
  assert.equal(response.headers.get('deprecation'), `@${Date.parse('2026-11-23') / 1000}`);
  assert.equal(response.headers.get('sunset'), 'Sun, 31 Jan 2027 23:59:59 GMT');
  assert.match(
    response.headers.get('warning') ?? '',
    /^299 robata "The data v1\.0 are deprecated: use v1\.1\. It has more features\."$/,
  );
  assert.match(
    response.headers.get('link') ?? '',
    /<\/api\/data\/files\/v1\.1\/features\.json>; rel="successor-version"/,
  );
  await deprecate(folder, { version: 'v0.9', use: 'v1.0', since: '2026-11-23', until: null, sentence: 'Old.' });
  assert.equal((await datasets.deprecations()).length, 2);
  for (const wrong of [{ use: '../v1' }, { until: '2026-01-01' }, { sentence: ' ' }, { use: 'v1.0' }]) {
    await assert.rejects(
      deprecate(folder, { version: 'v1.0', use: 'v1.1', since: '2026-11-23', until: null, sentence: 'x', ...wrong }),
      { code: 'invalid_field' },
    );
  }
});
