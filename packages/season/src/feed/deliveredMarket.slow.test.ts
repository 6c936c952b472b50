import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type FeedFault, feedFaults, type MarketPanel } from '@robata/market';
import {
  type Progress,
  type RescoredColumn,
  rescoresOf,
  roundPapers,
  type Storage,
  verifyFunds,
} from '@robata/tournament';
import { fiveProducts } from '../funds/fundProgramme.ts';
import type { DeliveredMarket } from './deliveredMarket.ts';
import { deliveredFile, type Fault, fedSeason } from '../testing/fedSeason.ts';

const RECORDED = 300;
const LAST = 325;
/** Every day a file with one day more, with the faults that the vendor has by then. */
const daily =
  (faultsOn: (index: number) => readonly Fault[], last = LAST) =>
  async (market: { deliver(next: MarketPanel, from: number): void }, { index }: { readonly index: number }) => {
    if (index >= last) return false;
    market.deliver(deliveredFile(index + 1, faultsOn(index)), index);
    return true;
  };
/** In every universe. */
const largest = ((): number => {
  const { securities, close, shares, stride } = deliveredFile(RECORDED);
  const sizes = securities.map(
    (_, s) => (close[s * stride + RECORDED - 1] ?? 0) * (shares?.[s * stride + RECORDED - 1] ?? 0),
  );
  return sizes.reduce((best, size, s) => (size > (sizes[best] as number) ? s : best), 0);
})();
const corrected: Fault = { security: largest, day: 313, factor: 1.2, onwards: true };
const dayOf = (index: number): string => deliveredFile(index + 1).days[index] as string;

const ofRules = async (storage: Storage, ...rules: readonly string[]) =>
  (await storage.incidents(1000)).filter(({ rule }) => rules.includes(rule)).reverse();
const scoresOf = async (storage: Storage, round: number) =>
  (await storage.scores({ round })).map(({ model, day, values }) => [model, day, ...values.map(round12)]);
const round12 = (value: number): number => Math.round(value * 1e10) / 1e10;

const clean = await fedSeason({ recorded: RECORDED, nextDay: daily(() => []) });

it('says nothing of files that only add a day, and which day it waits for', async () => {
  assert.deepEqual(await ofRules(clean.storage, 'restatement', 'rescored', 'possible_split'), []);
  const { message, day } = (await clean.storage.document('progress')) as Progress;
  assert.equal(message, `Live: the next trading day is ${dayOf(LAST)}; it is played once its prices have come.`);
  assert.equal(day, null);
});

it('scores again what is not resolved when a row that was used is corrected, keeps a record of both, and leaves resolved rounds alone', async () => {
  const known = 319;
  // The vendor had it wrong from the first, in one life; in the other it had been right all along.
  const late = await fedSeason({
    recorded: RECORDED,
    nextDay: daily((index) => (index < known ? [] : [corrected])),
  });
  const early = await fedSeason({
    recorded: RECORDED,
    nextDay: daily((index) => (index < corrected.day ? [] : [corrected])),
  });
  const incidents = await ofRules(late.storage, 'restatement');
  assert.deepEqual(
    incidents.map(({ severity, day, round, rows }) => [severity, day, round, rows]),
    [['error', dayOf(corrected.day), null, 1]],
  );
  assert.match(
    incidents[0]?.message ?? '',
    /by up to 20\.0 %.*; rounds \d+ to \d+ are scored again, round.* resolved\.$/,
  );

  const rounds = await late.storage.rounds();
  const records = await Promise.all(
    rounds.map(async ({ number }) => [number, await rescoresOf(late.storage, number)] as const),
  );
  // The round whose returns begin on the day is looked at too, and nothing of it moves.
  const again = records.filter(([, [record]]) => (record?.changedValues ?? 0) > 0);
  assert.ok(again.length >= 3, `${again.length} rounds`);
  for (const [number, { length, 0: record }] of again) {
    assert.equal(length, 1);
    assert.equal(record?.knownBefore, dayOf(known));
    assert.equal(record?.from, dayOf(corrected.day));
    const corr = record?.columns.find(({ key }) => key === 'tc') as RescoredColumn;
    assert.ok(corr.changed > 0 && corr.largestChange > 0 && corr.before !== corr.after);
    // Old values are those of a life without the correction, new ones those of a life that had it from the first.
    const column = rounds[0]?.columns.findIndex(({ key }) => key === 'tc') as number;
    const meanOn = async (storage: Storage) => {
      const values = (await storage.scores({ round: number }))
        .filter(({ day }) => day === record?.days)
        .flatMap(({ values }) => (Number.isNaN(values[column]) ? [] : [values[column] as number]));
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    assert.ok(Math.abs((corr.before ?? 9) - (await meanOn(clean.storage))) < 1e-12);
    assert.ok(Math.abs((corr.after ?? 9) - (await meanOn(early.storage))) < 1e-12);
    assert.equal((await ofRules(late.storage, 'rescored')).filter(({ round }) => round === number).length, 1);
    // The round was closed before the fault was known, with the same predictions: all of its scores are those of the truth.
    if (Number(number) === again[0]?.[0]) {
      assert.deepEqual(await scoresOf(late.storage, number), await scoresOf(early.storage, number));
    }
  }
  const kept = rounds.filter(({ number, state }) => state === 'resolved' && number < (again[0]?.[0] as number));
  assert.ok(kept.length > 0);
  for (const { number } of kept) {
    assert.deepEqual(await late.storage.scores({ round: number }), await clean.storage.scores({ round: number }));
    assert.deepEqual(await late.storage.payouts({ round: number }), await clean.storage.payouts({ round: number }));
  }

  // A stop and a repetition come by the same deliveries: nothing is told or scored twice, and it goes on.
  const before = await late.storage.incidentCount();
  await fedSeason({
    recorded: RECORDED,
    storage: late.storage,
    blobs: late.blobs,
    nextDay: daily((index) => (index < known ? [] : [corrected]), LAST + 2),
  });
  assert.equal(await late.storage.incidentCount(), before);
  for (const [number] of again) assert.equal((await rescoresOf(late.storage, number)).length, 1);
  assert.ok(((await late.storage.fundDays()).at(-1)?.day ?? '') > dayOf(LAST - 1));
});

it('holds back a possible split until the shares outstanding tell, and scores by the repaired price then', async () => {
  const split: Fault = { security: largest, day: 309, factor: 0.25, onwards: true, sharesToo: true };
  const proved = split.day + 6;
  // The importer repairs what is proved: its file has a factor from the split's day on.
  const fileOn = (index: number): MarketPanel => {
    const file = deliveredFile(index + 1, index < split.day ? [] : [split]);
    if (index < proved) return file;
    const adjustment = file.adjustment.slice();
    for (let day = split.day; day <= index; day++) adjustment[split.security * file.stride + day] = 4;
    return { ...file, adjustment };
  };
  const { storage } = await fedSeason({
    recorded: RECORDED,
    nextDay: async (market, { index }) => {
      if (index >= LAST) return false;
      market.deliver(fileOn(index), index);
      return true;
    },
  });
  const [possible, ...others] = await ofRules(storage, 'possible_split');
  assert.equal(possible?.day, dayOf(split.day));
  assert.deepEqual(others, []);
  assert.match(possible?.message ?? '', /0\.2[45]\d* times .*; its return is missing until/);
  const [answer] = await ofRules(storage, 'restatement');
  assert.match(answer?.message ?? '', /held back as a possible split/);
  // In the end everything is as if the vendor had known the factor at once.
  const rescored = (await ofRules(storage, 'rescored')).map(({ round }) => round as number);
  assert.ok(rescored.length >= 3);
  const first = rescored[0] as number;
  assert.deepEqual(await scoresOf(storage, first), await scoresOf(clean.storage, first));
});

it('stands still where a day is missing or the feed is stale: an incident, scores put off with the reason, and no silent score', async () => {
  const missing = 313;
  const faults: FeedFault[] = [];
  let waited = 0;
  const { storage } = await fedSeason({
    recorded: RECORDED,
    nextDay: async (market, { index }, stored) => {
      if (index >= 318) return false;
      if (index === missing && waited < 2) {
        // First the vendor is late, then it goes on without the day.
        const delivered = waited === 0 ? market.days : [...market.days, dayOf(missing + 1)];
        waited += 1;
        const clock = { exchange: 'XNYS', graceMinutes: 60 } as const;
        const fault = feedFaults(dayOf(index - 1), delivered, new Date(`${dayOf(index)}T22:30:00Z`), clock);
        assert.ok(fault !== null);
        faults.push(fault);
        return fault;
      }
      if (index === missing) {
        const rounds = (await stored.rounds()).filter(({ state }) => state === 'scoring');
        assert.ok(rounds.length >= 3);
        for (const { number, scoredDays } of rounds) {
          const step = (await stored.steps(number)).find(({ state }) => state === 'waiting');
          assert.deepEqual([step?.kind, step?.day], ['score', scoredDays + 1]);
          assert.equal(step?.postponed, faults.at(-1)?.why);
        }
      }
      market.deliver(deliveredFile(index + 1), index);
      return true;
    },
  });
  assert.deepEqual(
    faults.map(({ rule }) => rule),
    ['stale_feed', 'missing_day'],
  );
  const told = await ofRules(storage, 'stale_feed', 'missing_day', 'step_postponed');
  assert.deepEqual(
    told.filter(({ round }) => round === null).map(({ rule, day }) => [rule, day]),
    [
      ['stale_feed', dayOf(missing)],
      ['missing_day', dayOf(missing)],
    ],
  );
  assert.ok(told.some(({ rule, message }) => rule === 'step_postponed' && message.includes(dayOf(missing))));
  // Once it is delivered, every score is what it would have been.
  for (const { number, scoredDays } of (await storage.rounds()).filter(({ scoredDays: days }) => days > 0)) {
    const expected = (await clean.storage.scores({ round: number })).filter(({ day }) => day <= scoredDays);
    assert.deepEqual(await storage.scores({ round: number }), expected);
  }
});

it('has a real move that was held back in unresolved scores and in the NAV of fund and products, once somebody knows that it is one', async () => {
  // A Wednesday, with no trade before the next Tuesday; of what the fund holds on it, the largest.
  const movedOn = 308;
  const decisions = await Promise.all(
    (await clean.storage.rounds()).map(async ({ number, eraDay }) => ({
      eraDay,
      paper: await roundPapers(clean.blobs).get(number, 'decision'),
    })),
  );
  const held = decisions.findLast(({ eraDay, paper }) => paper !== null && eraDay <= dayOf(movedOn - 3));
  const weights = [...(held?.paper?.rebalance.targetWeights ?? [])];
  const [security, weight] = weights.reduce((a, b) => (Math.abs(b[1]) > Math.abs(a[1]) ? b : a));
  assert.ok(Math.abs(weight) > 0.01);
  const move: Fault = { security, day: movedOn, factor: 0.6, onwards: true };
  const id = deliveredFile(RECORDED).securities[security]?.id as string;
  /** The same market, in which the move is known to be real from the day `from` on. */
  const knownFrom = (from: number) =>
    fedSeason({
      recorded: RECORDED,
      nextDay: async (market: DeliveredMarket, { index }) => {
        if (index >= movedOn + 4) return false;
        market.takeAsReal(index < from ? [] : [{ security: id, day: dayOf(movedOn), from }]);
        market.deliver(deliveredFile(index + 1, index < movedOn ? [] : [move]), index);
        return true;
      },
      funds: fiveProducts,
    });
  const [atOnce, later] = [await knownFrom(movedOn), await knownFrom(movedOn + 2)];
  assert.equal((await ofRules(atOnce.storage, 'possible_split')).length, 0);
  assert.equal((await ofRules(later.storage, 'possible_split')).length, 1);
  const [answer] = await ofRules(later.storage, 'restatement');
  assert.match(
    answer?.message ?? '',
    /^What an operator knows of a move restates .* that was held back as a possible split; rounds/,
  );
  const navOf = async (storage: Storage, day: number) =>
    (await storage.fundDays()).find((each) => each.day === dayOf(day))?.nav as number;
  for (const day of [movedOn, movedOn + 1]) {
    const [with_, without] = [await navOf(atOnce.storage, day), await navOf(later.storage, day)];
    assert.ok(Math.abs(with_ / without - 1) > 0.004, 'the fund does not have it yet');
  }
  const after = (await navOf(later.storage, movedOn + 2)) / (await navOf(atOnce.storage, movedOn + 2)) - 1;
  assert.ok(Math.abs(after) < 1e-12, `${after}`);
  const productNav = async (storage: Storage, product: string, day: number) =>
    Number((await storage.fundCloses(product)).find((each) => each.day === dayOf(day))?.figures.navAfter);
  const reports = await verifyFunds(later.storage);
  assert.equal(reports.length, fiveProducts.products.length);
  for (const { product, faults } of reports) {
    assert.deepEqual(faults, [], product);
    const differenceOn = async (day: number): Promise<number> => {
      const [has, had] = await Promise.all([later, atOnce].map(({ storage }) => productNav(storage, product, day)));
      return Math.abs((has as number) / (had as number) - 1);
    };
    // They have paid for borrowing by the old prices for two days, and an index of fixed weights was without the stock: nothing else is left.
    const [missing, left] = [await differenceOn(movedOn + 1), await differenceOn(movedOn + 2)];
    assert.ok(left <= missing / 20, `${product}: ${missing}, then ${left}`);
    if (product === 'market_neutral') assert.ok(missing > 1e-3, `${missing}`);
  }
  // Rounds that were closed before the move have every score as if it had been known at once.
  const rescored = (await ofRules(later.storage, 'rescored')).map(({ round }) => round as number);
  assert.ok(rescored.length >= 3);
  for (const round of rescored) {
    assert.deepEqual(await scoresOf(later.storage, round), await scoresOf(atOnce.storage, round), `round ${round}`);
  }
});
