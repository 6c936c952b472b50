import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ScoringError, validateClassicSubmission } from '@robata/scoring';
import fc from 'fast-check';
import { DomainError } from '../../domainError.ts';
import { liveValues } from '../liveValues.ts';
import { csvOf, liveRound, parquetOf, predictionOf } from '../testing/liveFile.ts';
import { readPredictions } from './predictionFile.ts';
import { CLASSIC_FORMAT } from './predictionFormat.ts';

const round = liveRound(12, 40);
const { ids } = round;
const expected = Float64Array.from(ids, (_, at) => predictionOf(at));

const bytesOf = (content: string | Uint8Array, encoding: BufferEncoding = 'utf8'): Uint8Array<ArrayBuffer> =>
  new Uint8Array(typeof content === 'string' ? Buffer.from(content, encoding) : content);

async function valuesOf(content: string | Uint8Array): Promise<Float64Array> {
  return liveValues(await readPredictions(bytesOf(content), CLASSIC_FORMAT), round).values;
}

async function refused(content: string | Uint8Array, code: string, sentence: RegExp): Promise<void> {
  await assert.rejects(valuesOf(content), (error: unknown) => {
    assert.ok(error instanceof DomainError, String(error));
    assert.match(`${error.code}: ${error.sentence}`, new RegExp(`^${code}: .*${sentence.source}`), error.sentence);
    assert.ok(error.remedy !== null, 'a remedy');
    return true;
  });
}

const parquetColumns = (change: { ids?: unknown[]; values?: unknown } = {}) => [
  { name: 'id', data: (change.ids ?? [...ids]) as string[], type: 'STRING' as const },
  { name: 'prediction', data: (change.values ?? expected) as Float64Array, type: 'DOUBLE' as const },
];

describe('reading predictions', () => {
  it('takes CSV in all the forms that people write', async () => {
    const plain = csvOf(ids);
    const lines = plain.trimEnd().split('\n');
    for (const form of [
      plain,
      plain.trimEnd(),
      `${plain}\n\r\n`,
      `\ufeff${plain}`,
      plain.replaceAll('\n', '\r\n'),
      plain.replace('prediction', 'probability'),
      lines.map((line) => line.split(',').reverse().join(',')).join('\n'),
      lines
        .map((line) =>
          line
            .split(',')
            .map((cell) => `"${cell}"`)
            .join(','),
        )
        .join('\n'),
      lines.map((line, at) => `${at === 0 ? 'era' : '0123'},${line},${at === 0 ? 'data_type' : 'live'}`).join('\n'),
      lines.map((line) => line.replace(',', ' , ')).join('\n'),
    ]) {
      assert.deepEqual(await valuesOf(form), expected, JSON.stringify(form.slice(0, 60)));
    }
    assert.deepEqual(await valuesOf(plain.replace(/,0\.(\d+)/, ',.$1')), expected);
    assert.deepEqual(await valuesOf(plain.replace(/,0\.(\d+)/, ',+0.$1e0')), expected);
  });

  it('takes Parquet with every compression that it names, and as pandas orders the columns', async () => {
    for (const codec of ['UNCOMPRESSED', 'SNAPPY'] as const) {
      assert.deepEqual(await valuesOf(parquetOf(parquetColumns(), { codec })), expected, codec);
      assert.deepEqual(await valuesOf(parquetOf(parquetColumns().reverse(), { codec, rowGroupSize: 7 })), expected);
    }
    const compressors = { GZIP: (input: Uint8Array) => new Uint8Array(gzipSync(input)) };
    assert.deepEqual(await valuesOf(parquetOf(parquetColumns(), { codec: 'GZIP', compressors })), expected);
  });

  it('says what is wrong with a CSV file, in which row and column, and what to do', async () => {
    const csv = csvOf(ids);
    const row = (at: number, line: string): string => {
      const lines = csv.split('\n');
      lines[at] = line;
      return lines.join('\n');
    };
    const id = ids[37] as string;
    await refused('', 'invalid_file_format', /empty/);
    await refused('id,prediction\n', 'invalid_file_format', /no rows/);
    await refused(csv.replaceAll(',', ';'), 'invalid_file_format', /semicolons/);
    await refused(csv.replaceAll(',', '\t'), 'invalid_file_format', /tabs/);
    await refused(bytesOf(`\ufeff${csv}`, 'utf16le'), 'invalid_file_format', /UTF-16/);
    await refused(bytesOf(csv, 'utf16le'), 'invalid_file_format', /UTF-16/);
    await refused(bytesOf(row(3, `n\xe9,0.5`), 'latin1'), 'invalid_file_format', /not UTF-8/);
    await refused(gzipSync(csv), 'invalid_file_format', /compressed archive/);
    await refused(Buffer.from('PK\u0003\u0004rest'), 'invalid_file_format', /compressed archive/);
    await refused(csv.replaceAll('\n', '\r'), 'invalid_file_format', /carriage returns/);
    await refused('x'.repeat(1_000_000), 'invalid_submission_headers', /1000000 characters/);
    await refused(
      csv.replace('id,', 'ticker,'),
      'invalid_submission_headers',
      /no column of ids \(id\) among "ticker", "prediction"/,
    );
    await refused(csv.replace('prediction', 'target'), 'invalid_submission_headers', /no column of values/);
    await refused(csv.replace('id,prediction', 'id,id'), 'invalid_submission_headers', /"id" stands there twice/);
    await refused(
      csv
        .split('\n')
        .map((line, at) => (line === '' ? '' : `${at === 0 ? '' : at},${line}`))
        .join('\n'),
      'invalid_submission_headers',
      /Column 1 has no name.*index=False/,
    );
    await refused(
      csv
        .split('\n')
        .map((line, at) => (line === '' ? '' : `${line},${at === 0 ? 'comment' : 'x'}`))
        .join('\n'),
      'invalid_submission_headers',
      /"comment"/,
    );
    await refused(row(3, id), 'invalid_file_format', /Row 3 has 1 field and the header has 2/);
    await refused(row(3, `${id},0,5`), 'invalid_file_format', /Row 3 has 3 fields/);
    await refused(row(3, `"${id},0.5`), 'invalid_file_format', /Row 3 has a quotation mark/);
    await refused(row(3, ''), 'invalid_file_format', /Row 3 is blank/);
    await refused(row(3, `${id},`), 'invalid_submission_values', /Row 3, column prediction: there is no value/);
    await refused(row(3, `${id},NaN`), 'invalid_submission_values', /Row 3, column prediction: there is no value/);
    await refused(
      row(3, `${id},inf`),
      'invalid_submission_values',
      /Row 3, column prediction: the value Infinity is above 1/,
    );
    await refused(
      row(3, `${id},-0.1`),
      'invalid_submission_values',
      /Row 3, column prediction: the value -0.1 is below 0/,
    );
    for (const text of ['abc', '0x1', '0b1', '1_0', '0.5.1', '--1', '=1+1']) {
      await refused(
        row(3, `${id},${text}`),
        'invalid_submission_values',
        new RegExp(`Row 3, column prediction: "${text.replaceAll(/[.+]/g, '\\$&')}" is not a number`),
      );
    }
    await refused(
      row(3, `${ids[39]},0.5`),
      'invalid_submission_ids',
      /Row 3, column id: "n12x0000039" stands in row 1 already/,
    );
    await refused(row(3, 'stranger,0.5'), 'invalid_submission_ids', /Row 3, column id: "stranger" is not in round 12/);
    await refused(row(3, ',0.5'), 'invalid_submission_ids', /Row 3 has no id/);
    await refused(
      csv.split('\n').slice(0, 20).join('\n'),
      'invalid_submission_ids',
      /19 of the 40 stocks.*"n12x0000000" is missing/,
    );
    await refused(
      `id,prediction\n${ids.map((id) => `${id},0.5`).join('\n')}`,
      'invalid_submission_values',
      /all values are 0\.5\. They must differ/,
    );
    await refused(`id,prediction\n${'a,0.5\n'.repeat(500_001)}`, 'invalid_file_format', /more than the 500000 rows/);
  });

  it('says what is wrong with a Parquet file', async () => {
    const list = [{ name: 'id', data: ids.map((id) => [id]), type: 'JSON' as const }, parquetColumns()[1]];
    await refused(parquetOf(list as never), 'invalid_file_format', /Column id is of the type json/);
    await refused(
      parquetOf(parquetColumns({ values: ids }).map((column) => ({ ...column, type: 'STRING' as const })) as never),
      'invalid_file_format',
      /Column prediction is of the type/,
    );
    await refused(
      parquetOf(parquetColumns({ ids: [null, ...ids.slice(1)] }) as never),
      'invalid_submission_ids',
      /Row 1 has no id/,
    );
    const holes = [...expected] as (number | null)[];
    holes[4] = null;
    await refused(
      parquetOf(parquetColumns({ values: holes }) as never),
      'invalid_submission_values',
      /Row 5, column prediction: there is no value/,
    );
    await refused(Buffer.concat([Buffer.from('PARE'), Buffer.alloc(64)]), 'invalid_file_format', /encrypted/);
    await refused(Buffer.from('PAR1PAR1'), 'invalid_file_format', /damaged/);
    const many = Array.from({ length: 500_001 }, (_, at) => at % 2);
    await refused(
      parquetOf([
        { name: 'id', data: many.map(String), type: 'STRING' },
        { name: 'prediction', data: Float64Array.from(many), type: 'DOUBLE' },
      ]),
      'invalid_file_format',
      /more than the 500000 rows/,
    );
  });

  it('survives truncations, and changed bytes of pages and footer, in bounded time and memory', async () => {
    const whole = parquetOf(parquetColumns(), { codec: 'SNAPPY' });
    const before = process.memoryUsage().rss;
    let refusals = 0;
    const attempt = async (bytes: Uint8Array) => {
      await valuesOf(bytes).catch((error: unknown) => {
        assert.ok(error instanceof DomainError, String(error));
        refusals += 1;
      });
    };
    for (let length = 0; length < whole.length; length += 31) await attempt(whole.subarray(0, length));
    const footer = whole.length - 8 - new DataView(whole.buffer, whole.length - 8, 4).getUint32(0, true);
    for (let at = footer; at < whole.length; at += 3) {
      const changed = whole.slice();
      changed[at] = 0xff;
      await attempt(changed);
    }
    assert.ok(refusals > 60, `${refusals} refused`);
    // A run of values that claims a billion of them: only the limit of time ends it, and other files are read meanwhile.
    const endless = whole.slice();
    endless[16] = 0xff;
    const refusal = refused(endless, 'invalid_file_format', /takes more time or memory than its size allows/);
    assert.deepEqual(await valuesOf(whole), expected);
    await refusal;
    assert.ok(process.memoryUsage().rss - before < 400 * 2 ** 20, 'no change made it allocate what it claims');
    assert.deepEqual(await valuesOf(whole), expected, 'and the next file is read as ever');
  });

  it('hears what was read while this thread stood still, before it says that it took too long', async (context) => {
    const whole = parquetOf(parquetColumns(), { codec: 'SNAPPY' });
    assert.deepEqual(await valuesOf(whole), expected);
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const reading = valuesOf(whole);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5_000);
    context.mock.timers.tick(60_000);
    assert.deepEqual(await reading, expected);
  });

  it('refuses a page that claims more than its rows may take, before it makes room for it', async () => {
    const id = 'x'.repeat(20_000_000);
    const bomb = parquetOf(
      [
        { name: 'id', data: [id, id], type: 'STRING' },
        { name: 'prediction', data: Float64Array.of(0.1, 0.2), type: 'DOUBLE' },
      ],
      { codec: 'SNAPPY' },
    );
    assert.ok(bomb.length < 4_000_000, 'it is small as a file');
    await refused(bomb, 'invalid_file_format', /more than 160 bytes a row/);
  });

  it('decides as the scoring room does on two-column files', async () => {
    const number = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom(0, 1, 0.5, -0.5, 1.5, Number.NaN),
    );
    const live = ids.slice(0, 5);
    const small = { ...round, ids: live };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...live), number), { minLength: 3, maxLength: 7 }),
        async (drawn) => {
          const rows = drawn.map(([id, value]) => [id, value] as const);
          let theirs: Float64Array | null = null;
          try {
            theirs = validateClassicSubmission({ header: ['id', 'prediction'], rows }, live).values.values;
          } catch (error) {
            assert.ok(error instanceof ScoringError);
          }
          const csv = `id,prediction\n${rows.map(([id, value]) => `${id},${value}`).join('\n')}`;
          const ours = await readPredictions(bytesOf(csv), CLASSIC_FORMAT)
            .then((file) => liveValues(file, small).values)
            .catch(() => null);
          assert.deepEqual(ours, theirs);
        },
      ),
      { numRuns: 300 },
    );
    const permuted = fc.tuple(
      fc.shuffledSubarray(live, { minLength: 5 }),
      fc.array(number, { minLength: 5, maxLength: 5 }),
    );
    await fc.assert(
      fc.asyncProperty(permuted, async ([order, values]) => {
        const rows = order.map((id, at) => [id, values[at] as number] as const);
        const theirs = await Promise.resolve()
          .then(() => validateClassicSubmission({ header: ['id', 'prediction'], rows }, live).values.values)
          .catch(() => null);
        const csv = `id,prediction\n${rows.map(([id, value]) => `${id},${value}`).join('\n')}`;
        const ours = await readPredictions(bytesOf(csv), CLASSIC_FORMAT)
          .then((file) => liveValues(file, small).values)
          .catch(() => null);
        assert.deepEqual(ours, theirs);
      }),
      { numRuns: 300 },
    );
  });
});
