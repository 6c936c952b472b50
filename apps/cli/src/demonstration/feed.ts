import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  calendarOf,
  DataRefusedError,
  type Exchange,
  type FeedFault,
  feedFaults,
  followingDay,
  type Incident,
} from '@robata/market';
import { DeliveredMarket, type KnownMove } from '@robata/season';
import { type FeedDecisions, type FeedState, NO_DECISIONS } from '@robata/tournament';
import { type LoadedMarket, loadPanel, type MarketFiles, minimumDaysOf } from '../loadMarket.ts';

/** Files of a vendor, which puts newer ones in their place. */
export interface FeedMode extends MarketFiles {
  /** Whose trading days the feed follows. */
  readonly exchange: Exchange;
  /** After an exchange's close until a day counts as late. */
  readonly graceMinutes: number;
  /** A day with prices of a smaller share of the universe, 0…1, is not played before an operator accepts it; default .98. */
  readonly minimumCoverage?: number | undefined;
  /** Days are played at the pace of a demonstration, not at the times of the calendar. */
  readonly isPaced?: boolean | undefined;
}

interface Delivery {
  /** The trading day (an index) before which it was known. */
  readonly from: number;
  readonly receivedAt: string;
  /** Of the price file. */
  readonly sha256: string;
  /** When the vendor wrote the price file, as the file says; missing in folders that are older than this. */
  readonly publishedAt?: string;
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
  /** Takes up what operators decided; a move is real from the day (`from`) on, and not without one. */
  decide(decisions: FeedDecisions): Promise<void>;
  /** Where it stands while the day `index` is waited for. */
  state(index: number, fault: FeedFault | null): FeedState;
}

export interface FeedOptions {
  /** What operators decided so far; default: nothing. */
  readonly decisions?: FeedDecisions;
  /** Stocks of the universe, of which a thin day is told; default: all. */
  readonly universeSize?: number;
}

/** Opens what was delivered into `folder`, or takes the first delivery. Throws DataRefusedError where that cannot be used. */
export async function openFeed(folder: string, mode: FeedMode, options: FeedOptions = {}): Promise<Feed> {
  const { exchange, graceMinutes } = mode;
  const { decisions: decidedBefore = NO_DECISIONS, universeSize = Number.POSITIVE_INFINITY } = options;
  await mkdir(folder, { recursive: true });
  const incoming = join(folder, INCOMING);
  await rm(incoming, { recursive: true, force: true });
  const kept = (await readdir(folder)).filter((name) => /^\d{5}$/.test(name)).sort();
  const isNew = kept.length === 0;
  if (isNew) await copyIn(incoming, mode);
  const firstFolder = isNew ? incoming : join(folder, kept[0] as string);
  const { panel, incidents } = await loadPanel(await filesIn(firstFolder), {
    minimumDays: minimumDaysOf('weekly'),
    exchange,
  });
  if (isNew) {
    const publishedAt = await publishedAtOf(mode.prices);
    kept.push(await keep(folder, 1, { from: 0, receivedAt: new Date().toISOString(), publishedAt }));
  }
  let skipped: ReadonlySet<string> = new Set(daysIn(decidedBefore.skipped));
  let accepted: ReadonlySet<string> = new Set(daysIn(decidedBefore.accepted));
  const clock = () => ({ exchange, graceMinutes, skipped });
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
    (day) => followingDay(day, clock()),
  );
  market.skip([...skipped]);
  market.takeAsReal(takenUp(decidedBefore));
  const calendar = calendarOf(mode.exchange);
  const isTradingDay = (day: string): boolean => isInCalendars(day) && calendar.isTradingDay(day);
  const isPlayed = (day: string): boolean => isTradingDay(day) && !skipped.has(day);
  /** What was found in a file that is known from a day on. */
  const foundIn = (next: LoadedMarket, from: number): Incident[] => {
    const last = market.days[from - 1] ?? '';
    const strange = next.panel.days.filter((day) => day > last && !isTradingDay(day));
    // Told with the next day that is played.
    return [...next.incidents, ...strange.map((day) => unexpectedDay(day, calendar.name, followingDay(last, clock())))];
  };
  const deliver = (next: LoadedMarket, from: number): void =>
    market.deliver(next.panel, from, foundIn(next, from), isPlayed);
  for (const name of kept.slice(1)) {
    deliver(await loadPanel(await filesIn(join(folder, name)), { exchange }), (await aboutDelivery(folder, name)).from);
  }
  let seen = await hashesOf(join(folder, kept.at(-1) as string));
  let looked = '';
  /** Of the next day, by what was delivered when it was looked at. */
  let thin: { readonly key: string; readonly fault: FeedFault | null } | null = null;

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
        const publishedAt = await publishedAtOf(mode.prices);
        // What is read is the copy: a start after a stop reads the same bytes, whatever the vendor does meanwhile.
        const next = await loadPanel(await filesIn(incoming), { exchange });
        const end = next.panel.days.at(-1) ?? '';
        refuseEarlierEnd(end, market.days[index - 1] ?? '');
        if (end <= (market.days.at(-1) ?? '')) await refuseOlder(folder, kept, { hashes, publishedAt });
        deliver(next, index);
        kept.push(await keep(folder, kept.length + 1, { from: index, receivedAt: now.toISOString(), publishedAt }));
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
      const missing = feedFaults(days[index - 1] as string, days.slice(index), now, clock());
      if (missing !== null) return missing;
      const next = days[index];
      if (next === undefined) return WAITING;
      const closedAt = Date.parse(calendar.session(next)?.closesAt ?? '');
      // Rows of a day that is not over are no closes.
      if (closedAt > now.getTime() && mode.isPaced !== true) return WAITING;
      if (accepted.has(next)) return null;
      const key = `${next} ${kept.length}`;
      if (thin?.key !== key) {
        thin = { key, fault: market.thinDay(index, { universeSize, minimumCoverage: mode.minimumCoverage }) };
      }
      // A vendor may still be filling the day.
      const isLate = closedAt + graceMinutes * 60_000 <= now.getTime() || mode.isPaced === true;
      return thin.fault === null || isLate ? thin.fault : WAITING;
    },
    async decide(decisions) {
      const now = new Set(daysIn(decisions.skipped));
      const isOther = now.size !== skipped.size || [...now].some((day) => !skipped.has(day));
      accepted = new Set(daysIn(decisions.accepted));
      market.takeAsReal(takenUp(decisions));
      if (!isOther) return;
      skipped = now;
      thin = null;
      market.skip([...skipped]);
      const [first, newest] = [kept[0] as string, kept.at(-1) as string];
      if (first === newest) return;
      // Whether a day of it is played is another question now.
      const file = await loadPanel(await filesIn(join(folder, newest)), { exchange });
      market.deliverAgain(file.panel, foundIn(file, (await aboutDelivery(folder, newest)).from), isPlayed);
    },
    state(index, fault) {
      const { days } = market;
      return {
        exchange,
        last: days[index - 1] as string,
        delivered: days.slice(index, index + DELIVERED_TOLD),
        fault: fault === null ? null : { rule: fault.rule, day: fault.day, why: fault.why },
        held: market.heldBack(index - 1),
      };
    },
  };
}

/** Days that are there and were not played, as the state tells them. */
const DELIVERED_TOLD = 20;

const daysIn = (decisions: FeedDecisions['skipped']): string[] => decisions.map(({ day }) => day);

/** Moves that somebody knows to be real, from the day on at which that was taken up. */
const takenUp = ({ real }: FeedDecisions): KnownMove[] =>
  real.flatMap(({ security, day, from }) => (from === null ? [] : [{ security, day, from }]));

const aboutDelivery = async (folder: string, name: string): Promise<Delivery> =>
  JSON.parse(await readFile(join(folder, name, ABOUT), 'utf8')) as Delivery;

/** When a file was written, as it says itself; ISO. */
const publishedAtOf = async (path: string): Promise<string> => (await stat(path)).mtime.toISOString();

/**
 * Throws DataRefusedError for a file that brings no day and was published before the newest one that was taken, or is one of those before it: what it
 * says was corrected since.
 */
async function refuseOlder(
  folder: string,
  kept: readonly string[],
  file: { readonly hashes: string; readonly publishedAt: string },
): Promise<void> {
  const newest = await aboutDelivery(folder, kept.at(-1) as string);
  if (newest.publishedAt !== undefined && file.publishedAt < newest.publishedAt) {
    throw new DataRefusedError(
      `It was written at ${file.publishedAt}, before the one in use (${newest.publishedAt}): an older file would put old values back, so deliver the newest one.`,
    );
  }
  for (const name of kept.slice(0, -1)) {
    const { sha256, receivedAt } = await aboutDelivery(folder, name);
    if (!file.hashes.startsWith(sha256) || (await hashesOf(join(folder, name))) !== file.hashes) continue;
    throw new DataRefusedError(
      `It is the same as the one that came at ${receivedAt} and was followed by ${kept.length - Number(name)} newer ones: it would put old values back, so deliver the newest one.`,
    );
  }
}

/** Throws DataRefusedError for a file that ends before the last day that was played: it is an older one, whatever its time says. */
function refuseEarlierEnd(end: string, last: string): void {
  if (end >= last) return;
  throw new DataRefusedError(
    `It ends on ${end} and the market has played ${last}: an older file would put old values back, so deliver the newest one.`,
  );
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
async function keep(folder: string, number: number, known: Omit<Delivery, 'sha256'>): Promise<string> {
  const incoming = join(folder, INCOMING);
  const sha256 = await hashOf((await filesIn(incoming)).prices);
  const about: Delivery = { ...known, sha256 };
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
