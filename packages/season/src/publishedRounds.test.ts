import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { kitToJson } from '@robata/portfolio';
import { type Blobs, commitmentOf, kitReader, type KitReader, readKit } from '@robata/tournament';
import { type SmallSeason, smallSeason } from './testing/smallSeason.ts';

const COLUMNS = { zero: 'tc-leave-one-out-zero', held: 'tc-leave-one-out-held' } as const;

describe('what is published of a resolved round', () => {
  let season: SmallSeason;
  let kits: KitReader;

  before(async () => {
    season = await smallSeason({ rounds: 3, models: 8 });
    kits = kitReader(season.storage, season.blobs);
  });
  after(() => kits.stop());

  it('explains every leave-one-out score to the last bit of the stored one', async () => {
    const round = (await season.storage.rounds()).find(({ state }) => state === 'resolved');
    assert.ok(round !== undefined);
    const names = new Map((await season.storage.models()).map(({ id, name }) => [id, name]));
    const entries = await season.storage.entries({ round: round.number });
    const scores = await season.storage.scores({ round: round.number, latestOnly: true });
    assert.ok(entries.length >= 8);
    for (const start of ['zero', 'held'] as const) {
      const column = round.columns.findIndex(({ definitionId }) => definitionId === COLUMNS[start]);
      for (const { model } of entries) {
        const stored = scores.find((score) => score.model === model)?.values[column] as number;
        const told = await kits.explain(round.number, names.get(model) as string, start, async () => true);
        assert.deepEqual([told.contribution, told.stored, told.isSame], [stored, stored, true]);
        assert.equal((told.gainWith - told.gainWithout) / told.weight, stored);
        const shown = told.stocksShown.reduce((sum, { earned }) => sum + earned, told.others.earned);
        assert.ok(Math.abs(shown / told.weight - stored) < 1e-12, 'the stocks add up to it');
        assert.ok(told.stocksShown.length > 0 && told.share >= 0 && told.share < 1);
      }
    }
  });

  it('shows the stocks of an explanation, which give predictions away, to the owner alone where predictions stay with their owners', async () => {
    const [entry] = await season.storage.entries({ round: 1 });
    const model = entry?.model as number;
    const name = (await season.storage.models()).find(({ id }) => id === model)?.name as string;
    const asked: number[] = [];
    const as = (isOwner: boolean) =>
      kits.explain(1, name, 'zero', async (id) => {
        asked.push(id);
        return isOwner;
      });
    const [owner, other, stranger] = [await as(true), await as(false), await kits.explain(1, name, 'zero')];
    assert.deepEqual(asked, [model, model]);
    assert.ok(owner.stocksShown.length > 0);
    assert.deepEqual(
      [other.stocksShown, other.others.stocks, other.contribution, other.isSame],
      [[], owner.changedStocks, owner.contribution, true],
    );
    assert.deepEqual(stranger, other);
    const { earned } = other.others;
    assert.ok(Math.abs(earned - owner.stocksShown.reduce((sum, one) => sum + one.earned, owner.others.earned)) < 1e-15);
  });

  it('follows a model that is called something else by now, and gives nobody its stocks who has taken its old name', async () => {
    const { storage, blobs } = season;
    const models = await storage.models();
    const [first, second] = (await storage.entries({ round: 1 })).map(({ model }) => model) as [number, number];
    const nameOf = (id: number) => models.find((model) => model.id === id)?.name as string;
    const renamed: typeof models = models.map((model) =>
      model.id === first
        ? { ...model, name: 'renamed' }
        : model.id === second
          ? { ...model, name: nameOf(first) }
          : model,
    );
    const reader = new Proxy(storage, {
      get: (target, key) => (key === 'models' ? async () => renamed : Reflect.get(target, key)),
    });
    const later = kitReader(reader, blobs);
    after(() => later.stop());
    const before = [await kits.explain(1, nameOf(first), 'zero'), await kits.explain(1, nameOf(second), 'zero')];
    const asSecond = async (id: number) => id === second;
    const shown = [
      await later.explain(1, 'renamed', 'zero', asSecond),
      await later.explain(1, nameOf(first), 'zero', asSecond),
    ];
    assert.deepEqual(
      shown.map(({ contribution, isSame, stocksShown }) => [contribution, isSame, stocksShown.length > 0]),
      before.map(({ contribution }, at) => [contribution, true, at === 1]),
    );
  });

  it('opens every commitment: its SHA-256 is that of the close', async () => {
    const resolved = (await season.storage.rounds()).filter(({ state }) => state === 'resolved');
    assert.ok(resolved.length > 0);
    for (const { number, commitment, salt } of resolved) {
      const text = gunzipSync(await kits.committed(number)).toString();
      assert.ok(text.startsWith(salt as string));
      assert.equal(commitmentOf(text), commitment);
    }
  });

  it('does not open it with a kit in which one holding was changed', async () => {
    const round = (await season.storage.rounds()).find(({ state }) => state === 'resolved');
    const kit = (await readKit(season.blobs, round?.number as number)) ?? assert.fail('no kit');
    kit.problem.holdings[0] = (kit.problem.holdings[0] as number) + 1e-9;
    // As JSON, in which older rounds have theirs.
    const forged: Pick<Blobs, 'get'> = { get: async () => gzipSync(JSON.stringify(kitToJson(kit))) };
    const other = kitReader(season.storage, forged);
    try {
      const text = gunzipSync(await other.committed(round?.number as number)).toString();
      assert.notEqual(commitmentOf(text), round?.commitment);
    } finally {
      await other.stop();
    }
  });

  it('refuses what is not there in a sentence, and forgets nothing else of it', async () => {
    await assert.rejects(kits.explain(99, 'example', 'zero'), { code: 'round_not_found' });
    await assert.rejects(kits.explain(1, 'nobody at all', 'zero'), { code: 'model_not_found' });
    const none: Pick<Blobs, 'get'> = { get: async () => null };
    await assert.rejects(kitReader(season.storage, none).committed(1), { code: 'kit_not_found' });
    assert.equal((await kits.explain(1, 'example', 'zero')).isSame, true);
  });
});
