import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { type ContributionKit, leaveOneOut, parseKit } from '@robata/portfolio';
import {
  evidenceBlob,
  type KitPublication,
  kitBlob,
  kitFileIn,
  kitIn,
  kitReader,
  type PublishedReceipts,
  ranksBlob,
  receiptsKey,
  receiptTree,
  robata1,
  type RoundRecord,
  scoringService,
  scoreVerifier,
  storedReceipts,
  verifyScores,
  wholeReceipts,
} from '@robata/tournament';
import { type SmallSeason, smallSeason } from './testing/smallSeason.ts';

const ROUND = 2;
const textOf = async ({ blobs }: SmallSeason, key: string): Promise<string> => {
  const bytes = await blobs.get(key);
  assert.ok(bytes, key);
  return gunzipSync(bytes).toString();
};
const kitOf = async ({ blobs }: SmallSeason, key: string): Promise<ContributionKit> =>
  kitIn((await blobs.get(key)) ?? assert.fail(key));
/** By id, one model's column of a kit. */
const columnOf = ({ models, predictions, problem }: ContributionKit, model: string): ReadonlyMap<string, number> => {
  const at = models.indexOf(model) * predictions.rows;
  return new Map(problem.ids.map((id, row) => [id, predictions.data[at + row] as number]));
};

describe('the receipts of a resolved round', () => {
  let season: SmallSeason;
  let record: RoundRecord;
  let published: PublishedReceipts;
  let evidence: string;
  let kit: ContributionKit;
  let proofOf: (model: string) => string;
  const names = () => Object.values(published.names);

  before(async () => {
    season = await smallSeason({ rounds: 3, models: 6 });
    record = (await season.storage.round(ROUND)) as RoundRecord;
    published = (await season.storage.document(receiptsKey(ROUND))) as PublishedReceipts;
    evidence = await textOf(season, evidenceBlob(ROUND));
    kit = await kitOf(season, kitBlob(ROUND));
    const tree = receiptTree(await storedReceipts(season.storage, record, published));
    proofOf = (model) => JSON.stringify(tree.proof(model));
  });

  const verified = (model: string, changed: Partial<Parameters<typeof verifyScores>[0]> = {}) =>
    verifyScores({
      asked: { round: ROUND, model },
      proof: proofOf(model),
      publishedRoot: published.root,
      evidence,
      predictions: null,
      fullKit: kit,
      ...changed,
    });
  const refutations = async (model: string, changed: Partial<Parameters<typeof verifyScores>[0]>): Promise<string[]> =>
    (await verified(model, changed)).checks.filter(({ status }) => status === 'refuted').map(({ what }) => what);

  it('give every model its scores again to the last bit, from what everybody has', async () => {
    assert.equal(published.size, 7);
    for (const model of names()) {
      const { isVerified, checks, receipt } = await verified(model);
      assert.ok(isVerified, JSON.stringify(checks));
      assert.equal(receipt.scores.length, record.columns.length);
      const isMeta = receipt.submissionHash === null;
      const left = checks.filter(({ status }) => status === 'not checked').map(({ key }) => key);
      assert.deepEqual(left, isMeta ? ['tc', 'tcLeaveOneOut', 'tcLeaveOneOutHeld'] : []);
    }
  });

  it('say the same of all models, one after the other from the list of all, as of each with its proof', async () => {
    const { texts } = receiptTree(await storedReceipts(season.storage, record, published));
    const receipts = await wholeReceipts(texts, published.root);
    assert.deepEqual([...(receipts?.texts.keys() ?? [])], names());
    // Also where somebody's prediction in the kit was changed, and where the kit lacks somebody.
    const data = kit.predictions.data.slice();
    data[3] = 1 - (data[3] as number);
    const changed = { ...kit, predictions: { ...kit.predictions, data } };
    const shorter = {
      ...kit,
      models: kit.models.slice(1),
      predictions: { ...kit.predictions, columns: kit.models.length - 1, data: data.slice(kit.predictions.rows) },
      stakes: kit.stakes.slice(1),
    };
    for (const fullKit of [kit, changed, shorter]) {
      const verify = scoreVerifier({ publishedRoot: published.root, evidence, fullKit, receipts });
      for (const model of names().slice(0, fullKit === kit ? 7 : 3)) {
        const one = await verify({ asked: { round: ROUND, model }, proof: null, predictions: null });
        assert.deepEqual(one, await verified(model, { fullKit }));
      }
    }
    await assert.rejects(
      scoreVerifier({ publishedRoot: published.root, evidence, fullKit: kit, receipts })({
        asked: { round: ROUND, model: 'nobody' },
        proof: null,
        predictions: null,
      }),
      /hold none of 'nobody'/,
    );
    // Another list, or the same for another root.
    assert.equal(await wholeReceipts(texts.with(2, texts[1] as string), published.root), null);
    assert.equal(await wholeReceipts(texts.slice(1), published.root), null);
    const root = published.root.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    assert.equal(await wholeReceipts(texts, root), null);
    const other = scoreVerifier({ publishedRoot: root, evidence, fullKit: kit, receipts });
    const { checks } = await other({
      asked: { round: ROUND, model: names()[0] as string },
      proof: null,
      predictions: null,
    });
    assert.deepEqual([checks[0]?.what, checks[0]?.status], ['root', 'refuted']);
  });

  it('need no predictions of others but for the gradient', async () => {
    const [model = ''] = names();
    const { isVerified, checks } = await verified(model, { predictions: columnOf(kit, model), fullKit: null });
    assert.ok(isVerified, JSON.stringify(checks));
    assert.deepEqual(
      checks.filter(({ status }) => status !== 'verified').map(({ key }) => key),
      ['tc'],
    );
  });

  it('show a changed byte wherever it is', async () => {
    // The first two of the cast predict the same.
    const [other = '', , model = ''] = names();
    const proof = proofOf(model);
    const value = /"value":"(-?0\.\d+)"/.exec(JSON.parse(proof).receipt)?.[1] as string;
    const changedValue = value.slice(0, -1) + (value.endsWith('1') ? '2' : '1');
    assert.ok((await refutations(model, { proof: proof.replace(value, changedValue) })).includes('root'));
    assert.deepEqual(
      await refutations(model, {
        publishedRoot: published.root.replace(/^./, 'f0'[+published.root.startsWith('f')] as string),
      }),
      ['root'],
    );
    assert.deepEqual(
      await refutations(model, {
        asked: { round: ROUND, model: other },
        proof: proofOf(other),
        predictions: columnOf(kit, model),
        fullKit: null,
      }).then((all) => [...new Set(all)]),
      ['submission', 'score'],
    );
    // A receipt that is true, and of somebody else or of another round.
    assert.deepEqual(await refutations(model, { proof: proofOf(other) }), ['root']);
    assert.deepEqual(await refutations(model, { asked: { round: ROUND + 1, model } }), ['root']);
    for (const [at, length] of [
      [evidence.indexOf('"returns":[') + 14, 1],
      [evidence.length >> 1, 1],
      [evidence.length - 10, 1],
    ] as const) {
      const changed = evidence.slice(0, at) + (evidence[at] === '1' ? '2' : '1') + evidence.slice(at + length);
      assert.deepEqual(await refutations(model, { evidence: changed }), ['evidence'], `at ${at}`);
    }
    const data = kit.predictions.data.slice();
    data[3] = 1 - (data[3] as number);
    const changedKit = { ...kit, predictions: { ...kit.predictions, data } };
    const found = await refutations(kit.models[0] as string, { fullKit: changedKit });
    assert.ok(found.includes('meta model') && found.includes('score'), `${found}`);
  });

  it("give each participant a kit of its own, without others' predictions, and the same TC", async () => {
    const { storage, blobs } = season;
    const [id = ''] = Object.entries(published.names).find(([, name]) => name === kit.models[2]) ?? [];
    const kits = kitReader(storage, blobs);
    after(() => kits.stop());
    const own = await kitIn(await kits.own(ROUND, Number(id), 'npz'));
    const json = parseKit(JSON.parse(await kits.own(ROUND, Number(id), 'json')));
    assert.ok('kit' in json);
    assert.deepEqual(leaveOneOut(json.kit), leaveOneOut(own));
    assert.deepEqual(own.models, [kit.models[2]]);
    assert.equal(own.predictions.columns, 1);
    const all = leaveOneOut(kit);
    assert.deepEqual(leaveOneOut(own).contributions, all.contributions.slice(2, 3));
    for (const [round, model] of [
      [ROUND, 999],
      [99, Number(id)],
    ] as const) {
      await assert.rejects(kits.own(round, model, 'npz'), /There is no round|no predictions/);
    }
  });

  it('name what cannot be read', async () => {
    const [model = ''] = names();
    await assert.rejects(verified(model, { proof: '{}' }), /no proof of scores/);
    const some = new Map([...columnOf(kit, model)].slice(1));
    await assert.rejects(verified(model, { predictions: some }), /no value for/);
  });
});

it('are the same where ranks are published, which give the scores and hide the values', async () => {
  const kits: KitPublication = 'ranks';
  const config = { ...robata1, universeSize: 120, kits, contribution: { ...robata1.contribution, draws: 10 } };
  const scoring = scoringService(1, config.contribution);
  const season = await smallSeason({
    rounds: 2,
    models: 4,
    input: { settings: { config, seed: 3, models: 4, from: null, to: null, rounds: 2 }, scoring },
  });
  const record = (await season.storage.round(1)) as RoundRecord;
  const published = (await season.storage.document(receiptsKey(1))) as PublishedReceipts;
  const tree = receiptTree(await storedReceipts(season.storage, record, published));
  const file = await kitFileIn((await season.blobs.get(ranksBlob(1))) ?? assert.fail('no ranks'));
  const fullKit = file.kit;
  const [model = ''] = fullKit.models;
  assert.notDeepEqual(columnOf(fullKit, model), columnOf(await kitOf(season, kitBlob(1)), model));
  const given = {
    asked: { round: 1, model },
    proof: JSON.stringify(tree.proof(model)),
    publishedRoot: published.root,
    evidence: await textOf(season, evidenceBlob(1)),
    predictions: null,
    fullKit,
  };
  const { isVerified, checks } = await verifyScores({ ...given, fullKitManifest: file.manifestHash });
  assert.ok(isVerified, JSON.stringify(checks));
  assert.deepEqual(
    checks.filter(({ status }) => status === 'not checked').map(({ what }) => what),
    ['submission'],
  );
  // That of all values: the same scores, and not what was published.
  const other = await kitFileIn((await season.blobs.get(kitBlob(1))) ?? assert.fail('no kit'));
  const { checks: found } = await verifyScores({ ...given, fullKitManifest: other.manifestHash });
  assert.deepEqual(
    found.filter(({ status }) => status === 'refuted').map(({ what }) => what),
    ['kit'],
  );
});
