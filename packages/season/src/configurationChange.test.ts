import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  configurationBook,
  fundProducts,
  fundState,
  memoryStorage,
  replayingStorage,
  robata1,
  type Storage,
} from '@robata/tournament';
import { fiveProducts } from './funds/fundProgramme.ts';
import { smallSeason } from './testing/smallSeason.ts';

const config = { ...robata1, universeSize: 120, contribution: { ...robata1.contribution, draws: 10 } };
const CHANGES = {
  'payout.clip': '0.01',
  'payout.threshold': '1000',
  'weighting.kind': 'concave',
  'weighting.exponent': 0.5,
  'optimizer.riskAversionPerStockWithAlphaFactor': 0.2,
  'optimizer.linearCost': 0.002,
  'contribution.draws': 5,
  releasePolicy: 'robata-release-1',
};
const FROM = 4;
const options = { rounds: 6, models: 8, funds: fiveProducts };

async function adopt(storage: Storage, effectiveFromRound: number): Promise<void> {
  const book = configurationBook(storage, config);
  const act = { author: 'operator', time: '2026-01-01T00:00:00Z' };
  const { hash } = await book.propose({ changes: CHANGES, effectiveFromRound, reason: 'To try it.', ...act });
  await book.adopt({ hash, ...act });
}

/** Everything of a round that scores and money depend on. */
const lived = async (storage: Storage, number: number) => {
  const { opensAt: _, closesAt: __, ...record } = (await storage.round(number)) ?? assert.fail(`no round ${number}`);
  return {
    record,
    scores: await storage.scores({ round: number }),
    payouts: await storage.payouts({ round: number }),
    entries: await storage.entries({ round: number }),
  };
};

const changed = memoryStorage();
await configurationBook(changed, config).begin(config);
await adopt(changed, FROM);
const season = await smallSeason({ ...options, storage: changed });

it('leaves the rounds before a change of the configuration as they are, and changes those from its round on', async () => {
  const plain = await smallSeason(options);
  for (let number = 1; number <= 6; number++) {
    const [before, after] = [await lived(plain.storage, number), await lived(changed, number)];
    assert.equal(after.record.configVersion, number < FROM ? 1 : 2);
    if (number < FROM) {
      assert.deepEqual(after.record, before.record);
      assert.deepEqual(after.scores, before.scores);
      assert.deepEqual(after.payouts, before.payouts);
    } else {
      assert.notDeepEqual(after.record.optimizer, before.record.optimizer);
      assert.notDeepEqual(after.scores, before.scores);
      const limit = (atRisk: bigint): bigint => atRisk / 100n;
      const atRisk = new Map(after.entries.map((entry) => [entry.model, entry.atRisk]));
      assert.ok(after.payouts.length > 0);
      for (const { model, amount } of after.payouts) {
        assert.ok((amount < 0n ? -amount : amount) <= limit(atRisk.get(model) ?? 0n) + 1n, 'the new limit holds');
      }
    }
  }
});

it('is what the products of the fund trade by, at its cost, from its round on', async () => {
  const [state, round] = [await fundState(changed, 'market_neutral'), await changed.round(6)];
  assert.equal(state?.report?.objective, round?.optimizer?.objective);
  for (const { costs } of await fundProducts(changed)) assert.equal(costs.linear, CHANGES['optimizer.linearCost']);
  const fund = (await changed.fundDays()).findLast(({ cost }) => cost > 0) ?? assert.fail('the fund trades');
  const close = (await changed.fundCloses('market_neutral')).find(({ day }) => day === fund.day);
  const share = -Number(close?.figures.sources['linearCost']) / Number(close?.figures.navStart);
  assert.ok(
    Math.abs(share / (fund.cost / fund.nav) - 1) < 0.05,
    `${share} of NAV, and of the other ${fund.cost / fund.nav}`,
  );
});

it('is the same to the last bit when it is repeated, with a change of its configuration in it', async () => {
  const again = await smallSeason({ ...options, storage: await replayingStorage(changed) });
  assert.equal(again.report.digest, season.report.digest);
});

it('lives through a change that is adopted while it runs as if it had been there before', async () => {
  const storage = memoryStorage();
  const lastDay = (await changed.fundDays()).at(-1)?.day ?? '';
  let isAdopted = false;
  const nextDay = async (): Promise<boolean> => {
    const rounds = await storage.rounds();
    if (!isAdopted && rounds.length === FROM - 1 && rounds.at(-1)?.state === 'open') {
      // Its stakes and its portfolio are not decided yet, and still the rules are those that it opened with.
      await assert.rejects(adopt(storage, FROM - 1), /from round 4 on/);
      await adopt(storage, FROM);
      isAdopted = true;
    }
    return ((await storage.fundDays()).at(-1)?.day ?? '') < lastDay;
  };
  await smallSeason({ ...options, rounds: 2, storage, input: { nextDay } });
  assert.ok(isAdopted);
  for (let number = 1; number <= 6; number++) {
    const [mine, theirs] = [await lived(storage, number), await lived(changed, number)];
    assert.deepEqual(mine.scores.slice(0, theirs.scores.length), theirs.scores.slice(0, mine.scores.length));
    assert.equal(mine.record.commitment, theirs.record.commitment);
    assert.deepEqual(mine.entries, theirs.entries);
    if (mine.record.state === 'resolved') assert.deepEqual(mine.payouts, theirs.payouts);
  }
  const until = (await changed.round(6))?.eraDay ?? '';
  const [mine, theirs] = await Promise.all(
    [storage, changed].map(async (each) =>
      (await each.fundCloses('market_neutral')).flatMap(({ day, hash }) => (day <= until ? [hash] : [])),
    ),
  );
  assert.ok((theirs?.length ?? 0) > 20);
  assert.deepEqual(mine, theirs, 'the fund too');
});

it('refuses to change a round whose configuration is taken, though it is not stored yet', async () => {
  const storage = memoryStorage();
  const book = configurationBook(storage, config);
  await book.begin(config);
  await book.take(3);
  await assert.rejects(adopt(storage, 3), /A change can hold from round 4 on/);
  assert.equal(await book.nextRound(), 4);
  const act = { author: 'operator', time: '2026-01-01T00:00:00Z' };
  const { hash } = await book.propose({ changes: CHANGES, reason: 'To try it.', ...act });
  await book.take(4);
  await assert.rejects(book.adopt({ hash, ...act }), /Round 4 has opened/);
});
