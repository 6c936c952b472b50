import { mkdir } from 'node:fs/promises';
import { before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { assertRefused } from './robata.ts';
import { csvOf, parquetOf, smallEra } from './smallFiles.ts';
import { temporaryFiles } from './temporaryFiles.ts';

const era = smallEra();
const { at, put, putZeros } = temporaryFiles();

let predictions: string;
before(async () => {
  predictions = await put('predictions.csv', csvOf(era.predictions));
});

/** Every command that takes a file, with a path in the place of one of its files. */
const INPUTS: Readonly<Record<string, (path: string) => readonly string[]>> = {
  'score --predictions': (path) => ['score', '--predictions', path, '--json'],
  ...Object.fromEntries(
    ['targets', 'features', 'meta-model', 'stakes', 'neutralizers', 'sample-weights'].map((option) => [
      `score --${option}`,
      (path: string) => ['score', '--predictions', predictions, `--${option}`, path, '--json'],
    ]),
  ),
  'optimize --problem': (path) => ['optimize', '--problem', path, '--json'],
  'contribution --kit': (path) => ['contribution', '--kit', path, '--json'],
};

describe('a file that cannot be used gets one sentence, little memory and nothing on stdout', {
  concurrency: 2,
}, () => {
  for (const [input, wordsFor] of Object.entries(INPUTS)) {
    const name = input.replace(/\W+/g, '-');
    it(`${input}: 1 GB of zeros`, async () => {
      await assertRefused(wordsFor(await putZeros(`zeros-${name}`)), /no text|not text/);
    });
    it(`${input}: a file that is not there`, async () => {
      await assertRefused(wordsFor(at('absent')), /no such file|is not there/);
    });
    it(`${input}: a folder`, async () => {
      await mkdir(at(`folder-${name}`));
      await assertRefused(wordsFor(at(`folder-${name}`)), /is a folder|is not a file/);
    });
    it(`${input}: an empty file`, async () => {
      await assertRefused(wordsFor(await put(`empty-${name}`, '')), /is empty/);
    });
    it(`${input}: a picture`, async () => {
      await assertRefused(wordsFor(await put(`picture-${name}.csv`, '\x89PNG\r\n\x1a\n\0\0')), /\./);
    });
  }

  const tables: [what: string, write: (name: string) => Promise<string>, pattern: RegExp][] = [
    ['a header and 1 GB of zeros', (name) => putZeros(name, 'id,alice\nn000,1\n'), /no text/],
    ['the beginning of a Parquet file and 1 GB of zeros', (name) => putZeros(name, 'PAR1'), /cut off/],
    ['gzip of 64 MB of zeros', (name) => put(name, gzipSync(Buffer.alloc(2 ** 26))), /no text/],
    ['a line of 64 MB', (name) => put(name, gzipSync(`id,alice\n${'1'.repeat(2 ** 26)}\n`)), /longer than 1 MB/],
    ['Parquet that is cut off', (name) => put(name, parquetOf(era.predictions).subarray(0, 200)), /cut off/],
    ['Parquet whose middle is lost', (name) => put(name, withoutMiddle(parquetOf(era.predictions))), /damaged/],
    ['Parquet of nothing', (name) => put(name, 'PAR1\0\0\0\0PAR1'), /damaged/],
    ['Parquet of more footer than file', (name) => put(name, 'PAR1\xff\xff\xff\x7fPAR1'), /damaged/],
    [
      'text that is not UTF-8',
      (name) => put(name, Uint8Array.from([105, 100, 44, 97, 10, 233, 44, 49, 10])),
      /not UTF-8/,
    ],
    [
      'a number beyond all in Parquet',
      (name) => put(name, parquetOf({ id: ['a'], alice: [Infinity] })),
      /row 1 has alice "Infinity"/,
    ],
  ];
  for (const [at, [what, write, pattern]] of tables.entries()) {
    it(`score: ${what}`, async () => {
      await assertRefused(['score', '--predictions', await write(`table-${at}`), '--json'], pattern);
    });
  }

  it('contribution: gzip that unpacks to 600 MB', async () => {
    const chunk = gzipSync(Buffer.alloc(100 * 2 ** 20));
    const path = await put('kit.json.gz', Buffer.concat([chunk, chunk, chunk, chunk, chunk, chunk]));
    await assertRefused(['contribution', '--kit', path, '--json'], /is not text/);
  });
});

/** The bytes with a stretch of them overwritten, header and footer in place. */
function withoutMiddle(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes).fill(0xee, 20, Math.floor(bytes.length / 2));
}
