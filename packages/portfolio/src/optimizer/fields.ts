import { type Matrix, matrix } from '@robata/kernels';

/** What is wrong with a JSON file, as one plain sentence naming field and row (rows are counted from 1). */
export class FieldFault extends Error {}

export type Fields = Readonly<Record<string, unknown>>;

const refuse = (sentence: string): never => {
  throw new FieldFault(sentence);
};

/** A value as short JSON, for sentences. */
function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  // JSON itself has no Infinity, but 1e400 is read as one and would be written as null.
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** A JSON object; `path` names it in sentences ('' is the file itself). */
export function object(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(`${path === '' ? 'The file' : path} is ${shown(value)} and must be a JSON object.`);
  }
  return value as Fields;
}

export function requireFormat(fields: Fields, format: string): void {
  if (fields.format !== format) refuse(`format is ${shown(fields.format)} and must be "${format}".`);
}

export function onlyKnown(fields: Fields, known: readonly string[], path: string): void {
  const unknown = Object.keys(fields).find((field) => !known.includes(field));
  if (unknown !== undefined) refuse(`${path}.${unknown} is not a known field; known are ${known.join(', ')}.`);
}

export function number(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return refuse(`${path} is ${shown(value)} and must be a ${typeof value === 'number' ? 'finite ' : ''}number.`);
  }
  return value;
}

export const numberOrNull = (value: unknown, path: string): number | null =>
  value === null || value === undefined ? null : number(value, path);

export function strings(value: unknown, path: string): string[] {
  if (!Array.isArray(value)) return refuse(`${path} is ${shown(value)} and must be a list of names.`);
  value.forEach((name, at) => {
    if (typeof name !== 'string') refuse(`${path} is ${shown(name)} in row ${at + 1} and must be text.`);
  });
  return value as string[];
}

/** A list of `length` numbers; a single number stands for equal ones. Null stands for `unbounded` where that is given. */
export function numbers(value: unknown, length: number, path: string, unbounded?: number): Float64Array {
  if (unbounded !== undefined && value === null) return new Float64Array(length).fill(unbounded);
  if (typeof value === 'number') return new Float64Array(length).fill(number(value, path));
  if (!Array.isArray(value)) return refuse(`${path} is ${shown(value)} and must be a list of ${length} numbers.`);
  if (value.length !== length) return refuse(`${path} has ${value.length} values and must have ${length}.`);
  return Float64Array.from(value as unknown[], (entry, at) => {
    if (unbounded !== undefined && entry === null) return unbounded;
    if (typeof entry === 'number' && Number.isFinite(entry)) return entry;
    return refuse(
      `${path} is ${shown(entry)} in row ${at + 1} and must be a number${unbounded === undefined ? '' : ' or null'}.`,
    );
  });
}

/** A list of `rows` lists of `columns` numbers each. */
export function table(value: unknown, rows: number, columns: number, path: string): Matrix {
  if (!Array.isArray(value)) return refuse(`${path} is ${shown(value)} and must be a list of ${rows} rows.`);
  if (value.length !== rows) return refuse(`${path} has ${value.length} rows and must have ${rows}.`);
  const result = matrix(rows, columns);
  value.forEach((row: unknown, i) => {
    if (!Array.isArray(row)) refuse(`${path} is ${shown(row)} in row ${i + 1} and must be a list of numbers.`);
    const values = numbers(row, columns, `${path}, row ${i + 1},`);
    for (let j = 0; j < columns; j++) result.data[j * rows + i] = values[j];
  });
  return result;
}

/** Runs a reader and turns its refusal into a value. */
export function read<T>(reader: () => T): T | { readonly fault: string } {
  try {
    return reader();
  } catch (error) {
    if (error instanceof FieldFault) return { fault: error.message };
    throw error;
  }
}
