import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DataRefusedError, type Exchange, type FeedFault, feedFaults, type Incident } from '@robata/market';
import { DeliveredMarket } from '@robata/season';
import { loadPanel, type MarketFiles, minimumDaysOf } from '../loadMarket.ts';

/** Files of a vendor, which puts newer ones in their place. */
export interface FeedMode extends MarketFiles {
  /** Whose trading days the feed follows. */
  readonly exchange: Exchange;
  /** After an exchange's close until a day counts as late. */
  readonly graceMinutes: number;
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
  await rm(join(folder, INCOMING), { recursive: true, force: true });
  const kept = (await readdir(folder)).filter((name) => /^\d{5}$/.test(name)).sort();
  if (kept.length === 0) kept.push(await keep(folder, mode, 0, 1, new Date()));
  let deliveries = kept.length;
  const first = await loadPanel(await filesIn(join(folder, kept[0] as string)), minimumDaysOf('weekly'));
  const { panel, incidents } = first;
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
  for (const name of kept.slice(1)) {
    const { from } = JSON.parse(await readFile(join(folder, name, ABOUT), 'utf8')) as Delivery;
    const next = await loadPanel(await filesIn(join(folder, name)));
    market.deliver(next.panel, from, next.incidents);
  }
  let seen = await hashOf((await filesIn(join(folder, kept.at(-1) as string))).prices);
  let looked = '';

  const take = async (index: number, now: Date): Promise<FeedFault | null> => {
    const about = await stat(mode.prices).catch(() => null);
    const state = about === null ? '' : `${about.size} ${about.mtimeMs}`;
    if (about === null || state === looked) return null;
    const hash = await hashOf(mode.prices);
    if (hash !== seen) {
      try {
        const { panel: next, incidents: found } = await loadPanel(mode);
        // Before it is used: a stop between the two finds it kept.
        await keep(folder, mode, index, deliveries + 1, now);
        market.deliver(next, index, found);
        deliveries += 1;
      } catch (error) {
        if (!(error instanceof DataRefusedError)) throw error;
        await rm(join(folder, String(deliveries + 1).padStart(5, '0')), { recursive: true, force: true });
        looked = state;
        return refused(market.days.at(-1) ?? '', hash, error);
      }
      seen = hash;
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
      return days[index] === undefined ? WAITING : null;
    },
  };
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

/** Copies a delivery's files whole; gives its folder's name. */
async function keep(folder: string, files: MarketFiles, from: number, number: number, now: Date): Promise<string> {
  const incoming = join(folder, INCOMING);
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming);
  for (const kind of KINDS) {
    const path = files[kind];
    if (path !== undefined) await copyFile(path, join(incoming, `${kind}${extname(path)}`));
  }
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

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
