import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ParquetWriteOptions } from 'hyparquet-writer';
import { NODE_DECOMPRESSORS } from '../predictions/nodeDecompressors.ts';
import type { PredictionFile } from '../predictions/predictionFormat.ts';
import { parquetOf } from '../testing/liveFile.ts';
import { diagnose, diagnoseEras, diagnosisOf } from './diagnose.ts';
import { type ReleaseFiles, type ValidationEra, validationData } from './validationEras.ts';

const ERAS = ['0007', '0008', '0009', '0010', '0011'];
const STOCKS = 30;
const FEATURES = ['wide', 'pair', 'one', 'gaps', 'none'];

const idOf = (at: number): string => `n${((at * 7919) % 1009).toString().padStart(4, '0')}`;
const rows = ERAS.flatMap((era, e) => Array.from({ length: STOCKS }, (_, i) => ({ era, at: e * STOCKS + i })));
/** All five bins, two of them, one alone, with missing values, and nothing but missing values. */
const cellOf = (feature: string, at: number): number | null => {
  if (feature === 'none' || (feature === 'gaps' && at % 3 === 0)) return null;
  if (feature === 'pair') return at % 2;
  return feature === 'one' ? 4 : (at * at + (at >> 2)) % 5;
};

const bufferOf = (bytes: Uint8Array<ArrayBuffer>) => ({
  byteLength: bytes.length,
  slice: (start: number, end?: number) => bytes.buffer.slice(start, end),
});

function releaseOf(
  options: Omit<ParquetWriteOptions, 'columnData' | 'writer'>,
  encoding?: 'PLAIN' | 'DELTA_BINARY_PACKED',
): ReleaseFiles {
  const validation = parquetOf(
    [
      { name: 'id', data: rows.map(({ at }) => idOf(at)), type: 'STRING' },
      { name: 'era', data: rows.map(({ era }) => era), type: 'STRING' },
      ...FEATURES.map((name) => ({
        name,
        data: rows.map(({ at }) => cellOf(name, at)),
        type: 'INT32' as const,
        nullable: true,
        ...(encoding && { encoding }),
      })),
      { name: 'target', data: rows.map(({ at }) => ((at * 5) % 9) / 8), type: 'DOUBLE' },
    ],
    options,
  );
  return {
    features: JSON.stringify({ feature_sets: { medium: FEATURES } }),
    validation: bufferOf(validation),
    example: null,
    metaModel: null,
    decompressors: NODE_DECOMPRESSORS,
  };
}

async function read(files: ReleaseFiles, part?: { number: number; of: number }): Promise<ValidationEra[]> {
  const eras: ValidationEra[] = [];
  for await (const era of (await validationData(files)).eras(part)) eras.push(era);
  return eras;
}

const WRITINGS = [
  ['a dictionary', undefined, {}],
  ['plain numbers', 'PLAIN', {}],
  ['an encoding that only the general reader knows', 'DELTA_BINARY_PACKED', {}],
  ['small pages', undefined, { pageSize: 40 }],
  ['no compression', undefined, { codec: 'UNCOMPRESSED' }],
] as const;

for (const [name, encoding, options] of WRITINGS) {
  test(`bins are read as they were written, in ascending order of id: ${name}`, async () => {
    for (const rowGroupSize of [17, STOCKS, 1000]) {
      const eras = await read(releaseOf({ ...options, rowGroupSize }, encoding));
      assert.deepEqual(
        eras.map(({ era }) => era),
        ERAS,
      );
      eras.forEach(({ ids, features }, e) => {
        const expected = rows
          .slice(e * STOCKS, (e + 1) * STOCKS)
          .map(({ at }) => at)
          .sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
        assert.deepEqual(ids, expected.map(idOf));
        assert.deepEqual(
          [...features.data],
          FEATURES.flatMap((feature) => expected.map((at) => cellOf(feature, at) ?? 2)),
        );
      });
    }
  });
}

test('parts are the whole, each era in one of them, wherever row groups end', async () => {
  for (const rowGroupSize of [7, 17, STOCKS, 64, 1000]) {
    const files = releaseOf({ rowGroupSize });
    const whole = (await read(files)).map(({ era, ids, features }) => ({ era, ids, features }));
    for (const count of [1, 2, 3, 9]) {
      const parts = [];
      for (let number = 0; number < count; number++) parts.push(...(await read(files, { number, of: count })));
      assert.deepEqual(
        parts.map(({ era, ids, features }) => ({ era, ids, features })),
        whole,
        `${count} parts of ${rowGroupSize}`,
      );
    }
  }
});

test('a diagnosis joined from parts has the bits of one made at once, in whatever order the file is', async () => {
  const data = await validationData(releaseOf({ rowGroupSize: 17 }));
  const fileOf = (order: readonly number[]): PredictionFile => ({
    idColumn: 'id',
    valueColumn: 'prediction',
    ids: order.map(idOf),
    values: Float64Array.from(order, (at) => ((at * 37) % 101) / 101),
  });
  const order = rows.map(({ at }) => at);
  const options = { directionOf: async () => null, proportions: [0, 0.5, 1] };
  const whole = await diagnose(fileOf(order), data, options);
  const eras = [];
  for (const number of [0, 1, 2])
    eras.push(...(await diagnoseEras(fileOf(order), data, { ...options, part: { number, of: 3 } })));
  assert.deepEqual(diagnosisOf(fileOf(order), eras, data.features, options.proportions), whole);
  assert.deepEqual(await diagnose(fileOf(order.toReversed()), data, options), whole);
  assert.deepEqual(
    whole.detail?.exposures[0]?.map((value) => value === null),
    [false, false, true, false, true],
  );
  const more = fileOf([...order, 900]);
  assert.equal((await diagnose(more, data, options)).message, '1 rows are of no validation era and were left out.');
  await assert.rejects(diagnose(fileOf([...order, 3]), data, options), /Row 151, column id: ".*" stands there twice/);
});

test('bytes that end too early are refused', async () => {
  const files = releaseOf({ codec: 'UNCOMPRESSED' });
  const broken = new Uint8Array(files.validation.slice(0) as ArrayBuffer);
  broken.fill(0xff, 2500, 3500);
  await assert.rejects(read({ ...files, validation: bufferOf(broken) }));
});
