import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  applyOverrides,
  buildSymbolTable,
  type CoverageReport,
  coverageReport,
  explainRows,
  type Explanation,
  importSymbols,
  readOverrides,
  readSymbolColumn,
  type Scheme,
  SYMBOL_SCHEMES,
} from '@robata/market';
import type { SymbolImport } from '@robata/tournament';
import { isDataFolder } from '@robata/tournament/folder';
import type { SymbolCells } from '@robata/tournament/operators';
import { type Command, helpOf } from '../command.ts';
import { type Options, type OptionSpec, readOptions } from '../options.ts';
import { splitWords } from '../positional.ts';
import { UsageError } from '../usageError.ts';
import { withOperator } from './admin/operatorChannel.ts';
import { textOfCheck } from './symbols/textOfCheck.ts';
import { textOfCoverage } from './symbols/textOfCoverage.ts';
import { type SymbolsImported, textOfImport } from './symbols/textOfImport.ts';

const OPTIONS = {
  map: {
    type: 'string',
    help: 'the symbol table: permanent_id, scheme, symbol, valid_from, valid_to, or bloomberg_ticker, yahoo, … (default: what the tournament in --data holds, else symbols.csv there)',
  },
  overrides: { type: 'string', help: 'hand-kept renames: action, scheme, symbol, to, from_day, why' },
  date: { type: 'day', help: 'the day on which rows without a date are meant (default: today)' },
  data: {
    type: 'string',
    value: 'DIR',
    help: 'the data folder of a tournament (default: ROBATA_DATA, then ./.robata)',
  },
  database: { type: 'string', value: 'URL', help: 'the PostgreSQL that holds the tournament (default: DATABASE_URL)' },
  'dry-run': { type: 'boolean', help: 'of an import: say what it would change, and change nothing' },
  'map-date': { type: 'day', help: 'when the table was brought up to date (default: when its file was changed)' },
  'maximum-age': {
    type: 'number',
    integer: true,
    minimum: 0,
    help: 'days before a table counts as stale (default 14)',
  },
  scheme: { type: 'string', value: 'S', help: `one of ${SYMBOL_SCHEMES.join(', ')}, whatever the header says` },
  all: { type: 'boolean', help: 'print the matched rows too' },
  json: { type: 'boolean', help: 'print the answer to every row as one JSON object' },
} as const satisfies Record<string, OptionSpec>;

const SUMMARY =
  'which listings the symbols of a file name, row by row; what a tournament knows of symbols, and importing it';

const HELP = [
  ['symbols check FILE', 'say of every row of a file which listing it names, or why none'],
  ['symbols import FILE', 'bring a map or table of symbols into a tournament, as a new version, and say what changed'],
  ['symbols coverage', 'count the listings of a symbol table by market, and those that each scheme can name'],
] as const;

export const symbolsCommand: Command = {
  name: 'symbols',
  summary: SUMMARY,
  options: OPTIONS,
  help: () =>
    [
      ...HELP.map(([words, summary]) => `robata ${words.padEnd(20)}${summary}`),
      helpOf({ name: 'symbols', summary: SUMMARY, options: OPTIONS }).split('\n').slice(1).join('\n'),
    ].join('\n'),
  async run(words) {
    const { values, rest } = splitWords(OPTIONS, words);
    const given = readOptions('symbols', OPTIONS, rest);
    const [verb, file, ...more] = values;
    if (verb === 'coverage' && file === undefined) return coverage(given);
    if (verb === 'import' && file !== undefined && file !== '' && more.length === 0) return bringIn(file, given);
    if (verb === 'check' && file !== undefined && file !== '' && more.length === 0) return check(file, given);
    const known = ['check', 'coverage', 'import', undefined].includes(verb);
    const what = known
      ? `name one file to ${verb === 'import' ? 'import' : 'check'}`
      : `there is no 'symbols ${verb.slice(0, 60)}'`;
    throw new UsageError(`robata symbols: ${what}, as in robata symbols check signal.csv --map ticker_map.csv.`);
  },
};

type Given = Options<typeof OPTIONS>;

/** Succeeds only where every row matches. */
async function check(file: string, given: Given): Promise<number> {
  const scheme = schemeOf(given.scheme);
  const { map, mapDate, date, today, table, findings, unusedOverrides } =
    (await storedMap(given)) ?? (await readMap(given));
  const column = await readSymbolColumn(file, date);
  const explanation = explainRows(table, column, { date, ...(scheme !== undefined && { scheme }) });
  const { alarms } = coverageReport(table, {
    ...ageOptions(given),
    date: today,
    mapDate,
    matched: { rows: explanation.rows.length, unmatched: explanation.totals.unmatched },
  });
  const mapErrors = findings.filter(({ severity }) => severity === 'error').length;
  const answer = { file: basename(file), map, date, mapDate, alarms, unusedOverrides, mapErrors };
  console.log(
    given.json
      ? JSON.stringify({ ...answer, ...explanation })
      : textOfCheck({ ...answer, explanation, all: given.all }),
  );
  if (explanation.allMatch) return 0;
  throw new UsageError(failure(basename(file), explanation));
}

const folderOf = (given: Given): string => given.data ?? process.env['ROBATA_DATA'] ?? '.robata';

/** A tournament's symbols, where no file is named: asked of its server, or of its database where none runs. */
function tournamentOf(given: Given): { readonly folder: string; readonly database: string | null } | null {
  const folder = folderOf(given);
  const database = given.database ?? process.env['DATABASE_URL'] ?? null;
  return given.map === undefined && (database !== null || isDataFolder(folder)) ? { folder, database } : null;
}

/** Brings a file in; the same file again is no new version. */
async function bringIn(file: string, given: Given): Promise<number> {
  const place = tournamentOf({ ...given, map: undefined });
  if (place === null) {
    throw new UsageError('robata symbols import: there is no tournament here; name its folder with --data.');
  }
  const overrides = given.overrides === undefined ? [] : await readOverrides(given.overrides);
  const { table, form, findings, unusedOverrides } = await importSymbols(file, overrides);
  const mapDate = given['map-date'] ?? (await dayOfFile(file, false)) ?? new Date().toISOString().slice(0, 10);
  const age = given['maximum-age'];
  const { symbolCells } = await import('@robata/tournament/operators');
  const answer = (await withOperator('symbols', place.folder, place.database, (send) =>
    send(
      'symbols import',
      {
        source: basename(file),
        mapDate,
        form,
        isDry: given['dry-run'],
        rows: table.rows.map(symbolCells),
        ...(age !== undefined && { maximumAgeDays: age }),
      },
      undefined,
    ),
  )) as SymbolsImported;
  const faults = [
    ...findings.filter(({ severity }) => severity === 'error').map(({ sentence }) => sentence),
    ...unusedOverrides,
  ];
  console.log(given.json ? JSON.stringify({ ...answer, faults }) : textOfImport(answer, faults));
  return 0;
}

/** Fails where the table is stale. */
async function coverage(given: Given): Promise<number> {
  const place = tournamentOf(given);
  if (place !== null) {
    const date = given.date ?? new Date().toISOString().slice(0, 10);
    const stored = (await withOperator('symbols', place.folder, place.database, (send) =>
      send('symbols coverage', { date }, undefined),
    )) as { readonly latest: SymbolImport; readonly coverage: CoverageReport };
    const title = `Version ${stored.latest.version}, ${stored.latest.source} of ${stored.latest.mapDate}.`;
    console.log(given.json ? JSON.stringify(stored) : textOfCoverage(stored.coverage, [title]));
    const [alarm] = stored.coverage.alarms;
    if (alarm === undefined) return 0;
    throw new UsageError(alarm.sentence);
  }
  const { map, mapDate, date, table, findings, unusedOverrides } = await readMap(given);
  const report = coverageReport(table, { ...ageOptions(given), date, mapDate });
  console.log(
    given.json
      ? JSON.stringify({ map, ...report, findings, unusedOverrides })
      : textOfCoverage(report, [
          ...findings.filter(({ severity }) => severity !== 'info').map(({ sentence }) => sentence),
          ...unusedOverrides,
        ]),
  );
  const [alarm] = report.alarms;
  if (alarm === undefined) return 0;
  throw new UsageError(alarm.sentence);
}

/** The table that a tournament holds; null where there is none, or a file is named. */
async function storedMap(given: Given) {
  const place = tournamentOf(given);
  if (place === null) return null;
  const { latest, rows } = (await withOperator('symbols', place.folder, place.database, (send) =>
    send('symbols table', {}, undefined),
  )) as { readonly latest: SymbolImport | null; readonly rows: readonly SymbolCells[] };
  if (latest === null) return null;
  const today = new Date().toISOString().slice(0, 10);
  const overrides = given.overrides === undefined ? [] : await readOverrides(given.overrides);
  const { symbolRows } = await import('@robata/tournament/operators');
  const corrected = applyOverrides(symbolRows(rows), overrides);
  const { table, findings } = buildSymbolTable(corrected.rows);
  return {
    table,
    findings,
    unusedOverrides: corrected.unused,
    map: `version ${latest.version} (${latest.source})`,
    mapDate: latest.mapDate,
    date: given.date ?? today,
    today,
  };
}

async function readMap(given: Given) {
  const today = new Date().toISOString().slice(0, 10);
  const path = given.map ?? join(folderOf(given), 'symbols.csv');
  const mapDate = given['map-date'] ?? (await dayOfFile(path, given.map === undefined));
  const overrides = given.overrides === undefined ? [] : await readOverrides(given.overrides);
  const imported = await importSymbols(path, overrides);
  return { ...imported, map: basename(path), mapDate, date: given.date ?? today, today };
}

const ageOptions = (given: Given): { maximumAgeDays?: number } =>
  given['maximum-age'] === undefined ? {} : { maximumAgeDays: given['maximum-age'] };

function schemeOf(given: string | undefined): Scheme | undefined {
  const scheme = SYMBOL_SCHEMES.find((candidate) => candidate === given);
  if (given === undefined || scheme !== undefined) return scheme;
  throw new UsageError(`robata symbols: --scheme takes ${SYMBOL_SCHEMES.join(', ')} and was given '${given}'.`);
}

async function dayOfFile(path: string, isDefault: boolean): Promise<string | null> {
  try {
    return (await stat(path)).mtime.toISOString().slice(0, 10);
  } catch {
    if (!isDefault) return null;
    throw new UsageError(
      `robata symbols: no table was imported, and there is no ${path}; name the symbol table with --map.`,
    );
  }
}

function failure(file: string, { rows, totals, headerProblem }: Explanation): string {
  const { matched, ...others } = totals;
  const parts = Object.entries(others).flatMap(([status, count]) => (count > 0 ? [`${count} ${status}`] : []));
  const header = headerProblem === null ? '' : ` ${headerProblem}`;
  return `${file}: ${rows.length - matched} of ${rows.length} rows do not match (${parts.join(', ')}); each is explained above.${header}`;
}
