import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type CsvColumn, csvText } from './csvText.ts';
import { parseCsv } from '../testing/parseCsv.ts';

const text = (name: string): CsvColumn<string> => ({ name, kind: 'text', value: (row) => row });
const number = (name: string): CsvColumn<string> => ({ name, kind: 'number', value: (row) => row });

test('cells are quoted as RFC 4180 says, and lines end in CR LF', () => {
  const columns = [text('plain'), { ...text('none'), value: () => null }];
  assert.equal(
    csvText(columns, ['a', 'b,c', 'say "no"', 'two\nlines', '']),
    'plain,none\r\na,\r\n"b,c",\r\n"say ""no""",\r\n"two\nlines",\r\n,\r\n',
  );
});

test('a text that a spreadsheet would run gets an apostrophe; numbers stay numbers', () => {
  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\r=x', '\n=x', '＝1', '=HYPERLINK("http://x","y")']) {
    const [, cell] = parseCsv(csvText([text('x')], [formula]));
    assert.deepEqual(cell, [`'${formula}`]);
  }
  assert.equal(csvText([number('x')], ['-2.32']), 'x\r\n-2.32\r\n');
  for (const none of ['=1', '1,5', '', 'NaN']) assert.throws(() => csvText([number('x')], [none]), TypeError);
});

test('any table reads back, and no cell of it begins a formula', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string({ unit: 'binary' }))), (rows) => {
      const columns = [0, 1].map(
        (at): CsvColumn<readonly string[]> => ({ name: `c${at}`, kind: 'text', value: (row) => row[at] ?? '' }),
      );
      const [header, ...read] = parseCsv(csvText(columns, rows));
      assert.deepEqual(header, ['c0', 'c1']);
      const marked = (cell: string) => (/^[=+\-@\t\r\n＝＋－＠]/u.test(cell) ? `'${cell}` : cell);
      assert.deepEqual(
        read,
        rows.map((row) => row.map(marked)),
      );
      for (const cell of read.flat()) assert.ok(!/^[=+\-@\t\r]/.test(cell));
    }),
  );
});
