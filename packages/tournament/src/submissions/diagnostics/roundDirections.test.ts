import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { gradient, kitToJson } from '@robata/portfolio';
import { memoryBlobs } from '../../blobs/blobs.ts';
import { configurationBook } from '../../configuration/configurationBook.ts';
import { robata1 } from '../../rounds/tournamentConfig.ts';
import { memoryStorage } from '../../storage/memoryStorage.ts';
import { roundRecord } from '../../testing/roundRecord.ts';
import { smallKit } from '../../testing/smallKit.ts';
import { predictionOf } from '../testing/liveFile.ts';
import { type DirectionJson, directionOfJson, estimateContribution } from './estimateContribution.ts';
import { roundDirections } from './roundDirections.ts';

const STOCKS = 40;
const ids = Array.from({ length: STOCKS }, (_, at) => `s${at}`);
const column = (seed: number) => Float64Array.from(ids, (_, at) => predictionOf(at, seed));

/** Two staked models and one without a stake. */
const kit = smallKit({
  ids,
  models: ['one', 'two', 'three'],
  predictions: [column(1), column(2), column(3)],
  stakes: Float64Array.of(3, 1, 0),
  returns: column(9).map((value) => (value - 0.5) / 10),
});

async function tournament() {
  const storage = memoryStorage();
  const blobs = memoryBlobs();
  await storage.transaction(async (writer) => {
    await writer.putRound(roundRecord(1, { era: '0101', state: 'resolved' }));
    await writer.putRound(roundRecord(2, { era: '0102', state: 'resolved' }));
    await writer.putRound(roundRecord(3, { era: '0103', state: 'scoring' }));
  });
  const bytes = gzipSync(JSON.stringify(kitToJson(kit)));
  await blobs.put('rounds/1/kit.json.gz', bytes);
  // Of a round that has not resolved nothing is given away.
  await blobs.put('rounds/3/kit.json.gz', bytes);
  await blobs.put('rounds/3/tc-direction.json.gz', bytes);
  return { directions: roundDirections(storage, blobs), blobs, storage };
}

test('the directions of resolved rounds are made once from their kits, and estimate what the round scored', async () => {
  const { directions, blobs } = await tournament();
  assert.deepEqual(await directions.published(), []);
  await directions.makeMissing();
  assert.deepEqual(await directions.published(), [{ round: 1, era: '0101' }]);
  const bytes = (await directions.bytes(1)) ?? assert.fail('none');
  const direction = directionOfJson(JSON.parse(gunzipSync(bytes).toString()) as DirectionJson);
  const scored = gradient(kit).contributions;
  [1, 2, 3].forEach((seed, at) => {
    const values = new Map(ids.map((id, i) => [id, column(seed)[i] as number]));
    assert.equal(estimateContribution(direction, values), scored[at]?.tc);
  });
  assert.ok(Number.isNaN(estimateContribution(direction, new Map([['s1', 0.5]]))));
  await blobs.remove('rounds/1/kit.json.gz');
  const of = await directions.ofEras();
  assert.deepEqual((await of('0101'))?.values, direction.values, 'kept, not made again');
});

test('a direction takes the draws of the configuration that its round was scored with', async () => {
  const { directions, storage } = await tournament();
  const contribution = { ...robata1.contribution, draws: 7, dropout: 0.3, seed: 5 };
  await configurationBook(storage).begin({ ...robata1, contribution });
  const direction = (await (await directions.ofEras())('0101')) ?? assert.fail('none');
  const [scored, byDefault] = [gradient(kit, contribution), gradient(kit)].map(
    ({ contributions }) => contributions[0]?.tc,
  );
  const values = new Map(ids.map((id, i) => [id, column(1)[i] as number]));
  assert.notEqual(scored, byDefault);
  assert.equal(estimateContribution(direction, values), scored);
});

test('a round that is not resolved, has no kit, or is not there has no direction', async () => {
  const { directions } = await tournament();
  const of = await directions.ofEras();
  assert.deepEqual([await of('0102'), await of('0103'), await of('0999')], [null, null, null]);
  assert.deepEqual(
    [await directions.bytes(2), await directions.bytes(3), await directions.bytes(9)],
    [null, null, null],
  );
});
