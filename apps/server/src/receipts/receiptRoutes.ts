/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import {
  type Blobs,
  DomainError,
  evidenceBlob,
  jsonBlob,
  kitBlob,
  type KitReader,
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
import { sendBlob } from './sendBlob.ts';

/** A resolved round never changes. */
const FRESHNESS = { freshMs: 60_000, usableMs: 600_000 };
const number = { type: 'integer', minimum: 1, maximum: 1_000_000_000 } as const;
const schema = { params: { type: 'object', properties: { number } } };
/** As text they are 40 MB. How small the file is says little: what repeats itself is packed to nothing. */
const MOST_JSON_PREDICTIONS = 2_000_000;
const allSchema = {
  ...schema,
  querystring: { type: 'object', properties: { all: { type: 'boolean', default: false } } },
};
const format = { enum: ['json', 'npz'], default: 'json' } as const;
const kitSchema = { ...schema, querystring: { type: 'object', properties: { format } } };
type OfForm = { Querystring: { format: 'json' | 'npz' } };
type OfRound = { Params: { number: number } };

export interface ReceiptRoutesInput {
  readonly reader: StorageReader;
  readonly blobs: Blobs;
  readonly kits: Pick<KitReader, 'json' | 'partial'>;
}

/**
 * What a resolved round publishes so that its scores can be computed again: `GET /api/rounds/:number/receipts` (the Merkle root of all receipts,
 * the hash of the evidence, and whom there is a receipt of; with `?all=true` all of them), `…/receipts/:model` (one model's receipt with its way to the root; by the name that it had in the round),
 * `…/evidence` (all that the scores follow from beside the predictions) and `…/kit`: with everybody's values or ranks where the configuration
 * publishes them, else in the partial form without any; as gzipped JSON or, with `?format=npz`, as a file of arrays for any size, of which ranges of
 * bytes can be had.
 */
export async function receiptRoutes(
  app: FastifyInstance,
  { reader, blobs, kits: reading }: ReceiptRoutesInput,
): Promise<void> {
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
    return receiptTree(await storedReceipts(reader, record, receipts));
  });
  const partial = cachedFor(FRESHNESS, async (round: number) => {
    const evidence = await blobs.get(evidenceBlob(round));
    if (evidence === null) return null;
    const { kit } = JSON.parse((await promisify(gunzip)(evidence)).toString()) as { kit: object };
    return promisify(gzip)(JSON.stringify(kit));
  });
  const json = cachedFor(FRESHNESS, (key: string) => {
    const [kits, round] = key.split(' ') as ['values' | 'ranks', string];
    return reading.json(Number(round), kits);
  });
  const partialFile = cachedFor(FRESHNESS, (round: number) => reading.partial(round));
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
    scope.get<OfRound & { Querystring: { all: boolean } }>(
      '/api/rounds/:number/receipts',
      { schema: allSchema },
      async ({ params, query }) => {
        const { root, size, evidenceHash, kits, names } = (await published(params.number)).receipts;
        const told = { root, size, evidenceHash, kits, models: Object.values(names) };
        return query.all ? { ...told, receipts: (await tree(params.number)).texts } : told;
      },
    );
    scope.get<{ Params: { number: number; model: string } }>(
      '/api/rounds/:number/receipts/:model',
      { schema },
      async ({ params: { number, model } }) => {
        const proof = (await tree(number)).proof(model);
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
    scope.get<OfRound & OfForm>('/api/rounds/:number/kit', { schema: kitSchema }, async (request, reply) => {
      const { number } = request.params;
      const { stocks } = await requireResolved(reader, number);
      const receipts = (await reader.document(receiptsKey(number))) as PublishedReceipts | null;
      // Rounds of before there were receipts published all there is.
      const kits = receipts?.kits ?? 'values';
      const name = `round-${number}-kit`;
      if (kits === 'own') {
        if (request.query.format === 'json') return send(reply, name, await partial(number));
        void reply.header('content-disposition', `attachment; filename="${name}.npz"`);
        return reply.type('application/zip').send(Buffer.from(await partialFile(number)));
      }
      const key = kits === 'ranks' ? ranksBlob(number) : kitBlob(number);
      const file = await blobs.open(key);
      if (file !== null && request.query.format === 'npz') return sendBlob(request, reply, `${name}.npz`, file);
      // Rounds of before there were files have their kits as JSON in either case.
      if (file === null) return send(reply, name, await blobs.get(jsonBlob(key)));
      // All but the meta model's.
      const predictions = stocks * ((receipts?.size ?? 1) - 1);
      if (predictions <= MOST_JSON_PREDICTIONS) return send(reply, name, await json(`${kits} ${number}`));
      throw new DomainError('kit_too_large', `The kit of round ${number} is too large for JSON.`, {
        remedy: 'Ask for ?format=npz, which robata contribution reads too.',
      });
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
