import type { FeedFault } from '@robata/market';
import {
  BEGUN_DOCUMENT,
  FEED_DOCUMENT,
  type FeedDecisions,
  type FeedState,
  feedDecisions,
  putFeedDecisions,
  type Storage,
} from '@robata/tournament';
import { type Feed, WAITING } from './feed.ts';

export interface NextDeliveredInput {
  readonly feed: Feed;
  /** The tournament's own: not one that repeats. */
  readonly storage: Storage;
  /** Asked once a day is there: resolves when it begins, false when the process is to stop. */
  readonly goesOn: () => boolean | Promise<boolean>;
  /** Resolves when the vendor's files are looked at again, false when the process is to stop. */
  readonly pause: () => Promise<boolean>;
  readonly now: () => Date;
}

export type NextDelivered = (next: {
  readonly index: number;
  readonly day: string | null;
}) => Promise<boolean | FeedFault>;

/**
 * Waits for the next trading day of a market that is fed by files: resolves when it is delivered, or with what keeps it from being there, once for
 * each reason. What operators decide meanwhile is taken up. A day that was begun before a stop is played to its end by what was known then.
 */
export function nextDelivered({ feed, storage, goesOn, pause, now }: NextDeliveredInput): NextDelivered {
  const told = new Set<string>();
  let written = '';
  const tell = async (state: FeedState): Promise<void> => {
    if (JSON.stringify(state) === written) return;
    await storage.transaction((writer) => writer.putDocument(FEED_DOCUMENT, state));
    written = JSON.stringify(state);
  };

  /** Begins a day, unless something was decided since: in one transaction, so that nothing is decided of a day that has begun. */
  const begin = async (index: number, known: FeedDecisions): Promise<boolean> => {
    const real = known.real.map((move) => ({ ...move, from: move.from ?? index }));
    await feed.decide({ ...known, real });
    const state = feed.state(index + 1, null);
    const isBegun = await storage.transaction(async (writer) => {
      if (JSON.stringify(await feedDecisions(writer)) !== JSON.stringify(known)) return false;
      await writer.putDocument(BEGUN_DOCUMENT, index);
      if (known.real.some(({ from }) => from === null)) await putFeedDecisions(writer, { real });
      await writer.putDocument(FEED_DOCUMENT, state);
      return true;
    });
    if (isBegun) written = JSON.stringify(state);
    return isBegun;
  };

  return async (next) => {
    if ((await storage.document(BEGUN_DOCUMENT)) === next.index) return goesOn();
    for (;;) {
      const decisions = await feedDecisions(storage);
      await feed.decide(decisions);
      const fault = await feed.look(next, now());
      if (fault === null) {
        if (await begin(next.index, decisions)) return goesOn();
        continue;
      }
      await tell(feed.state(next.index, fault === WAITING ? null : fault));
      const key = `${fault.rule} ${fault.day}`;
      if (fault !== WAITING && !told.has(key)) {
        told.add(key);
        return fault;
      }
      if (!(await pause())) return false;
    }
  };
}
