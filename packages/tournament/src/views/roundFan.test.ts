import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantile } from '@robata/kernels';
import type { ModelRecord } from '../records.ts';
import { memoryStorage } from '../storage/memoryStorage.ts';
import { roundRecord } from '../testing/roundRecord.ts';
import { FAN_LEVELS, roundFan, scorePaths } from './roundFan.ts';

const model = (id: number, kind = 'ridge'): ModelRecord => ({
  id,
  name: `model ${id}`,
  account: 'somebody',
  kind,
  description: '',
  marked: false,
});

async function season() {
  const storage = memoryStorage();
  const ids = [1, 2, 3, 4, 5, 6, 7];
  await storage.transaction(async (writer) => {
    await writer.putModels(ids.map((id) => model(id, id === 7 ? 'meta' : 'ridge')));
    await writer.putRound(roundRecord(1, { scoredDays: 2 }));
    // Model 6 has no score on the second day, model 7 is the meta model.
    await writer.addScores(
      [1, 2].flatMap((day) =>
        ids.map((id) => ({ round: 1, model: id, day, values: [id === 6 && day === 2 ? Number.NaN : id * day] })),
      ),
    );
  });
  return storage;
}

test('the fan holds the quantiles of the models, without the meta model and without who has no score', async () => {
  const fan = await roundFan(await season(), 1);
  const corr = fan?.columns['corr'];
  assert.deepEqual(fan?.days, [1, 2]);
  FAN_LEVELS.forEach((level, index) => {
    assert.deepEqual(corr?.quantiles[index], [quantile([1, 2, 3, 4, 5, 6], level), quantile([2, 4, 6, 8, 10], level)]);
  });
  assert.deepEqual(corr?.metaModel, [7, 14]);
  assert.equal(corr?.models, 5);
});

test('paths are those of the models that are asked for and took part, a missing score is null', async () => {
  const paths = await scorePaths(await season(), 1, ['model 6', 'nobody', 'model 1']);
  assert.deepEqual(paths, [
    { model: 'model 6', days: [1, 2], scores: { corr: [6, null] } },
    { model: 'model 1', days: [1, 2], scores: { corr: [1, 2] } },
  ]);
});

test('a round without scores has an empty fan; one that is not there has none', async () => {
  const storage = await season();
  await storage.transaction((writer) => writer.putRound(roundRecord(2)));
  assert.deepEqual(await roundFan(storage, 2), {
    round: 2,
    days: [],
    closedMarkets: [],
    columns: { corr: { quantiles: FAN_LEVELS.map(() => []), metaModel: [], models: 0 } },
  });
  assert.equal(await roundFan(storage, 3), null);
  assert.equal(await scorePaths(storage, 3, []), null);
});
