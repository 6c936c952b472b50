import type { Blobs } from '../blobs/blobs.ts';
import type { RoundPublication } from '../rounds/roundScoring.ts';

/** All predictions with names: not for everybody, see `KitPublication`. */
export const kitBlob = (round: number): string => `rounds/${round}/kit.json.gz`;
export const ranksBlob = (round: number): string => `rounds/${round}/ranks.json.gz`;
export const evidenceBlob = (round: number): string => `rounds/${round}/evidence.json.gz`;

/** Writes the files of a round that resolves. */
export async function putPublication(blobs: Blobs, round: number, files: RoundPublication): Promise<void> {
  await blobs.put(kitBlob(round), files.kit);
  if (files.ranks !== null) await blobs.put(ranksBlob(round), files.ranks);
  await blobs.put(evidenceBlob(round), files.evidence);
}
