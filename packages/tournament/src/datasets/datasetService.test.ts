import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { DomainError } from '../domainError.ts';
import { memoryLiveRounds } from '../submissions/liveRounds.ts';
import { addressSigner } from '../submissions/signedAddress.ts';
import { liveRound, parquetOf } from '../submissions/testing/liveFile.ts';
import { type DatasetService, datasetService } from './datasetService.ts';

const live = (seed: number) =>
  parquetOf([
    { name: 'id', data: ['a', 'b,"x"'], type: 'STRING' },
    { name: 'f', data: [seed, null] as number[], type: 'INT32' },
    { name: 'target', data: [0.25, null] as number[], type: 'DOUBLE' },
  ]);

describe('datasets', () => {
  let folder: string;
  let datasets: DatasetService;
  const clock = { time: new Date('2026-01-03T19:00:00Z') };
  const rounds = memoryLiveRounds();
  const write = async (name: string, bytes: Uint8Array | string) => {
    await writeFile(join(folder, `${name}.new`), bytes);
    await rename(join(folder, `${name}.new`), join(folder, name));
  };
  const tokenOf = (url: string): [string, string] => {
    const { pathname, searchParams } = new URL(url);
    return [pathname.replace('/datasets/', ''), searchParams.get('token') ?? ''];
  };
  const textOf = async (url: string): Promise<string> => {
    const { handle } = await datasets.open(...tokenOf(url));
    const text = await handle.readFile('latin1');
    await handle.close();
    return text;
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'robata-datasets-'));
    await mkdir(join(folder, 'v1.0'));
    await write('v1.0/live.parquet', live(1));
    await write('v1.0/train.parquet', 'train one');
    await write('v1.0/features.json', '{}');
    await write('v1.0/secret.key', 'no');
    clock.time = new Date('2026-01-03T19:00:00Z');
    rounds.set('classic', [liveRound(7, 2)]);
    const now = () => clock.time;
    const signer = addressSigner(new Uint8Array(32), now);
    datasets = datasetService({ folder, rounds, signer, publicUrl: () => 'http://tournament.test', now });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const classic = { tournament: 'classic' as const };

  it('names files as clients ask for them, live ones by round too, with CSV twins', async () => {
    assert.deepEqual(await datasets.publishRound('classic', 7), [
      'v1.0/live.csv',
      'v1.0/live_7.csv',
      'v1.0/live_7.parquet',
    ]);
    const names = await datasets.datasetFiles('classic');
    for (const name of [
      'v1.0/train.parquet',
      'v1.0/live_7.csv',
      'numerai_live_data.parquet',
      'numerai_live_data.csv',
      'v4/live_7.parquet',
      'features.json',
    ]) {
      assert.ok(names.includes(name), name);
    }
    assert.ok(!names.some((name) => /secret|validation/.test(name)), 'only what is there and published');
    assert.equal(await readFile(join(folder, 'v1.0/live.csv'), 'utf8'), 'id,f,target\na,1,0.25\n"b,""x""",,\n');
    assert.deepEqual(await datasets.datasetFiles('signals'), []);
  });

  it('keeps the live file of each round when the next release comes', async () => {
    await datasets.publishRound('classic', 7);
    const seventh = await textOf(await datasets.datasetUrl('v1.0/live.csv', classic));
    await write('v1.0/live.parquet', live(2));
    await datasets.publishRound('classic', 8);
    rounds.set('classic', [liveRound(8, 2)]);
    const get = async (name: string, round?: number) =>
      textOf(await datasets.datasetUrl(name, { ...classic, ...(round !== undefined && { round }) }));
    assert.equal(await get('v1.0/live_7.csv'), seventh);
    assert.equal(await get('v1.0/live.csv', 7), seventh);
    assert.equal(await get('numerai_live_data.csv', 7), seventh);
    assert.notEqual(await get('v1.0/live.csv'), seventh);
    assert.ok((await datasets.datasetFiles('classic', 7)).includes('v1.0/live_7.parquet'));
    assert.ok(!(await datasets.datasetFiles('classic', 7)).includes('v1.0/live.parquet'));
    await assert.rejects(get('v1.0/live.csv', 3), { code: 'unknown_dataset' });
  });

  it('gives an address to the very bytes of that moment, whatever replaces the file', async () => {
    const url = await datasets.datasetUrl('numerai_training_data.parquet', classic);
    assert.match(url, /^http:\/\/tournament\.test\/datasets\/v1\.0\/train\.parquet\?token=/);
    await write('v1.0/train.parquet', 'train two');
    assert.equal(await textOf(url), 'train one');
    assert.equal(await textOf(await datasets.datasetUrl('v1.0/train.parquet', classic)), 'train two');
    clock.time = new Date(Date.now() + 3 * 86_400_000);
    assert.equal(await datasets.sweep(), 1);
    assert.equal((await readdir(join(folder, '.served'))).length, 1);
  });

  it('makes the zip of old once for each release, and keeps that of the release before', async () => {
    await assert.rejects(datasets.datasetUrl('numerai_datasets.zip', classic), { code: 'unknown_dataset' });
    await write('v1.0/train.parquet', live(1));
    await write('v1.0/validation.parquet', live(2));
    const zips = async () => (await readdir(join(folder, '.served'))).filter((name) => name.startsWith('legacy-'));
    const urls = await Promise.all([1, 2, 3].map(() => datasets.datasetUrl('numerai_datasets.zip', classic)));
    const first = await textOf(urls[0] as string);
    assert.match(first, /numerai_training_data\.csv.*numerai_tournament_data\.csv/s);
    assert.deepEqual(new Set(await Promise.all(urls.map(textOf))), new Set([first]));
    assert.equal((await zips()).length, 1);
    for (let seed = 3; seed < 6; seed++) {
      await write('v1.0/live.parquet', live(seed));
      assert.notEqual(await textOf(await datasets.datasetUrl('numerai_datasets.zip', classic)), first);
      assert.equal((await zips()).length, 2);
    }
    await assert.rejects(textOf(urls[0] as string), { code: 'file_gone' });
    await assert.rejects(datasets.datasetUrl('numerai_datasets.zip', { tournament: 'signals' }), {
      code: 'unknown_dataset',
    });
  });

  it('refuses what is not there, path tricks, and addresses that are stolen, changed or old', async () => {
    const tricks = [
      '',
      '../secret.key',
      'v1.0/../../etc/passwd',
      'v1.0/secret.key',
      '/etc/passwd',
      'v1.0',
      '.served',
      'v1.0/nothing.parquet',
      'constructor',
      'x'.repeat(5_000),
    ];
    for (const name of tricks) {
      await assert.rejects(datasets.datasetUrl(name, classic), (error: unknown) => {
        assert.ok(error instanceof DomainError && error.code === 'unknown_dataset', name);
        return error.sentence.length < 600;
      });
    }
    const [path, token] = tokenOf(await datasets.datasetUrl('v1.0/train.parquet', classic));
    for (const [p, t] of [
      ['v1.0/live.parquet', token],
      [path, ''],
      [path, 'a.b'],
      [path, `${token}x`],
      [path, token.replace(/^./, 'X')],
      [path, `${token}.x`],
      [path, 'x'.repeat(10_000)],
    ] as const) {
      await assert.rejects(datasets.open(p, t), { code: 'address_invalid' }, t.slice(0, 20));
    }
    clock.time = new Date('2026-01-04T19:00:01Z');
    await assert.rejects(datasets.open(path, token), { code: 'address_expired' });
  });
});
