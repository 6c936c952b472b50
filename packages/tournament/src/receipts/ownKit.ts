import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { kitToJson, parseKit } from '@robata/portfolio';
import type { Blobs } from '../blobs/blobs.ts';
import { DomainError } from '../domainError.ts';
import type { StorageReader } from '../storage/storage.ts';
import { partialKit } from './partialKit.ts';
import { evidenceBlob, kitBlob } from './publicationFiles.ts';
import { parseEvidence } from './roundEvidence.ts';
import { type PublishedReceipts, receiptsKey } from './roundReceipts.ts';

/**
 * One participant's kit of a resolved round, as JSON: its own predictions and weight beside the meta model and the total weight. For its owner
 * alone: the caller sees to that. Throws DomainError where the round has none for this model.
 */
export async function ownKitJson(
  { reader, blobs }: { readonly reader: StorageReader; readonly blobs: Blobs },
  round: number,
  model: number,
): Promise<string> {
  const receipts = (await reader.document(receiptsKey(round))) as PublishedReceipts | null;
  const [evidenceBytes, kitBytes] = [await blobs.get(evidenceBlob(round)), await blobs.get(kitBlob(round))];
  if (receipts === null || evidenceBytes === null || kitBytes === null) {
    throw new DomainError('kit_not_found', `There is no kit of round ${round}.`, {
      remedy: 'It is made when the round resolves.',
    });
  }
  const unpacked = async (bytes: Uint8Array): Promise<string> => (await promisify(gunzip)(bytes)).toString();
  const evidence = parseEvidence(await unpacked(evidenceBytes));
  const read = parseKit(JSON.parse(await unpacked(kitBytes)));
  if ('fault' in read) throw new Error(`the kit of round ${round} cannot be read: ${read.fault}`);
  const { models, predictions, stakes } = read.kit;
  const name = receipts.names[model] ?? '';
  const place = models.indexOf(name);
  const { others } = evidence.kit;
  if (place < 0 || others == null) {
    throw new DomainError('kit_not_found', `The model has no predictions in round ${round}.`, {
      remedy: 'Ask for a round that it submitted to.',
    });
  }
  const { rows, data } = predictions;
  const own = {
    model: name,
    predictions: data.subarray(place * rows, (place + 1) * rows),
    weight: stakes[place] as number,
  };
  return JSON.stringify(kitToJson(partialKit(evidence.kit, others, own)));
}
