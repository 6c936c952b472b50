import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import {
  type Blobs,
  kitBlob,
  memoryBlobs,
  memoryStorage,
  type PublishedReceipts,
  receiptsKey,
  receiptTree,
  type RoundRecord,
  storedReceipts,
  wholeReceipts,
} from '@robata/tournament';
import Fastify from 'fastify';
import { receiptRoutes } from './receiptRoutes.ts';

const storage = memoryStorage();
const blobs: Blobs = memoryBlobs();
const app = Fastify();

/** A resolved round of so many stocks and three models. */
const roundOf = (number: number, stocks: number): RoundRecord => ({
  number,
  tournament: 'classic',
  era: String(number),
  eraDay: '2024-01-05',
  state: 'resolved',
  opensAt: '2024-01-06T18:00:00Z',
  closesAt: '2024-01-08T14:30:00Z',
  scoredDays: 1,
  horizonDays: 1,
  configVersion: 1,
  columns: [{ key: 'corr', definitionId: 'corr20v2', target: 'janet_20' }],
  stocks,
  commitment: null,
  salt: null,
  optimizer: null,
  payoutFactor: null,
  planHash: null,
  reason: null,
});

before(async () => {
  await storage.transaction(async (writer) => {
    for (const [number, stocks] of [
      [1, 666_666],
      [2, 666_667],
    ] as const) {
      const record = roundOf(number, stocks);
      await writer.putRound(record);
      await writer.addScores([1, 2, 3, 4].map((model) => ({ round: number, model, day: 1, values: [0.1 * model] })));
      const published = { evidenceHash: 'e', kits: 'values', names: { 1: 'a', 2: 'b', 3: 'c', 4: 'meta' } } as const;
      const { root, size } = receiptTree(await storedReceipts(writer, record, published)).tree;
      await writer.putDocument(receiptsKey(number), { root, size, ...published } satisfies PublishedReceipts);
    }
  });
  // What repeats itself is packed to nothing: the file says nothing of what it holds.
  for (const number of [1, 2]) await blobs.put(kitBlob(number), new Uint8Array(100));
  const nothing = async (): Promise<Uint8Array> => new Uint8Array(7);
  await receiptRoutes(app, { reader: storage, blobs, kits: { json: nothing, partial: nothing } });
});
after(() => app.close());

it('makes JSON of kits of up to two million predictions, however small their file is', async () => {
  const [small, large] = await Promise.all([1, 2].map((round) => app.inject(`/api/rounds/${round}/kit`)));
  assert.deepEqual([small?.statusCode, small?.rawPayload.length], [200, 7]);
  assert.equal(large?.json<{ code: string }>().code, 'kit_too_large');
  const file = await app.inject('/api/rounds/2/kit?format=npz');
  assert.deepEqual([file.statusCode, file.rawPayload.length], [200, 100]);
});

it('gives all receipts of a round at once, which lead to its root, and none to who does not ask', async () => {
  type Told = Omit<PublishedReceipts, 'names'> & { readonly models: string[]; readonly receipts?: string[] };
  const { receipts, ...told } = (await app.inject('/api/rounds/1/receipts?all=true')).json<Told>();
  const whole = await wholeReceipts(receipts ?? [], told.root);
  assert.deepEqual([...(whole?.texts.keys() ?? [])], told.models);
  assert.deepEqual((await app.inject('/api/rounds/1/receipts')).json<Told>(), told);
  const { receipt } = (await app.inject('/api/rounds/1/receipts/c')).json<{ receipt: string }>();
  assert.equal(whole?.texts.get('c'), receipt);
});
