import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import { DataRefusedError } from '../panel.ts';
import type { FileColumn } from './parquetFile.ts';

/** A release that would take something away from those who train on the version before, or on its own earlier files. */
export class IncompatibleReleaseError extends DataRefusedError {}

const VERSION = /^v(\d+)\.(\d+)$/;
const NAMES_TOLD = 5;
/** Files of one layout; the first that is there tells it. */
const LAYOUT_FILES = ['train.parquet', 'validation.parquet', 'live.parquet'];

/**
 * What keeps these columns from being those of a version, in one sentence; null where nothing does. Within a version files keep exactly their
 * columns; a minor version has all of the one before, of the same types, and may add some; a major version may do what it wants.
 * @param earlier the columns of the newest earlier version of the same major one, or of the version itself
 */
export function incompatibility(
  version: string,
  columns: readonly FileColumn[],
  earlier: { readonly version: string; readonly columns: readonly FileColumn[] },
): string | null {
  const now = new Map(columns.map(({ name, kind }) => [name, kind]));
  const before = new Map(earlier.columns.map(({ name, kind }) => [name, kind]));
  const gone = [...before.keys()].filter((name) => !now.has(name));
  const changed = [...before].flatMap(([name, kind]) => (now.has(name) && now.get(name) !== kind ? [name] : []));
  const added = version === earlier.version ? [...now.keys()].filter((name) => !before.has(name)) : [];
  const parts = [
    gone.length > 0 && `lacks ${counted(gone)}`,
    changed.length > 0 && `has ${counted(changed)} of another type`,
    added.length > 0 && `adds ${counted(added)} within the version`,
  ].filter((part) => part !== false);
  if (parts.length === 0) return null;
  const remedy =
    gone.length + changed.length > 0
      ? 'publish it as a new major version, and deprecate the old one first'
      : 'publish it as the next minor version';
  return `The release ${version} ${parts.join(' and ')}, against ${earlier.version}; ${remedy}.`;
}

const counted = (names: readonly string[]): string =>
  `${names.length} column${names.length === 1 ? '' : 's'} (${names.slice(0, NAMES_TOLD).join(', ')}${names.length > NAMES_TOLD ? ', …' : ''})`;

/** Throws IncompatibleReleaseError where a version with these columns could not stand beside what lies in `directory`; see `incompatibility`. */
export async function refuseIncompatible(
  directory: string,
  version: string,
  columns: readonly FileColumn[],
): Promise<void> {
  const mine = VERSION.exec(version);
  if (mine === null) return;
  const names = await readdir(directory).catch(() => []);
  const earlier = names
    .flatMap((name) => {
      const parts = VERSION.exec(name);
      const isEarlier = parts?.[1] === mine[1] && Number(parts?.[2]) <= Number(mine[2]);
      return parts !== null && isEarlier ? [{ name, minor: Number(parts[2]) }] : [];
    })
    .sort((a, b) => b.minor - a.minor);
  for (const { name } of earlier) {
    const known = await layoutOf(join(directory, name));
    if (known === null) continue;
    const why = incompatibility(version, columns, { version: name, columns: known });
    if (why !== null) throw new IncompatibleReleaseError(why);
    // What the one before has, those before that have too.
    if (name !== version) return;
  }
}

async function layoutOf(folder: string): Promise<FileColumn[] | null> {
  for (const file of LAYOUT_FILES) {
    try {
      const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(join(folder, file)));
      return schema.slice(1).map(
        ({ name, type, converted_type }): FileColumn => ({
          name,
          kind: type === 'DOUBLE' ? 'double' : converted_type === 'INT_8' ? 'int8' : 'text',
        }),
      );
    } catch {
      // Not there, or nobody's file of ours.
    }
  }
  return null;
}
