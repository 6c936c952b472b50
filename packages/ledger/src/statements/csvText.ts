import { readDecimal } from '../decimal.ts';

/** One column of a table: its name, and what a row has there (null: an empty cell). A number is an exact decimal text. */
export interface CsvColumn<Row> {
  readonly name: string;
  readonly kind: 'text' | 'number';
  readonly value: (row: Row) => string | null;
}

/** What makes a spreadsheet take a cell for a formula when it stands first (OWASP, CSV injection), also in its full-width forms. */
const STARTS_FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;

/**
 * The table as CSV of RFC 4180: a header, lines that end in CR LF, cells with a quote, comma or line break in quotes. A text that a
 * spreadsheet would run as a formula gets an apostrophe in front, as spreadsheets themselves mark text; numbers stay numbers.
 * Throws TypeError where a number column holds something else.
 */
export function csvText<Row>(columns: readonly CsvColumn<Row>[], rows: Iterable<Row>): string {
  const lines = [columns.map(({ name }) => textCell(name))];
  for (const row of rows) {
    lines.push(
      columns.map(({ name, kind, value }) => {
        const cell = value(row);
        if (cell === null) return '';
        if (kind === 'text') return textCell(cell);
        if (readDecimal(cell) === undefined) throw new TypeError(`${name}: '${cell}' is no number`);
        return cell;
      }),
    );
  }
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

function textCell(text: string): string {
  const safe = STARTS_FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
