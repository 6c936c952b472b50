import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import type { MissingJson, ReleaseJson } from '@robata/market';
import { addressSigner, datasetService } from '@robata/tournament';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { deliveredFile, fedSeason } from './testing/fedSeason.ts';

const folder = await mkdtemp(join(tmpdir(), 'robata-graduation-'));
after(() => rm(folder, { recursive: true, force: true }));

const RECORDED = 300;
const LAST = 326;
const fileAt = (name: string): string => join(folder, 'v1.0', name);
const releaseNow = async (): Promise<ReleaseJson> =>
  JSON.parse(await readFile(fileAt('release.json'), 'utf8')) as ReleaseJson;
type Row = Record<string, string | number | null>;
const validationNow = async (): Promise<Row[]> =>
  (await parquetReadObjects({ file: await asyncBufferFromFile(fileAt('validation.parquet')), compressors })) as Row[];

it('lets live eras graduate while it is live: whole files at every moment, no value that is there changes, and a repetition takes nothing back', async () => {
  const service = datasetService({
    folder,
    rounds: { current: () => null, all: () => [] } as never,
    signer: addressSigner(Buffer.from('a secret of this test, long enough'), () => new Date('2026-01-01T00:00:00Z')),
    publicUrl: () => 'http://localhost',
    now: () => new Date('2026-01-01T00:00:00Z'),
  });
  const eras: number[] = [];
  let first: Row[] | null = null;
  let open: { handle: Awaited<ReturnType<typeof service.open>>['handle']; bytes: Buffer } | null = null;
  const { storage, blobs } = await fedSeason({
    recorded: RECORDED,
    input: { datasetFolder: folder },
    nextDay: async (market, { index }) => {
      const release = await releaseNow();
      const metadata = await parquetMetadataAsync(await asyncBufferFromFile(fileAt('validation.parquet')));
      assert.equal(Number(metadata.num_rows), release.files.validation.rows);
      eras.push(release.files.validation.eras);
      first ??= await validationNow();
      if (open === null) {
        // Somebody begins to download, and goes on when other files stand there.
        const url = new URL(await service.datasetUrl('v1.0/validation.parquet', { tournament: 'classic' }));
        const { handle } = await service.open('v1.0/validation.parquet', url.searchParams.get('token') ?? '');
        open = { handle, bytes: await readFile(fileAt('validation.parquet')) };
      }
      if (index >= LAST) return false;
      market.deliver(deliveredFile(index + 1), index);
      return true;
    },
  });
  const begun = open as unknown as { handle: { readFile(): Promise<Buffer>; close(): Promise<void> }; bytes: Buffer };
  assert.ok((await begun.handle.readFile()).equals(begun.bytes), 'the download is the file that it began with');
  await begun.handle.close();
  assert.ok(!(await readFile(fileAt('validation.parquet'))).equals(begun.bytes));

  assert.ok((eras.at(-1) as number) >= (eras[0] as number) + 4, eras.join(' '));
  assert.deepEqual(
    eras,
    eras.toSorted((a, b) => a - b),
  );
  const release = await releaseNow();
  assert.equal(release.graduated.length, (eras.at(-1) as number) - (eras[0] as number));
  const last = release.graduated.at(-1);
  assert.equal(last?.era, release.files.validation.last_era);
  assert.equal(release.as_of, last?.day);

  const before = first as unknown as Row[];
  const now = await validationNow();
  let came = 0;
  before.forEach((row, i) => {
    for (const [name, value] of Object.entries(row)) {
      if (value === null && now[i]?.[name] !== null) came += 1;
      else assert.equal(now[i]?.[name], value, `${name} of row ${i}`);
    }
  });
  assert.ok(came > 0, '60-day targets have followed');
  const resolved = (await storage.rounds()).filter(({ state }) => state === 'resolved').map(({ era }) => era);
  const rowsOf = (era: string): Row[] => now.filter((row) => row.era === era);
  for (const era of resolved) assert.ok(rowsOf(era).filter(({ target }) => target !== null).length > 70, `era ${era}`);
  const predicted = await parquetReadObjects({
    file: await asyncBufferFromFile(fileAt('meta_model.parquet')),
    compressors,
  });
  assert.deepEqual([...new Set(predicted.map(({ era }) => era as string))], resolved);

  const missing = JSON.parse(await readFile(fileAt('missing.json'), 'utf8')) as MissingJson;
  const features = Object.keys(now[0] as Row).filter((name) => name.startsWith('feature'));
  const isMissing = (row: Row): number => features.filter((name) => row[name] === null).length;
  assert.equal(
    missing.files.validation.missing,
    now.reduce((sum, row) => sum + isMissing(row), 0),
  );
  assert.equal(missing.files.validation.rows, now.length);

  // Begun again, it comes by its earlier days without putting older files in place of newer ones.
  const bytes = await readFile(fileAt('validation.parquet'));
  let looks = 0;
  await fedSeason({
    recorded: RECORDED,
    storage,
    blobs,
    input: { datasetFolder: folder },
    nextDay: async (market, { index }) => {
      looks += 1;
      assert.ok((await readFile(fileAt('validation.parquet'))).equals(bytes));
      if (index >= LAST) return false;
      market.deliver(deliveredFile(index + 1), index);
      return true;
    },
  });
  assert.equal(looks, LAST - RECORDED + 1);
});
