import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { gzipSync } from 'node:zlib';

import { formatIsoDate } from '../calendar/isoDate.ts';
import { DataRefusedError } from '../panel.ts';
import { importFundamentals } from './importFundamentals.ts';
import { importLabels } from './importLabels.ts';
import { importShortInterest } from './importShortInterest.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'robata-tables-'));
});
after(() => rm(folder, { recursive: true }));

async function put(...lines: string[]): Promise<string> {
  const path = join(folder, 'table.csv.gz');
  await writeFile(path, gzipSync(lines.join('\n')));
  return path;
}

const refused = (pattern: RegExp) => (error: Error) => error instanceof DataRefusedError && pattern.test(error.message);

it('reads labels, with quoted commas, and nothing as null', async () => {
  const labels = await importLabels(
    await put('symbol,name,sector,country', 'A,"Agilent, Inc.  Common Stock ",Health,', 'B,,,US', 'B,,,US'),
  );
  assert.deepEqual(
    [...labels],
    [
      ['A', { name: 'Agilent, Inc. Common Stock', exchange: null, sector: 'Health', industry: null, country: null }],
      ['B', { name: null, exchange: null, sector: null, industry: null, country: 'US' }],
    ],
  );
});

it('refuses labels without a ticker, without any label, and two of one ticker that differ', async () => {
  await assert.rejects(importLabels(await put('name,sector', 'A,B')), refused(/column "ticker" is missing/));
  await assert.rejects(importLabels(await put('ticker,x', 'A,B')), refused(/labels need at least one of them\.$/));
  await assert.rejects(importLabels(await put('ticker,name', ',B')), refused(/row 1 has no ticker/));
  const differing = await put('ticker,sector', 'A,x', 'B,y', 'A,z');
  await assert.rejects(importLabels(differing), refused(/rows 1 and 3 are both A with different sector; remove/));
});

it('reads fundamentals with NaN where nothing was reported', async () => {
  const path = await put(
    'filed,ticker,period_end,period_focus,doc_type,revenues,total_assets',
    '2015-03-23,A,2014-12-31,FY,10-K,,7e9',
  );
  const reports = await importFundamentals(path);
  assert.deepEqual(
    reports.map((report) => ({ ...report, filed: formatIsoDate(report.filed) })),
    [
      {
        ticker: 'A',
        filed: '2015-03-23',
        periodEnd: '2014-12-31',
        periodFocus: 'FY',
        fiscalYear: 2014,
        values: { revenues: Number.NaN, assets: 7e9 },
      },
    ],
  );
});

it('refuses fundamentals without amounts, with text for an amount, and without a filing date', async () => {
  const head = 'filed,ticker,period_end,period_focus';
  const row = '2015-03-23,A,2014-12-31,FY';
  await assert.rejects(importFundamentals(await put(head, row)), refused(/no amount in it; add at least one/));
  await assert.rejects(importFundamentals(await put(`${head},equity`, `${row},?`)), refused(/row 1 has equity "\?"/));
  const noDate = await put(`${head},equity`, ',A,2014-12-31,FY,1');
  await assert.rejects(importFundamentals(noDate), refused(/row 1 has no filed/));
});

it('reads short interest, and refuses it without its figure', async () => {
  const rows = await importShortInterest(await put('first_seen,ticker,shares_short', '2020-12-19,A,3480000'));
  assert.deepEqual([rows[0]?.sharesShort, rows[0]?.publicFloat], [3_480_000, Number.NaN]);
  const path = await put('first_seen,ticker,settlement', '2020-12-19,A,2020-11-30');
  await assert.rejects(importShortInterest(path), refused(/column "shares_short" is missing/));
});
