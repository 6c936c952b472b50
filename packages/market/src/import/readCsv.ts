import { basename } from 'node:path';

import { MISSING_DATE, parseIsoDate } from '../calendar/isoDate.ts';
import { csvRecords } from './csvRecords.ts';
import { Growing } from './growing.ts';
import { matchColumns } from './matchColumns.ts';
import { quoted, refuse } from './refuse.ts';
import { type Column, type ColumnRequest, MAXIMUM_ROWS, type Table } from './table.ts';

/** Words that stand for a missing number. */
const MISSING_WORDS = new Set(['', 'nan', 'na', 'n/a', 'null', 'none', '-', '.']);
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Takes the cells of one column, row by row. */
interface Sink {
  push(text: string, row: number): void;
  finish(): Column;
}

/**
 * Reads the requested columns of a CSV file (plain or gzip) as a stream. Refuses ragged rows, dates that are not ISO and
 * text where a number belongs, by row; also whatever `csvRecords` and `matchColumns` refuse.
 */
export async function readCsv(path: string, isGzip: boolean, requests: readonly ColumnRequest[]): Promise<Table> {
  const source = basename(path);
  let width = 0;
  let rows = 0;
  const sinks: { name: string; index: number; sink: Sink }[] = [];

  await csvRecords(path, isGzip, (fields, number) => {
    if (number === 0) {
      const headers = fields.map((field) => field.trim());
      width = headers.length;
      for (const [name, index] of matchColumns(source, headers, requests)) {
        const { kind } = requests.find((request) => request.name === name) as ColumnRequest;
        sinks.push({ name, index, sink: SINKS[kind](source, headers[index] as string) });
      }
      return;
    }
    if (fields.length !== width) {
      const count = `${fields.length} field${fields.length === 1 ? '' : 's'}`;
      refuse(source, `row ${number} has ${count} and the header has ${width}; complete or remove that row.`);
    }
    if (number > MAXIMUM_ROWS)
      refuse(source, `more than ${MAXIMUM_ROWS} rows; give a shorter period or fewer tickers.`);
    for (const { index, sink } of sinks) sink.push((fields[index] as string).trim(), number);
    rows = number;
  });
  return { source, rows, columns: new Map(sinks.map(({ name, sink }) => [name, sink.finish()])) };
}

const SINKS: Record<ColumnRequest['kind'], (source: string, header: string) => Sink> = {
  date(source, header) {
    const days = new Growing((length) => new Int32Array(length));
    const known = new Map<string, number>([['', MISSING_DATE]]);
    return {
      push(text, row) {
        let day = known.get(text);
        if (day === undefined) {
          const parsed = parseIsoDate(text);
          if (parsed === null) {
            const remedy = 'dates must be ISO (YYYY-MM-DD), so convert that column';
            refuse(source, `row ${row} has ${header} ${quoted(text)}; ${remedy}.`);
          }
          day = parsed;
          known.set(text, day);
        }
        days.push(day);
      },
      finish: () => ({ kind: 'date', header, days: days.finish() }),
    };
  },
  text(_source, header) {
    const codes = new Growing((length) => new Int32Array(length));
    const words: string[] = [];
    const known = new Map<string, number>([['', -1]]);
    return {
      push(text) {
        let code = known.get(text);
        if (code === undefined) {
          code = words.length;
          words.push(text);
          known.set(text, code);
        }
        codes.push(code);
      },
      finish: () => ({ kind: 'text', header, words, codes: codes.finish() }),
    };
  },
  number(source, header) {
    const values = new Growing((length) => new Float64Array(length));
    return {
      push(text, row) {
        values.push(parseNumber(text) ?? refuseText(source, header, text, row));
      },
      finish: () => ({ kind: 'number', header, values: values.finish() }),
    };
  },
};

/** NaN for a missing word, null for text that is no finite decimal number. */
export function parseNumber(text: string): number | null {
  if (DECIMAL.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : null;
  }
  return MISSING_WORDS.has(text.toLowerCase()) ? Number.NaN : null;
}

function refuseText(source: string, header: string, text: string, row: number): never {
  const must = header.toLowerCase() === 'close' ? 'a close must be a positive number' : `${header} must be a number`;
  return refuse(source, `row ${row} has ${header} ${quoted(text)}; ${must}, so fix or remove that row.`);
}
