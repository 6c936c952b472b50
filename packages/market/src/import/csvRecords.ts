import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';

import { refuse } from './refuse.ts';

const CHUNK_BYTES = 1 << 20;
/** A longer line is no table row; the limit keeps a file without line ends from filling memory. */
const LONGEST_RECORD_CHARACTERS = 1 << 20;
const DELIMITERS = [',', ';', '\t', '|'] as const;

/**
 * Streams the records of a CSV file (RFC 4180: quotes, doubled quotes, line ends within quotes; UTF-8, byte order mark
 * allowed; the delimiter, one of `, ; tab |`, is the most frequent one of the first line). Empty lines are skipped.
 * `onRecord` gets the fields and the record's number: 0 is the header, 1 the first data row.
 * Refuses bytes that are no UTF-8 text, a damaged gzip stream, records beyond 1 MB and quotes that never close.
 */
export async function csvRecords(
  path: string,
  isGzip: boolean,
  onRecord: (fields: string[], number: number) => void,
): Promise<void> {
  const source = basename(path);
  let rest = '';
  let number = 0;
  let delimiter: string | null = null;

  const take = (line: string): void => {
    const record = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (record.trim() === '') return;
    delimiter ??= findDelimiter(record);
    const fields = record.includes('"') ? splitQuoted(record, delimiter) : record.split(delimiter);
    onRecord(fields, number);
    number += 1;
  };

  for await (const text of decodedChunks(path, source, isGzip)) {
    if (text.includes('\0')) refuse(source, 'these bytes are no text; give the table as CSV (UTF-8) or Parquet.');
    rest = takeLines(rest === '' ? text : rest + text, take);
    if (rest.length > LONGEST_RECORD_CHARACTERS) {
      refuse(source, `${recordName(number)} is longer than 1 MB or its quote never closes; this is no CSV table.`);
    }
  }
  if (hasOpenQuote(rest)) refuse(source, `${recordName(number)} has a quote that never closes; close or remove it.`);
  if (rest !== '') take(rest);
  if (number === 0) refuse(source, 'the file holds no lines; export it again.');
}

const recordName = (number: number): string => (number === 0 ? 'the header' : `row ${number}`);

async function* decodedChunks(path: string, source: string, isGzip: boolean): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const unzip = createGunzip({ chunkSize: CHUNK_BYTES });
  if (isGzip) file.on('error', (cause) => unzip.destroy(cause));
  const bytes = isGzip ? file.pipe(unzip) : file;
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk as Uint8Array, { stream: true });
    yield decoder.decode();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      refuse(source, 'the text is not UTF-8; save it as UTF-8, or give the table as Parquet.');
    }
    if (code.startsWith('Z_')) refuse(source, 'the gzip file is damaged or cut off; copy or download it again.');
    throw cause;
  } finally {
    file.destroy();
  }
}

/** Hands every complete record to `take` and returns what follows the last line end. */
function takeLines(text: string, take: (line: string) => void): string {
  let start = 0;
  let from = 0;
  for (;;) {
    const end = text.indexOf('\n', from);
    if (end < 0) return text.slice(start);
    const line = text.slice(start, end);
    from = end + 1;
    if (hasOpenQuote(line)) {
      if (line.length > LONGEST_RECORD_CHARACTERS) return text.slice(start);
      continue;
    }
    take(line);
    start = from;
  }
}

/** An odd number of quotes: the record goes on in the next line. */
function hasOpenQuote(line: string): boolean {
  let isOpen = false;
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) isOpen = !isOpen;
  return isOpen;
}

function findDelimiter(header: string): string {
  const count = (delimiter: string): number => header.split(delimiter).length;
  return DELIMITERS.reduce((best, candidate) => (count(candidate) > count(best) ? candidate : best));
}

function splitQuoted(record: string, delimiter: string): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let field = '';
    if (record[at] === '"') {
      at += 1;
      for (;;) {
        const end = record.indexOf('"', at);
        if (end < 0) return [...fields, field + record.slice(at)];
        field += record.slice(at, end);
        at = end + 1;
        if (record[at] !== '"') break;
        field += '"';
        at += 1;
      }
    }
    const end = record.indexOf(delimiter, at);
    fields.push(field + (end < 0 ? record.slice(at) : record.slice(at, end)));
    if (end < 0) return fields;
    at = end + 1;
  }
}
