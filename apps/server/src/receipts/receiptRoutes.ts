/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import {
  type Blobs,
  DomainError,
  evidenceBlob,
  kitBlob,
  type PublishedReceipts,
  ranksBlob,
  receiptsKey,
  receiptTree,
  type RoundRecord,
  type StorageReader,
  storedReceipts,
} from '@robata/tournament';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { answerDomainErrors } from '../accounts/domainAnswers.ts';
import { cachedFor } from '../cachedFor.ts';

/** A resolved round never changes. */
const FRESHNESS = { freshMs: 60_000, usableMs: 600_000 };
const number = { type: 'integer', minimum: 1, maximum: 1_000_000_000 } as const;
const schema = { params: { type: 'object', properties: { number } } };
type OfRound = { Params: { number: number } };

export interface ReceiptRoutesInput {
  readonly reader: StorageReader;
  readonly blobs: Blobs;
}

/**
 * What a resolved round publishes so that its scores can be computed again: `GET /api/rounds/:number/receipts` (the Merkle root of all receipts,
 * the hash of the evidence, and whom there is a receipt of), `…/receipts/:model` (one model's receipt with its way to the root; by the name that it had in the round),
 * `…/evidence` (all that the scores follow from beside the predictions) and `…/kit`: with everybody's values or ranks where the configuration
 * publishes them, else in the partial form without any.
 */
export async function receiptRoutes(app: FastifyInstance, { reader, blobs }: ReceiptRoutesInput): Promise<void> {
  const published = async (round: number): Promise<{ record: RoundRecord; receipts: PublishedReceipts }> => {
    const record = await requireResolved(reader, round);
    const receipts = (await reader.document(receiptsKey(round))) as PublishedReceipts | null;
    if (receipts !== null) return { record, receipts };
    throw new DomainError('receipts_not_found', `Round ${round} was resolved before there were receipts.`, {
      remedy: 'Ask for a later round.',
    });
  };
  const tree = cachedFor(FRESHNESS, async (round: number) => {
    const { record, receipts } = await published(round);
    return { receipts, tree: receiptTree(await storedReceipts(reader, record, receipts)) };
  });
  const partial = cachedFor(FRESHNESS, async (round: number) => {
    const evidence = await blobs.get(evidenceBlob(round));
    if (evidence === null) return null;
    const { kit } = JSON.parse((await promisify(gunzip)(evidence)).toString()) as { kit: object };
    return promisify(gzip)(JSON.stringify(kit));
  });
  const send = (reply: FastifyReply, name: string, bytes: Uint8Array | null): FastifyReply => {
    if (bytes === null)
      throw new DomainError('kit_not_found', `There is no ${name}.`, { remedy: 'Ask for another round.' });
    return reply
      .type('application/gzip')
      .header('content-disposition', `attachment; filename="${name}.json.gz"`)
      .send(Buffer.from(bytes));
  };

  await app.register(async (scope) => {
    answerDomainErrors(scope);
    scope.get<OfRound>('/api/rounds/:number/receipts', { schema }, async ({ params }) => {
      const { root, size, evidenceHash, kits, names } = (await published(params.number)).receipts;
      return { root, size, evidenceHash, kits, models: Object.values(names) };
    });
    scope.get<{ Params: { number: number; model: string } }>(
      '/api/rounds/:number/receipts/:model',
      { schema },
      async ({ params: { number, model } }) => {
        const proof = (await tree(number)).tree.proof(model);
        if (proof !== null) return proof;
        throw new DomainError('receipt_not_found', `Round ${number} scored no model '${model}'.`, {
          remedy: 'Give the name that it had when the round closed.',
        });
      },
    );
    scope.get<OfRound>('/api/rounds/:number/evidence', { schema }, async ({ params: { number } }, reply) => {
      await published(number);
      return send(reply, `round-${number}-evidence`, await blobs.get(evidenceBlob(number)));
    });
    scope.get<OfRound>('/api/rounds/:number/kit', { schema }, async ({ params: { number } }, reply) => {
      await requireResolved(reader, number);
      const receipts = (await reader.document(receiptsKey(number))) as PublishedReceipts | null;
      // Rounds of before there were receipts published all there is.
      const kits = receipts?.kits ?? 'values';
      const bytes =
        kits === 'own'
          ? await partial(number)
          : await blobs.get(kits === 'ranks' ? ranksBlob(number) : kitBlob(number));
      return send(reply, `round-${number}-kit`, bytes);
    });
  });
}

async function requireResolved(reader: StorageReader, round: number): Promise<RoundRecord> {
  const record = await reader.round(round);
  if (record === null) {
    throw new DomainError('round_not_found', `There is no round ${round}.`, { remedy: 'See /api/rounds.' });
  }
  if (record.state === 'resolved') return record;
  throw new DomainError('kit_not_found', `The kit of round ${round} is published when it resolves.`, {
    remedy: 'Ask again when it has resolved.',
  });
}
