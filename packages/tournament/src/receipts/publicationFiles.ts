import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type ContributionKit, isKitFile, type KitFile, KitFileError, parseKit, readKitFile } from '@robata/portfolio';
import type { Blobs } from '../blobs/blobs.ts';
import type { RoundPublication } from '../rounds/roundScoring.ts';

/** All predictions with names: not for everybody, see `KitPublication`. */
export const kitBlob = (round: number): string => `rounds/${round}/kit.npz`;
export const ranksBlob = (round: number): string => `rounds/${round}/ranks.npz`;
export const evidenceBlob = (round: number): string => `rounds/${round}/evidence.json.gz`;

/** Where rounds of before there were kit files have them, as gzipped JSON. */
export const jsonBlob = (key: string): string => key.replace(/\.npz$/, '.json.gz');

/** Writes the files of a round that resolves. */
export async function putPublication(blobs: Blobs, round: number, files: RoundPublication): Promise<void> {
  await blobs.put(kitBlob(round), files.kit);
  if (files.ranks !== null) await blobs.put(ranksBlob(round), files.ranks);
  await blobs.put(evidenceBlob(round), files.evidence);
}

/** The bytes of a kit, of one of the two forms; null where there is none. @param key `kitBlob` or `ranksBlob` */
export const kitBytes = async (blobs: Pick<Blobs, 'get'>, key: string): Promise<Uint8Array | null> =>
  (await blobs.get(key)) ?? blobs.get(jsonBlob(key));

/** Reads such bytes. Throws KitFileError with one sentence. */
export async function kitIn(bytes: Uint8Array): Promise<ContributionKit> {
  if (isKitFile(bytes)) return (await kitFileIn(bytes)).kit;
  const read = parseKit(JSON.parse((await promisify(gunzip)(bytes)).toString()) as unknown);
  if ('fault' in read) throw new KitFileError(read.fault);
  return read.kit;
}

/** The same of a kit file, with the hash of its manifest. */
export const kitFileIn = (bytes: Uint8Array): Promise<KitFile> => readKitFile(inPieces(bytes));

const PIECE = 2 ** 20;

/** So that what is unpacked of one piece is no more than a machine has room for. */
async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

/** A resolved round's full kit with all values, for the server itself; null where there is none. Throws as `kitIn`. */
export async function readKit(blobs: Pick<Blobs, 'get'>, round: number): Promise<ContributionKit | null> {
  const bytes = await kitBytes(blobs, kitBlob(round));
  return bytes && kitIn(bytes);
}
