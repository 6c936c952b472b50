import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { calendarOf } from '@robata/market';
import { minimumDaysOf } from '../loadMarket.ts';
import { type FeedMode, openFeed, WAITING } from './feed.ts';

const root = await mkdtemp(join(tmpdir(), 'robata-feed-'));
after(() => rm(root, { recursive: true }));

const RECORDED = minimumDaysOf('weekly');
const DAYS = calendarOf('XNYS').tradingDays('2021-01-04', '2022-12-30');
const STOCKS = 22;

/** A file of these days by stock, as a vendor sorts it. */
const fileOf = (days: readonly string[]): string =>
  `date,ticker,close,volume\n${Array.from({ length: STOCKS }, (_, stock) =>
    days.map((day, index) => `${day},T${stock},${10 + stock + (((index + stock) * 7) % 5) / 10},1000\n`).join(''),
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
  const now = new Date();
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
