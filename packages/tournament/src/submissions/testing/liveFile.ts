import { parquetWriteBuffer, type ParquetWriteOptions } from 'hyparquet-writer';
import type { LiveRound } from '../liveRounds.ts';

/** A round of `count` stocks with ids that sort as they are numbered. */
export function liveRound(number: number, count: number, change: Partial<LiveRound> = {}): LiveRound {
  return {
    number,
    ids: Array.from({ length: count }, (_, at) => `n${number}x${String(at).padStart(7, '0')}`),
    state: 'open',
    opensAt: '2026-01-03T18:00:00Z',
    closesAt: '2026-01-05T14:30:00Z',
    ...change,
  };
}

/** Different values in (0, 1) for each seed. */
export const predictionOf = (at: number, seed = 0): number =>
  (((at + 1) * 7919 + seed * 104_729) % 99_991) / 99_991 || 0.5;

/** The live file of a round as a client writes it, in reverse order of id. */
export function csvOf(ids: readonly string[], seed = 0): string {
  const rows = ids.map((id, at) => `${id},${predictionOf(at, seed)}`).reverse();
  return `id,prediction\n${rows.join('\n')}\n`;
}

export function parquetOf(
  columnData: ParquetWriteOptions['columnData'],
  options: Omit<ParquetWriteOptions, 'columnData' | 'writer'> = {},
): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parquetWriteBuffer({ columnData, ...options }));
}
