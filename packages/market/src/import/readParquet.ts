import { basename, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';

import { MISSING_DATE } from '../calendar/isoDate.ts';
import { DataRefusedError } from '../panel.ts';
import { matchColumns } from './matchColumns.ts';
import { quoted, refuse } from './refuse.ts';
import { type Column, type ColumnRequest, MAXIMUM_ROWS, type Table } from './table.ts';

const NUMBER_TYPES = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\)|"?NULL"?)$/;
const DATE_TYPES = /^(DATE|TIMESTAMP.*|VARCHAR)$/;
const EARLIEST_DAY = -719_162; // 0001-01-01
const LATEST_DAY = 2_932_896; // 9999-12-31

/** One column of the select list, and the array that its integers or floats are copied into. */
interface Plan {
  readonly name: string;
  readonly header: string;
  readonly kind: ColumnRequest['kind'];
  readonly expression: string;
  readonly words: readonly string[];
  readonly into: Int32Array | Float64Array;
}

/**
 * Reads the requested columns of a Parquet file through DuckDB (measured: 4.7 M rows × 6 columns in 1.3 s, where a reader
 * in JavaScript needs 4 s). Texts become codes inside DuckDB, so no string is made per row.
 * Refuses damaged files, columns of another type and dates that are not ISO, without DuckDB's own words.
 */
export async function readParquet(path: string, requests: readonly ColumnRequest[]): Promise<Table> {
  const source = basename(path);
  // A library of 60 MB, loaded by whoever has a Parquet file to read.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '1GB', temp_directory: '' });
  const connection = await instance.connect();
  try {
    // Timestamps with a zone must give the same date on every machine.
    await connection.run("SET TimeZone = 'UTC'");
    return await readTable(connection, path, source, requests);
  } catch (cause) {
    if (cause instanceof DataRefusedError) throw cause;
    throw new DataRefusedError(
      `${source}: the Parquet file is damaged and cannot be read to its end; copy or download it again.`,
      { cause },
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

type Query = (sql: string) => Promise<unknown[][]>;

async function readTable(
  connection: DuckDBConnection,
  path: string,
  source: string,
  requests: readonly ColumnRequest[],
): Promise<Table> {
  const from = `read_parquet(${literal(resolve(path).replace(/[[*?]/g, '[$&]'))})`;
  const query: Query = async (sql) => (await connection.runAndReadAll(sql)).getRows();

  const types = (await query(`DESCRIBE SELECT * FROM ${from}`)).map((row) => [String(row[0]), String(row[1])] as const);
  const match = matchColumns(
    source,
    types.map(([header]) => header),
    requests,
  );
  const rows = Number((await query(`SELECT count(*) FROM ${from}`))[0]?.[0]);
  if (rows > MAXIMUM_ROWS) refuse(source, `more than ${MAXIMUM_ROWS} rows; give a shorter period or fewer tickers.`);

  const plans: Plan[] = [];
  for (const { name, kind } of requests) {
    const index = match.get(name);
    if (index === undefined) continue;
    const [header, type] = types[index] as readonly [string, string];
    const cell = `"${header.replaceAll('"', '""')}"`;
    const into = kind === 'number' ? new Float64Array(rows) : new Int32Array(rows);
    plans.push({ name, header, kind, into, ...(await SELECTIONS[kind](query, { from, source, header, type, cell })) });
  }
  await copyRows(connection, `SELECT ${plans.map((plan) => plan.expression).join(', ')} FROM ${from}`, plans);
  for (const plan of plans) if (plan.kind === 'date') refuseStrangeDays(source, plan);
  return { source, rows, columns: new Map(plans.map((plan) => [plan.name, columnOf(plan)])) };
}

/** A column as SQL sees it. */
interface SourceColumn {
  readonly from: string;
  readonly source: string;
  readonly header: string;
  readonly type: string;
  readonly cell: string;
}

/** How a column of each kind is selected: as DOUBLE with NaN, as a day number, as a code into words. Never null. */
const SELECTIONS: Record<
  ColumnRequest['kind'],
  (query: Query, column: SourceColumn) => Promise<Pick<Plan, 'expression' | 'words'>>
> = {
  async number(_query, { source, header, type, cell }) {
    if (!NUMBER_TYPES.test(type)) {
      refuse(source, `column ${quoted(header)} holds ${plainType(type)} and not numbers; convert that column.`);
    }
    return { expression: `coalesce(CAST(${cell} AS DOUBLE), 'nan'::DOUBLE)`, words: [] };
  },
  async date(query, column) {
    const { source, header, type, cell } = column;
    if (!DATE_TYPES.test(type)) {
      refuse(
        source,
        `column ${quoted(header)} holds ${plainType(type)} and not dates; give dates or text (YYYY-MM-DD).`,
      );
    }
    await refuseUnlessIso(query, column);
    const day = `TRY_CAST(${type === 'VARCHAR' ? `substr(trim(${cell}), 1, 10)` : cell} AS DATE)`;
    const expression = `coalesce(date_diff('day', DATE '1970-01-01', ${day}), ${MISSING_DATE})::INTEGER`;
    return { expression, words: [] };
  },
  async text(query, { from, header, cell }) {
    const text = `trim(CAST(${cell} AS VARCHAR))`;
    const distinct = `SELECT DISTINCT ${text} AS word FROM ${from} WHERE ${text} <> '' ORDER BY word`;
    const words = (await query(distinct)).map((row) => String(row[0]));
    if (words.length === 0) return { expression: '-1', words };
    const dictionary = `"words of ${header.replaceAll('"', '""')}"`;
    await query(`CREATE TYPE ${dictionary} AS ENUM (${distinct})`);
    return { expression: `coalesce(enum_code(CAST(nullif(${text}, '') AS ${dictionary}))::INTEGER, -1)`, words };
  },
};

function plainType(type: string): string {
  return type === 'VARCHAR' ? 'text' : `values of type ${type.toLowerCase()}`;
}

/** Text must be ISO by form and by calendar, a timestamp must be midnight. */
async function refuseUnlessIso(query: Query, { from, source, header, cell, type }: SourceColumn): Promise<void> {
  if (type === 'DATE') return;
  const isBad =
    type === 'VARCHAR'
      ? `NOT (regexp_full_match(trim(cell), '\\d{4}-\\d{2}-\\d{2}([T ]00:00(:00(\\.0+)?)?Z?)?') AND TRY_CAST(substr(trim(cell), 1, 10) AS DATE) IS NOT NULL)`
      : 'CAST(CAST(cell AS DATE) AS TIMESTAMP) <> CAST(cell AS TIMESTAMP)';
  const found = await query(
    `SELECT number, CAST(cell AS VARCHAR) FROM (SELECT row_number() OVER () AS number, ${cell} AS cell FROM ${from})
     WHERE cell IS NOT NULL AND ${isBad} ORDER BY number LIMIT 1`,
  );
  const bad = found[0];
  if (bad !== undefined) {
    const remedy = 'dates must be ISO (YYYY-MM-DD), so convert that column';
    refuse(source, `row ${bad[0]} has ${header} ${quoted(String(bad[1]))}; ${remedy}.`);
  }
}

function refuseStrangeDays(source: string, plan: Plan): void {
  const row = plan.into.findIndex((day) => day !== MISSING_DATE && (day < EARLIEST_DAY || day > LATEST_DAY));
  if (row >= 0)
    refuse(source, `row ${row + 1} has a ${plan.header} outside the years 1 to 9999; fix or remove that row.`);
}

async function copyRows(connection: DuckDBConnection, sql: string, plans: readonly Plan[]): Promise<void> {
  const result = await connection.stream(sql);
  let offset = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    for (let j = 0; j < plans.length; j++) {
      const vector = chunk.getColumnVector(j);
      const { into } = plans[j] as Plan;
      for (let i = 0; i < chunk.rowCount; i++) into[offset + i] = vector.getItem(i) as number;
    }
    offset += chunk.rowCount;
  }
}

function columnOf({ kind, header, words, into }: Plan): Column {
  if (kind === 'number') return { kind, header, values: into as Float64Array };
  if (kind === 'date') return { kind, header, days: into as Int32Array };
  return { kind, header, words, codes: into as Int32Array };
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
