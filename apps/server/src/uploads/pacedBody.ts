import type { Readable } from 'node:stream';
import { DomainError } from '@robata/tournament';

/** How slowly a body may come: clients wait 600 s for all of it, and who trickles is not waited for as long. */
export interface Pace {
  /** Default 30 s. */
  readonly windowMs: number;
  /** What has to come in each window but the last. Default 32 KiB: of a live file some tenth. */
  readonly leastBytes: number;
  /** For the whole body. Default 600 s. */
  readonly totalMs: number;
}

const PACE: Pace = { windowMs: 30_000, leastBytes: 32 * 1024, totalMs: 600_000 };

/**
 * The bytes as they come. What we take to store them is not the client's time.
 * Throws DomainError `upload_timeout` where it is too slow, and `upload_truncated` where it goes away.
 */
export async function* pacedBody(
  raw: Readable,
  pace: Partial<Pace> = {},
  nowMs: () => number = () => performance.now(),
): AsyncGenerator<Uint8Array> {
  const { windowMs, leastBytes, totalMs } = { ...PACE, ...pace };
  const tooSlow = new DomainError(
    'upload_timeout',
    `The upload came too slowly: less than ${leastBytes} bytes in ${windowMs / 1000} s, or longer than ${totalMs / 1000} s.`,
    { remedy: 'Upload it again, over a better connection or as Parquet.' },
  );
  const giveUp = (): void => void raw.destroy(tooSlow);
  const total = setTimeout(giveUp, totalMs);
  let bytes = 0;
  let left = windowMs;
  let since = 0;
  let window: NodeJS.Timeout | undefined;
  let looking: NodeJS.Immediate | undefined;
  const wait = (): void => {
    since = nowMs();
    window = setTimeout(() => (looking = setImmediate(look)), Math.max(left, 0));
  };
  // Not before what came while this process stood still has been read.
  const look = (): void => {
    if (bytes < leastBytes) return giveUp();
    bytes = 0;
    left = windowMs;
    wait();
  };
  const pause = (): void => {
    clearTimeout(window);
    clearImmediate(looking);
  };
  wait();
  try {
    for await (const chunk of raw) {
      pause();
      left -= nowMs() - since;
      bytes += (chunk as Uint8Array).length;
      yield chunk as Uint8Array;
      wait();
    }
  } catch (error) {
    if (error === tooSlow) throw error;
    throw new DomainError('upload_truncated', 'The connection ended before the file did.', {
      remedy: 'Upload it again.',
      cause: error,
    });
  } finally {
    pause();
    clearTimeout(total);
  }
}
