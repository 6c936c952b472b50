import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { calendarOf, DataRefusedError, type Exchange, type FeedFault, feedFaults, type Incident } from '@robata/market';
import { DeliveredMarket } from '@robata/season';
import { type LoadedMarket, loadPanel, type MarketFiles, minimumDaysOf } from '../loadMarket.ts';

/** Files of a vendor, which puts newer ones in their place. */
export interface FeedMode extends MarketFiles {
  /** Whose trading days the feed follows. */
  readonly exchange: Exchange;
  /** After an exchange's close until a day counts as late. */
  readonly graceMinutes: number;
  /** Days are played at the pace of a demonstration, not at the times of the calendar. */
  readonly isPaced?: boolean | undefined;
}

interface Delivery {
  /** The trading day (an index) before which it was known. */
  readonly from: number;
  readonly receivedAt: string;
  /** Of the price file. */
  readonly sha256: string;
}

const KINDS = ['prices', 'labels', 'fundamentals', 'shortInterest'] as const;
const ABOUT = 'delivery.json';
const INCOMING = '.incoming';

/**
 * A market that is fed by files: each delivery is kept whole in the data folder with the day from which it was known, so that a tournament
 * which is begun again after a stop sees exactly what it saw.
 */
export interface Feed {
  readonly market: DeliveredMarket;
  /**
   * Takes the vendor's files where they are other ones than before. Gives what keeps them from being used, or keeps the next day from being
   * there; null where the day can be played.
   */
  look(next: { readonly index: number; readonly day: string | null }, now: Date): Promise<FeedFault | null>;
}

/** Opens what was delivered into `folder`, or takes the first delivery. Throws DataRefusedError where that cannot be used. */
export async function openFeed(folder: string, mode: FeedMode): Promise<Feed> {
  await mkdir(folder, { recursive: true });
  const incoming = join(folder, INCOMING);
  await rm(incoming, { recursive: true, force: true });
  const kept = (await readdir(folder)).filter((name) => /^\d{5}$/.test(name)).sort();
  const isNew = kept.length === 0;
  if (isNew) await copyIn(incoming, mode);
  const firstFolder = isNew ? incoming : join(folder, kept[0] as string);
  const { panel, incidents } = await loadPanel(await filesIn(firstFolder), minimumDaysOf('weekly'));
  if (isNew) kept.push(await keep(folder, 1, 0, new Date()));
  const market = new DeliveredMarket(
    panel,
    {
      title: 'Robata',
      description: `${panel.securities.length} securities, delivered file by file since ${panel.days.at(-1)}.`,
      notices: [
        'Prices of the past are replayed with example participants; days after them come as they are delivered.',
      ],
    },
    incidents,
  );
  const calendar = calendarOf(mode.exchange);
  const isTradingDay = (day: string): boolean => isInCalendars(day) && calendar.isTradingDay(day);
  const deliver = (next: LoadedMarket, from: number): void => {
    const last = market.days[from - 1] ?? '';
    const strange = next.panel.days.filter((day) => day > last && !isTradingDay(day));
    // Told with the next day that is played.
    const told = strange.map((day) => unexpectedDay(day, calendar.name, calendar.nextTradingDay(last)));
    market.deliver(next.panel, from, [...next.incidents, ...told], isTradingDay);
  };
  for (const name of kept.slice(1)) {
    const { from } = JSON.parse(await readFile(join(folder, name, ABOUT), 'utf8')) as Delivery;
    deliver(await loadPanel(await filesIn(join(folder, name))), from);
  }
  let deliveries = kept.length;
  let seen = await hashesOf(join(folder, kept.at(-1) as string));
  let looked = '';

  const take = async (index: number, now: Date): Promise<FeedFault | null> => {
    let hashes = '';
    const found = await stateOf(mode, now).catch((error: unknown) => {
      if (error instanceof DataRefusedError) return error;
      throw error;
    });
    const state = found instanceof DataRefusedError ? found.message : found;
    if (state === null || state === looked) return null;
    try {
      if (found instanceof DataRefusedError) throw found;
      await copyIn(incoming, mode);
      // Somebody wrote meanwhile: what was copied may be half of each.
      if ((await stateOf(mode, now)) !== state) return null;
      hashes = await hashesOf(incoming);
      if (hashes !== seen) {
        // What is read is the copy: a start after a stop reads the same bytes, whatever the vendor does meanwhile.
        deliver(await loadPanel(await filesIn(incoming)), index);
        await keep(folder, deliveries + 1, index, now);
        deliveries += 1;
        seen = hashes;
      }
    } catch (error) {
      if (!(error instanceof DataRefusedError)) throw error;
      looked = state;
      return refused(market.days[index - 1] ?? '', hashes === '' ? state : hashes, error);
    } finally {
      await rm(incoming, { recursive: true, force: true });
    }
    looked = state;
    return null;
  };
  return {
    market,
    async look({ index }, now) {
      const fault = await take(index, now);
      if (fault !== null) return fault;
      const { days } = market;
      const [last, clock] = [days[index - 1] as string, { exchange: mode.exchange, graceMinutes: mode.graceMinutes }];
      const missing = feedFaults(last, days.slice(index), now, clock);
      if (missing !== null) return missing;
      const next = days[index];
      if (next === undefined) return WAITING;
      // Rows of a day that is not over are no closes.
      const isOver = Date.parse(calendar.session(next)?.closesAt ?? '') <= now.getTime();
      return isOver || mode.isPaced === true ? null : WAITING;
    },
  };
}

/** The calendars' years. */
const isInCalendars = (day: string): boolean => day >= '2000-01-01' && day <= '2035-12-31';

/** A file that was written to so lately may be half of one; seconds. */
const SETTLE_SECONDS = 5;

/**
 * What tells the vendor's files from those that may come in their place. Null where one of them is not there or is being written; throws
 * DataRefusedError where one is no file.
 */
async function stateOf(files: MarketFiles, now: Date): Promise<string | null> {
  const states: string[] = [];
  for (const path of pathsOf(files)) {
    const about = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw unreadable(path, error);
    });
    if (about === null) return null;
    if (!about.isFile()) throw new DataRefusedError(`${basename(path)} is no file.`);
    // The time of the change is the machine's own: a copy that keeps the vendor's times cannot set it.
    if (now.getTime() - about.ctimeMs < SETTLE_SECONDS * 1000) return null;
    states.push(`${about.ino} ${about.size} ${about.mtimeMs} ${about.ctimeMs}`);
  }
  return states.join();
}

const pathsOf = (files: MarketFiles): string[] => KINDS.flatMap((kind) => files[kind] ?? []);

const unreadable = (path: string, { code, message }: NodeJS.ErrnoException): Error =>
  new DataRefusedError(`${basename(path)} cannot be read (${code ?? message}).`);

function unexpectedDay(day: string, exchange: string, told: string): Incident {
  const message = `The feed has rows of ${day}, on which ${exchange} did not trade; they are not used.`;
  return { rule: 'unexpected_day', severity: 'warning', rows: 1, security: null, day: told, message };
}

/** The day is not over yet: nothing is wrong. */
export const WAITING: FeedFault = {
  rule: 'stale_feed',
  day: '',
  why: 'The market has not closed yet.',
  incident: { rule: 'stale_feed', severity: 'info', rows: 0, security: null, day: null, message: '' },
};

function refused(last: string, hash: string, { message }: Error): FeedFault {
  const incident: Incident = {
    rule: 'refused_delivery',
    severity: 'error',
    rows: 1,
    security: null,
    day: last,
    message: `A newer delivery was refused. ${message.replace(/\.$/, '')}; what was delivered before stays in use, and no score is changed.`,
  };
  return {
    rule: 'refused_delivery',
    day: `${last} ${hash.slice(0, 12)}`,
    why: `The newer delivery was refused: ${message}`,
    incident,
  };
}

/** Copies the vendor's files; links are followed. Throws DataRefusedError where one cannot be read. */
async function copyIn(incoming: string, files: MarketFiles): Promise<void> {
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming);
  for (const kind of KINDS) {
    const path = files[kind];
    if (path === undefined) continue;
    await copyFile(path, join(incoming, `${kind}${extname(path)}`)).catch((error: NodeJS.ErrnoException) => {
      throw UNREADABLE.has(error.code ?? '') ? unreadable(path, error) : error;
    });
  }
}

/** What is wrong with the vendor's file, not with the place that it is copied to. */
const UNREADABLE = new Set(['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'ELOOP', 'ENOTSUP', 'ENXIO']);

/** Keeps what was copied as a delivery, whole or not at all; gives its folder's name. */
async function keep(folder: string, number: number, from: number, now: Date): Promise<string> {
  const incoming = join(folder, INCOMING);
  const sha256 = await hashOf((await filesIn(incoming)).prices);
  const about: Delivery = { from, receivedAt: now.toISOString(), sha256 };
  await writeFile(join(incoming, ABOUT), `${JSON.stringify(about)}\n`);
  const name = String(number).padStart(5, '0');
  await rename(incoming, join(folder, name));
  return name;
}

async function filesIn(folder: string): Promise<MarketFiles> {
  const names = await readdir(folder);
  const pathOf = (kind: (typeof KINDS)[number]): string | undefined => {
    const name = names.find((each) => each.startsWith(`${kind}.`) || each === kind);
    return name === undefined ? undefined : join(folder, name);
  };
  const prices = pathOf('prices');
  if (prices === undefined) throw new Error(`the delivery ${folder} has no prices`);
  return {
    prices,
    labels: pathOf('labels'),
    fundamentals: pathOf('fundamentals'),
    shortInterest: pathOf('shortInterest'),
  };
}

/** Of all files of a delivery, the price file's first. */
async function hashesOf(folder: string): Promise<string> {
  const hashes: string[] = [];
  for (const path of pathsOf(await filesIn(folder))) hashes.push(await hashOf(path));
  return hashes.join();
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
