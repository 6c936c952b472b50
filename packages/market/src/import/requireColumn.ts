import { type DayNumber, MISSING_DATE } from '../calendar/isoDate.ts';
import { refuse } from './refuse.ts';
import { dateColumn, type Table, textColumn } from './table.ts';

/** A required date column as a function of the row. Refuses the first row without a date. */
export function requireDates(table: Table, name: string): (row: number) => DayNumber {
  const column = dateColumn(table, name);
  if (column === null) throw new Error(`${name} was not requested as a required date column`);
  refuseGap(table.source, column.header, column.days.indexOf(MISSING_DATE));
  return (row) => column.days[row] as DayNumber;
}

/** A required text column as a function of the row. Refuses the first row without text. */
export function requireTexts(table: Table, name: string): (row: number) => string {
  const column = textColumn(table, name);
  if (column === null) throw new Error(`${name} was not requested as a required text column`);
  refuseGap(table.source, column.header, column.codes.indexOf(-1));
  return (row) => column.words[column.codes[row] as number] as string;
}

function refuseGap(source: string, header: string, row: number): void {
  if (row >= 0) refuse(source, `row ${row + 1} has no ${header}; fix or remove that row.`);
}
