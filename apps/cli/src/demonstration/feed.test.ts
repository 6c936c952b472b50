import assert from 'node:assert/strict';
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { calendarOf } from '@robata/market';
import { BEGUN_DOCUMENT, feedDecisions, memoryStorage, NO_DECISIONS, putFeedDecisions } from '@robata/tournament';
import { minimumDaysOf } from '../loadMarket.ts';
import { type FeedMode, openFeed, WAITING } from './feed.ts';
import { nextDelivered } from './nextDelivered.ts';

const root = await mkdtemp(join(tmpdir(), 'robata-feed-'));
after(() => rm(root, { recursive: true }));

const RECORDED = minimumDaysOf('weekly');
const DAYS = calendarOf('XNYS').tradingDays('2021-01-04', '2022-12-30');
const STOCKS = 22;

/** A file of these days by stock, as a vendor sorts it. */
const fileOf = (days: readonly string[], lacks: (day: string, stock: number) => boolean = () => false): string =>
  `date,ticker,close,volume\n${Array.from({ length: STOCKS }, (_, stock) =>
    days
      .map((day, index) =>
        lacks(day, stock) ? '' : `${day},T${stock},${10 + stock + (((index + stock) * 7) % 5) / 10},1000\n`,
      )
      .join(''),
  ).join('')}`;
const until = (count: number): string[] => DAYS.slice(0, count);
/** Long after everything was written, and after every day of the files. */
const LATER = new Date('2030-01-01T00:00:00Z');

async function vendor(name: string) {
  const folder = join(root, name);
  await mkdir(folder);
  const prices = join(folder, 'vendor.csv');
  await writeFile(prices, fileOf(until(RECORDED)));
  const mode: FeedMode = {
    prices,
    labels: undefined,
    fundamentals: undefined,
    shortInterest: undefined,
    exchange: 'XNYS',
    graceMinutes: 60,
  };
  const kept = join(folder, 'deliveries');
  return { folder, prices, mode, kept, put: (days: readonly string[]) => writeFile(prices, fileOf(days)) };
}
const next = { index: RECORDED, day: null };
const coming = DAYS[RECORDED] as string;

it('stands still on a day that a file skipped, and goes on when another file has it', async () => {
  const { mode, kept, put } = await vendor('gap');
  const feed = await openFeed(kept, mode);
  await put([...until(RECORDED), DAYS[RECORDED + 1] as string]);
  const fault = await feed.look(next, LATER);
  assert.deepEqual([fault?.rule, fault?.day], ['missing_day', coming]);
  await put(until(RECORDED + 2));
  assert.equal(await feed.look(next, LATER), null);
  assert.equal(feed.market.days[RECORDED], coming);
  // A start after a stop comes to the same.
  assert.deepEqual((await openFeed(kept, mode)).market.days, feed.market.days);
});

it('leaves alone what is still written or gone for a moment, and refuses what is no file or cannot be read, with the rest in use', async () => {
  const { folder, prices, mode, kept, put } = await vendor('shapes');
  const feed = await openFeed(kept, mode);
  await put(until(RECORDED + 1));
  const now = (await stat(prices)).ctime;
  assert.equal((await feed.look(next, now))?.rule, 'stale_feed');
  assert.equal(feed.market.days.length, RECORDED);
  await rename(prices, join(folder, 'away.csv'));
  assert.equal((await feed.look(next, LATER))?.rule, 'stale_feed');
  await mkdir(prices);
  const refused = await feed.look(next, LATER);
  assert.deepEqual([refused?.rule, refused?.incident.severity], ['refused_delivery', 'error']);
  assert.match(refused?.incident.message ?? '', /vendor\.csv is no file; what was delivered before stays in use/);
  await rm(prices, { recursive: true });
  await copyFile(join(folder, 'away.csv'), prices);
  // Cut in the middle: by stock, so that the last ones are missing.
  await truncate(prices, 5000);
  assert.equal((await feed.look(next, LATER))?.rule, 'refused_delivery');
  assert.deepEqual(await readdir(kept), ['00001']);
  await rm(prices);
  await symlink(join(folder, 'away.csv'), prices);
  assert.equal(await feed.look(next, LATER), null);
  assert.deepEqual(await readdir(kept), ['00001', '00002']);
  assert.equal(await feed.look(next, LATER), null);
  assert.deepEqual(await readdir(kept), ['00001', '00002']);
});

it('plays no day before its exchange has closed, and none on which it did not trade', async () => {
  const { mode, kept, put } = await vendor('early');
  const feed = await openFeed(kept, mode);
  const holiday = new Date(Date.parse(`${coming}T00:00:00Z`));
  const saturday = new Date(holiday.getTime() + ((6 - holiday.getUTCDay() + 7) % 7) * 86_400_000);
  const strange = saturday.toISOString().slice(0, 10);
  const far = '2077-02-03';
  await put([...until(RECORDED + 8).filter((day) => day < strange), strange, far]);
  const closes = Date.parse(calendarOf('XNYS').session(coming)?.closesAt ?? '');
  // The files' own times are of today: what they hold is looked at as if it had lain there since.
  assert.equal(await feed.look(next, LATER), null);
  assert.equal(await feed.look(next, new Date(closes - 1000)), WAITING);
  assert.equal(await feed.look(next, new Date(closes)), null);
  assert.ok(!feed.market.days.includes(strange) && !feed.market.days.includes(far));
  const told = feed.market.found(RECORDED).filter(({ rule }) => rule === 'unexpected_day');
  assert.deepEqual(
    told.map(({ message }) => /\d{4}-\d\d-\d\d/.exec(message)?.[0]),
    [strange, far],
  );
});

const decided = (day: string) => ({ day, by: 'olga', at: '2022-01-03T10:00:00Z', reason: null });

it('goes on without a day that was skipped, also after a stop and where the day comes later, and waits for it where that is taken back', async () => {
  const { mode, kept, put } = await vendor('skipped');
  const feed = await openFeed(kept, mode);
  const after = DAYS[RECORDED + 1] as string;
  const without = [...until(RECORDED), after];
  await put(without);
  assert.equal((await feed.look(next, LATER))?.rule, 'missing_day');
  assert.deepEqual(feed.state(RECORDED, await feed.look(next, LATER)).delivered, [after]);
  const decisions = { ...NO_DECISIONS, skipped: [decided(coming)] };
  await feed.decide(decisions);
  assert.equal(await feed.look(next, LATER), null);
  assert.equal(feed.market.days[RECORDED], after);
  // It comes after all, with another day: it stays skipped.
  await put(until(RECORDED + 3));
  assert.equal(await feed.look({ index: RECORDED + 1, day: null }, LATER), null);
  const days = [...without, DAYS[RECORDED + 2] as string];
  assert.deepEqual(feed.market.days, days);
  assert.deepEqual((await openFeed(kept, mode, { decisions })).market.days, days);
  await feed.decide(NO_DECISIONS);
  assert.equal(feed.market.days.includes(coming), false, 'a later day was played when the file came');
});

it('has a day that was skipped in time again where that is taken back', async () => {
  const { mode, kept, put } = await vendor('unskipped');
  const feed = await openFeed(kept, mode);
  await feed.decide({ ...NO_DECISIONS, skipped: [decided(coming)] });
  await put(until(RECORDED + 2));
  assert.equal(await feed.look(next, LATER), null);
  assert.equal(feed.market.days[RECORDED], DAYS[RECORDED + 1]);
  await feed.decide(NO_DECISIONS);
  assert.equal(await feed.look(next, LATER), null);
  assert.equal(feed.market.days[RECORDED], coming);
});

it('does not play a thin day before a fuller file comes or an operator accepts it', async () => {
  const { prices, mode, kept } = await vendor('thin');
  const feed = await openFeed(kept, mode, { universeSize: 20 });
  const thin = (lacking: number): Promise<void> =>
    writeFile(
      prices,
      fileOf(until(RECORDED + 1), (day, stock) => day === coming && stock < lacking),
    );
  await thin(5);
  const closes = Date.parse(calendarOf('XNYS').session(coming)?.closesAt ?? '');
  await feed.look(next, LATER);
  assert.equal(await feed.look(next, new Date(closes + 59 * 60_000)), WAITING, 'the vendor may still be at it');
  const fault = await feed.look(next, new Date(closes + 60 * 60_000));
  assert.deepEqual([fault?.rule, fault?.day, fault?.incident.severity], ['thin_day', coming, 'error']);
  assert.match(fault?.why ?? '', /prices of 1[5-9] of the 20 stocks of the universe/);
  await feed.decide({ ...NO_DECISIONS, accepted: [decided(coming)] });
  assert.equal(await feed.look(next, LATER), null);
  await feed.decide(NO_DECISIONS);
  assert.equal((await feed.look(next, LATER))?.rule, 'thin_day');
  await thin(0);
  assert.equal(await feed.look(next, LATER), null);
  // By policy: a quarter may be missing.
  const loose = await openFeed(kept, { ...mode, minimumCoverage: 0.7 }, { universeSize: 20 });
  await thin(6);
  assert.equal(await loose.look(next, LATER), null);
  assert.deepEqual(await readdir(kept), ['00001', '00002', '00003', '00004']);
});

it('refuses an older file that comes after a newer one: it would put old values back', async () => {
  const { prices, mode, kept, put } = await vendor('older');
  const feed = await openFeed(kept, mode);
  const look = (index: number) => feed.look({ index, day: null }, LATER);
  const first = fileOf(until(RECORDED + 1)).replace(
    `${DAYS[RECORDED] as string},T3,`,
    `${DAYS[RECORDED] as string},T3,9`,
  );
  const corrected = fileOf(until(RECORDED + 1));
  await writeFile(prices, first);
  assert.equal(await look(RECORDED), null);
  await writeFile(prices, corrected);
  assert.equal((await look(RECORDED + 1))?.rule, 'stale_feed');
  assert.deepEqual(await readdir(kept), ['00001', '00002', '00003']);
  const closeOf = (): number => {
    const panel = feed.market.panelWith(0, RECORDED + 1);
    return panel.close[panel.securities.findIndex(({ id }) => id === 'T3') * panel.stride + RECORDED] as number;
  };
  const wanted = closeOf();
  const refusalOf = async (index: number): Promise<string> => {
    const fault = await look(index);
    assert.equal(fault?.rule, 'refused_delivery');
    return fault?.incident.message ?? '';
  };
  // The same bytes as one before.
  await writeFile(prices, first);
  assert.match(
    await refusalOf(RECORDED + 1),
    /same as the one that came at .* followed by 1 newer ones: it would put old values back/,
  );
  // Other bytes, written before.
  await writeFile(prices, first.replace(`${coming},T5,`, `${coming},T5,1`));
  await utimes(prices, new Date('2021-01-01T00:00:00Z'), new Date('2021-01-01T00:00:00Z'));
  assert.match(await refusalOf(RECORDED + 1), /written at 2021-01-01T00:00:00\.000Z, before the one in use/);
  // It ends before what was played.
  await put(until(RECORDED));
  assert.match(await refusalOf(RECORDED + 1), /ends on .* and the market has played/);
  assert.equal(closeOf(), wanted);
  assert.deepEqual(await readdir(kept), ['00001', '00002', '00003']);
  // One with another day is newer, whatever its time says.
  await put(until(RECORDED + 2));
  await utimes(prices, new Date('2021-01-01T00:00:00Z'), new Date('2021-01-01T00:00:00Z'));
  assert.equal(await look(RECORDED + 1), null);
});

it('plays a day that was begun before a stop by what was known then, whatever came meanwhile', async () => {
  const { mode, kept, prices, put } = await vendor('begun');
  const storage = memoryStorage();
  const waiting = async () => {
    const feed = await openFeed(kept, mode, { decisions: await feedDecisions(storage) });
    const wait = nextDelivered({
      feed,
      storage,
      goesOn: () => true,
      pause: async () => false,
      now: () => LATER,
    });
    return { feed, wait };
  };
  const first = await waiting();
  await put(until(RECORDED + 1));
  assert.equal(await first.wait(next), true);
  assert.equal(await storage.document(BEGUN_DOCUMENT), RECORDED);
  // It stops in the middle of the day, and the vendor corrects it.
  await writeFile(prices, fileOf(until(RECORDED + 2)).replaceAll(`${coming},T1,`, `${coming},T1,9`));
  const second = await waiting();
  assert.equal(await second.wait(next), true);
  assert.deepEqual(await readdir(kept), ['00001', '00002']);
  assert.deepEqual(second.feed.market.days, first.feed.market.days);
  // The day after it is played by the newer file.
  assert.equal(await second.wait({ index: RECORDED + 1, day: null }), true);
  assert.deepEqual(await readdir(kept), ['00001', '00002', '00003']);
  assert.equal(await storage.document(BEGUN_DOCUMENT), RECORDED + 1);
});

it('says what it waits for, takes up what is decided meanwhile, and lets nothing be decided of a day that begins', async () => {
  const { mode, kept, put } = await vendor('decided');
  const storage = memoryStorage();
  await put([...until(RECORDED), DAYS[RECORDED + 1] as string]);
  const feed = await openFeed(kept, mode);
  let pauses = 0;
  const wait = nextDelivered({
    feed,
    storage,
    goesOn: () => true,
    async pause() {
      pauses += 1;
      await storage.transaction((writer) => putFeedDecisions(writer, { skipped: [decided(coming)] }));
      return pauses < 3;
    },
    now: () => LATER,
  });
  const fault = await wait(next);
  assert.ok(typeof fault === 'object' && fault.rule === 'missing_day');
  const told = (await storage.document('data/feed')) as { fault: { day: string }; last: string };
  assert.deepEqual([told.fault.day, told.last], [coming, DAYS[RECORDED - 1]]);
  assert.equal(await wait(next), true);
  assert.equal(pauses, 1);
  assert.deepEqual(await storage.document('data/feed'), feed.state(RECORDED + 1, null));
  assert.equal(feed.state(RECORDED + 1, null).last, DAYS[RECORDED + 1]);
});
