import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { SymbolRow } from '@robata/market/symbols';
import { DomainError } from '../domainError.ts';
import type { LiveRound } from '../submissions/liveRounds.ts';
import { NODE_DECOMPRESSORS } from '../submissions/predictions/nodeDecompressors.ts';
import { SIGNALS_FORMAT } from '../submissions/predictions/predictionFormat.ts';
import { readHere } from '../submissions/predictions/readHere.ts';
import { parquetOf } from '../submissions/testing/liveFile.ts';
import { SignalsRefusal, reportCsv } from './signalsReport.ts';
import { signalsValues } from './signalsValues.ts';

const US = ['AAPL', 'META', 'MSFT', 'BRK.B', 'GEN', 'XOM', 'KO', 'PEP', 'WMT', 'JNJ'];
const ISINS: Readonly<Record<string, string>> = { AAPL: 'US0378331005', MSFT: 'US5949181045' };
/** A vendor's map: the round's companies, one of Japan that is in no round, and Facebook's rename. */
const IMPORTED: readonly SymbolRow[] = [
  ...US.filter((ticker) => ticker !== 'META').flatMap((ticker) => {
    const id = `${ticker.replace('.', '/')} US`;
    return [
      row(id, 'bloomberg', id),
      row(id, 'numerai_ticker', id),
      row(id, 'yahoo', ticker.replace('.', '-')),
      ...(ISINS[ticker] === undefined ? [] : [row(id, 'isin', ISINS[ticker])]),
    ];
  }),
  ...(['bloomberg', 'numerai_ticker'] as const).flatMap((scheme) => [
    row('FB US', scheme, 'FB US', null, '2022-06-08'),
    row('FB US', scheme, 'META US', '2022-06-09'),
  ]),
  row('FB US', 'yahoo', 'FB', null, '2022-06-08'),
  row('FB US', 'yahoo', 'META', '2022-06-09'),
  row('7203 JP', 'bloomberg', '7203 JP'),
  row('7203 JP', 'yahoo', '7203.T'),
];

function row(
  permanentId: string,
  scheme: SymbolRow['scheme'],
  symbol: string,
  validFrom: string | null = null,
  validTo: string | null = null,
): SymbolRow {
  return { permanentId, scheme, symbol, validFrom, validTo };
}

const round: LiveRound = {
  number: 7,
  // In the order of hidden ids, not of the alphabet.
  ids: ['MSFT', 'META', 'XOM', 'AAPL', 'KO', 'BRK.B', 'GEN', 'PEP', 'JNJ', 'WMT'],
  state: 'open',
  opensAt: '2022-10-08T13:00:00Z',
  closesAt: '2022-10-10T13:00:00Z',
  signals: { day: '2022-10-07', symbolsVersion: 3, minimumRows: 2, unusedShareMax: 0.2 },
};
const lax: LiveRound = {
  ...round,
  signals: { ...(round.signals as object), unusedShareMax: 1 } as LiveRound['signals'] & object,
};

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));
const answered = async (content: string | Uint8Array<ArrayBuffer>, at = lax, symbols = IMPORTED) => {
  const bytes = typeof content === 'string' ? bytesOf(content) : content;
  return signalsValues(await readHere(bytes, SIGNALS_FORMAT, NODE_DECOMPRESSORS), at, symbols);
};
const valueOf = ({ values }: { values: Float64Array }, ticker: string): number | undefined =>
  values[round.ids.indexOf(ticker)];
const file = (header: string, ...rows: string[]): string => `${header}\n${rows.join('\n')}\n`;
const refused = async (work: Promise<unknown>): Promise<DomainError> => {
  const error = await work.then(
    () => assert.fail('was accepted'),
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof DomainError, String(error));
  return error;
};

describe('a Signals file', () => {
  it('gives values in the order of the round, NaN where it leaves a stock out', async () => {
    const { values, stocks, report } = await answered(file('ticker,signal', 'AAPL,0.9', 'MSFT,0.1', 'KO,0.5'), round);
    assert.deepEqual([...values], [0.1, NaN, NaN, 0.9, 0.5, NaN, NaN, NaN, NaN, NaN]);
    assert.deepEqual([stocks, report.totals.used, report.unused.length, report.universe], [3, 3, 0, 10]);
    assert.equal(report.symbolsVersion, 3);
  });

  for (const [header, apple, facebook] of [
    ['numerai_ticker', 'AAPL US', 'META US'],
    ['numerai_ticker', 'AAPL', 'META'],
    ['bloomberg_ticker', 'AAPL US', 'META US'],
    ['yahoo', 'AAPL', 'META'],
    ['Ticker', 'AAPL', 'META US'],
    ['ISIN', 'US0378331005', 'US5949181045'],
    ['cusip', '037833100', '594918104'],
  ] as const) {
    it(`takes ${header} such as ${apple}`, async () => {
      const cusips = [row('AAPL US', 'cusip', '037833100'), row('MSFT US', 'cusip', '594918104')];
      const { report } = await answered(file(`${header},signal`, `${apple},0.9`, `${facebook},0.1`), round, [
        ...IMPORTED,
        ...cusips,
      ]);
      assert.equal(report.totals.used, 2, JSON.stringify(report.unused));
      assert.equal(report.headerProblem, null);
    });
  }

  it('takes a mixture of schemes in one column, and says of which each was', async () => {
    const { report } = await answered(
      file('ticker,signal', 'AAPL,0.9', 'META US,0.1', 'US5949181045,0.3', 'BRK-B,0.4', 'BRK.B,0.6'),
    );
    assert.deepEqual(
      report.unused.map(({ status, row: at }) => [at, status]),
      [
        [4, 'duplicate'],
        [5, 'duplicate'],
      ],
      'one company under two symbols with different values: neither counts',
    );
    assert.equal(report.matchedBy.isin, 1);
  });

  it('answers each row that does not count, with its place in the file and the remedy', async () => {
    const { report, values } = await answered(
      file(
        'ticker,signal',
        'AAPL,0.9',
        'FB,0.2',
        'aapl,0.3',
        'QQQQQ,0.4',
        '7203.T,0.5',
        'MSFT,1.7',
        'KO,',
        ',0.3',
        'AAPL US,0.9',
        'GEN,0.1',
      ),
    );
    assert.deepEqual(
      report.unused.map(({ row: at, symbol, status, suggestion }) => [at, symbol, status, suggestion]),
      [
        [2, 'FB', 'expired', 'META'],
        [3, 'aapl', 'unmatched', 'AAPL'],
        [4, 'QQQQQ', 'unmatched', null],
        [5, '7203.T', 'outside', null],
        [6, 'MSFT', 'out_of_range', null],
        [7, 'KO', 'no_value', null],
        [8, '', 'empty', null],
        [9, 'AAPL US', 'duplicate', null],
      ],
    );
    assert.equal(valueOf({ values }, 'AAPL'), 0.9, 'the same value again takes nothing away');
    assert.deepEqual([report.rows, report.totals.used], [10, 2]);
    assert.match(report.unused[4]?.sentence ?? '', /1\.7 and has to be between 0 and 1/);
    assert.match(reportCsv(report), /^row,symbol,status/);
    assert.equal(reportCsv(report).trim().split('\n').length, 9);
  });

  it('shows what a spreadsheet would run as a formula as text', () => {
    const unused = [{ row: 1, symbol: '=cmd()', status: 'unmatched', sentence: 'No, "that".' } as const];
    const csv = reportCsv({
      unused: unused.map((each) => ({ ...each, scheme: null, permanentId: null, suggestion: null })),
    });
    assert.match(csv, /\n1,'=cmd\(\),unmatched,,,,"No, ""that""\."\n$/);
  });

  it('refuses too many rows that cannot be used, and names the first and the counts', async () => {
    const error = await refused(answered(file('ticker,signal', 'AAPL,0.9', 'MSFT,0.1', 'FB,0.2', 'KO,0.4'), round));
    assert.equal(error.code, 'invalid_submission_ids');
    assert.match(
      error.message,
      /^1 of 4 rows cannot be used \(1 renamed or ended\), and 20 % are allowed\. Row 3, "FB": .* write META\.$/,
    );
    assert.ok(error instanceof SignalsRefusal);
    assert.equal(error.report.unused.length, 1);
  });

  it('accepts as many as the round allows, and tells', async () => {
    const rows = ['AAPL,0.9', 'MSFT,0.1', 'FB,0.2', 'KO,0.4', 'PEP,0.3'];
    assert.equal((await answered(file('ticker,signal', ...rows), round)).report.totals.expired, 1);
  });

  it('refuses no file for listings that the round does not have', async () => {
    const { report } = await answered(file('yahoo,signal', 'AAPL,0.9', 'MSFT,0.1', '7203.T,0.2'), round);
    assert.deepEqual([report.totals.used, report.totals.outside], [2, 1]);
  });

  it('says which header the values ask for', async () => {
    const error = await refused(answered(file('bloomberg_ticker,signal', 'AAPL,0.9', 'MSFT,0.1', 'KO,0.3'), round));
    assert.match(error.remedy ?? '', /says Bloomberg ticker, and 0 of 3 values are one while 3 are a/);
  });

  it('asks for a number of stocks, and for values that differ', async () => {
    const many: LiveRound = { ...round, signals: { ...lax.signals, minimumRows: 5 } as LiveRound['signals'] & object };
    const few = await refused(answered(file('ticker,signal', 'AAPL,0.9', 'MSFT,0.1'), many));
    assert.match(few.message, /^2 stocks of round 7 have a value and 5 are needed/);
    const same = await refused(answered(file('ticker,signal', 'AAPL,0.5', 'MSFT,0.5'), round));
    assert.equal(same.code, 'invalid_submission_values');
    const scaled = await refused(answered(file('ticker,signal', 'AAPL,12', 'MSFT,-3'), round));
    assert.equal(scaled.code, 'invalid_submission_values');
  });

  it('takes the live rows of a history, by data_type or by date', async () => {
    const typed = file(
      'numerai_ticker,friday_date,data_type,signal',
      'AAPL US,20220930,validation,0.4',
      'AAPL US,20221007,live,0.9',
      'MSFT US,20221007,live,0.1',
    );
    const { report, leftOut } = await answered(typed, round);
    assert.deepEqual([report.totals.used, report.historical, leftOut], [2, 1, 1]);
    const dated = file('ticker,date,signal', 'AAPL,2022-09-30,0.4', 'AAPL,2022-10-07,0.9', 'MSFT,2022-10-07,0.1');
    assert.deepEqual((await answered(dated, round)).report.totals.used, 2);
    const old = await refused(answered(file('ticker,date,signal', 'AAPL,2021-09-30,0.4'), round));
    assert.match(old.message, /None of the 1 rows is of the round's week/);
    const other = await refused(answered(file('ticker,data_type,signal', 'AAPL,lve,0.4'), round));
    assert.match(other.message, /Row 1, column data_type: "lve"/);
    const noDay = await refused(answered(file('ticker,date,signal', 'AAPL,next Friday,0.4'), round));
    assert.match(noDay.message, /Row 1, column date: "next Friday"/);
  });

  it('reads the days of a Parquet file as pandas writes them', async () => {
    const bytes = parquetOf([
      { name: 'ticker', data: ['AAPL', 'AAPL', 'MSFT'], type: 'STRING' },
      { name: 'date', data: ['2022-09-30', '2022-10-07', '2022-10-07'].map((day) => new Date(day)), type: 'TIMESTAMP' },
      { name: 'signal', data: [0.4, 0.9, 0.1], type: 'DOUBLE' },
    ]);
    const { report } = await answered(bytes, round);
    assert.deepEqual([report.totals.used, report.historical], [2, 1]);
  });

  it('answers without any imported map, by the universe’s own tickers and the well-known renames', async () => {
    const { report } = await answered(file('ticker,signal', 'AAPL,0.9', 'AAPL US,0.9', 'FB,0.4', 'KO US,0.2'), lax, []);
    assert.deepEqual(
      report.unused.map(({ status, suggestion }) => [status, suggestion]),
      [
        ['duplicate', null],
        ['expired', 'META'],
      ],
    );
    assert.equal(report.totals.used, 2);
  });

  it('loses no row: each counts, or has its answer, or is of another day', async () => {
    const symbols = fc.constantFrom(...US, 'FB', 'aapl', 'AAPL US', '7203.T', 'QQQQ', '');
    const values = fc.constantFrom('0.1', '0.5', '0.9', '', '2', '-1');
    const rows = fc.array(fc.tuple(symbols, values, fc.constantFrom('live', 'validation')), {
      minLength: 1,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(rows, async (cells) => {
        const text = file('ticker,signal,data_type', ...cells.map((cell) => cell.join(',')));
        const report = await answered(text).then(
          (examined) => {
            const set = examined.values.filter((value) => value === value);
            assert.equal(set.length, examined.report.totals.used);
            return examined.report;
          },
          (error: unknown) => (error instanceof SignalsRefusal ? error.report : null),
        );
        if (report === null) return;
        assert.equal(report.rows + report.historical, cells.length);
        assert.equal(report.totals.used + report.unused.length, report.rows);
        assert.equal(new Set(report.unused.map(({ row: at }) => at)).size, report.unused.length);
        for (const { sentence } of report.unused) assert.ok(sentence.length > 10);
      }),
      { numRuns: 60 },
    );
  });
});
