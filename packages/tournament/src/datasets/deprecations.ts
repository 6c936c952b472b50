import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseIsoDay } from './isoDay.ts';
import { DomainError } from '../domainError.ts';

/** A version of the data that goes. It is served, and submissions made from it are accepted, until it is taken away. */
export interface DataDeprecation {
  /** `v1.0`, or `signals/v1.0`. */
  readonly version: string;
  /** What to use in its place. */
  readonly use: string;
  /** The day (ISO) on which it was said, and the last one on which it is still there; null: not decided. */
  readonly since: string;
  readonly until: string | null;
  /** Why, in a sentence. */
  readonly sentence: string;
}

const FILE = 'deprecations.json';
const VERSION = /^(?:signals\/)?v\d{1,4}\.\d{1,4}$/;
const LONGEST_SENTENCE = 500;

/** What the operator has deprecated, in the order in which he did. */
export async function readDeprecations(folder: string): Promise<readonly DataDeprecation[]> {
  try {
    return JSON.parse(await readFile(join(folder, FILE), 'utf8')) as readonly DataDeprecation[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Says that a version goes, or says it anew. Throws DomainError `invalid_field` on what is no version, day or sentence. */
export async function deprecate(folder: string, notice: DataDeprecation): Promise<void> {
  const { version, use, since, until, sentence } = notice;
  for (const [field, value] of [
    ['version', version],
    ['use', use],
  ] as const) {
    if (!VERSION.test(value))
      throw invalid(field, `${JSON.stringify(value.slice(0, 40))} is no version of the data, as v1.0.`);
  }
  if (version === use) throw invalid('use', 'A version cannot take its own place.');
  if (parseIsoDay(since) === null) throw invalid('since', 'The day must be ISO, as 2026-11-23.');
  if (until !== null && (parseIsoDay(until) === null || until < since)) {
    throw invalid('until', 'The last day must be ISO, as 2027-01-31, and not before the notice.');
  }
  if (sentence.trim() === '' || sentence.length > LONGEST_SENTENCE) {
    throw invalid('sentence', `Say why in 1 to ${LONGEST_SENTENCE} characters.`);
  }
  const others = (await readDeprecations(folder)).filter((each) => each.version !== version);
  const path = join(folder, FILE);
  await writeFile(`${path}.new`, `${JSON.stringify([...others, notice], null, 1)}\n`);
  await rename(`${path}.new`, path);
}

const invalid = (field: string, sentence: string): DomainError => new DomainError('invalid_field', sentence, { field });

/** The version that a file's name stands in: `v1.0` of `v1.0/train.parquet`. */
export const versionOfFile = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('/')));

/**
 * The headers that tell a client of a file that its version goes (RFC 9745 and RFC 8594, and `Warning` for those that log it); none where it does
 * not.
 */
export function deprecationHeaders(
  notices: readonly DataDeprecation[],
  file: string,
): Readonly<Record<string, string>> {
  const notice = notices.find(({ version }) => version === versionOfFile(file));
  if (notice === undefined) return {};
  const { version, use, since, until, sentence } = notice;
  const name = file.slice(version.length + 1);
  return {
    deprecation: `@${Date.parse(`${since}T00:00:00Z`) / 1000}`,
    ...(until !== null && { sunset: new Date(`${until}T23:59:59Z`).toUTCString() }),
    link: `</api/data/files/${use}/${name}>; rel="successor-version"`,
    warning: `299 robata "${`The data ${version} are deprecated: use ${use}. ${sentence}`.replaceAll(/[^ -~]|["\\]/g, "'")}"`,
  };
}
