import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { type ContributionKit, isKitFile, type KitAbout, KitFileError, parseKit, readKitFile } from '@robata/portfolio';
import { readJsonFile } from './readJsonFile.ts';
import { requireFormat } from './requireFormat.ts';
import { UsageError } from './usageError.ts';

const CHUNK = 2 ** 20;

/** Reads a contribution kit: a file of arrays, of any size and without ever being whole in memory, or JSON. Throws UsageError with one sentence. */
export async function readKit(
  path: string,
): Promise<Pick<KitAbout, 'contribution'> & { readonly kit: ContributionKit }> {
  if (!isKitFile(await headOf(path))) {
    const parsed = parseKit(
      requireFormat(await readJsonFile(path, 'contribution kit'), 'robata-contribution-kit/1', path),
    );
    if ('fault' in parsed) throw new UsageError(`${path}: ${parsed.fault}`);
    return parsed;
  }
  try {
    const { kit, header } = await readKitFile(createReadStream(path, { highWaterMark: CHUNK }));
    return { kit, contribution: header.contribution };
  } catch (cause) {
    if (!(cause instanceof KitFileError)) throw cause;
    throw new UsageError(`${path}: ${cause.message}`, { cause });
  }
}

/** The first four bytes; none of what cannot be read, which is said where it is read as JSON. */
async function headOf(path: string): Promise<Uint8Array> {
  const head = new Uint8Array(4);
  const file = await open(path).catch(() => null);
  try {
    if ((await file?.stat())?.isFile()) await file?.read(head, 0, 4, 0);
  } finally {
    await file?.close();
  }
  return head;
}
