import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type FundEvent, fundEventJson, parseFundEvent } from '@robata/fund';

/** A day's events are some kilobytes; nothing that claims to be a day is unpacked beyond this. */
const DAY_BYTES_MAX = 64 * 2 ** 20;

/** Events of a day as text: one JSON line each. */
export const eventLines = (events: readonly FundEvent[]): string =>
  events.map((event) => `${fundEventJson(event)}\n`).join('');

/** Such lines for a row: deflated, base64. */
export const packEvents = (lines: string): string => deflateRawSync(lines, { level: 6 }).toString('base64');

/** What `packEvents` packed: the lines. Throws for anything else. */
export const unpackEvents = (packed: string): string =>
  inflateRawSync(Buffer.from(packed, 'base64'), { maxOutputLength: DAY_BYTES_MAX }).toString();

/** The events of `eventLines`. */
export const parseEventLines = (lines: string): FundEvent[] =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map(parseFundEvent);

/** The hash of a day: over the hash of the day before (empty before the first) and the events' lines, so that none can be left out or changed. */
export const closeHash = (before: string, lines: string): string =>
  createHash('sha256').update(before).update('\n').update(lines).digest('hex');
