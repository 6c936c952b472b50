import { setImmediate as breathe } from 'node:timers/promises';

/** So many rows are written before other requests have their turn: some milliseconds. */
const ROWS_AT_ONCE = 500;

/** A list as JSON in bytes, written once per list however often it is asked for: a long leaderboard costs more to write than to find. */
export function jsonOnce(): (rows: readonly unknown[]) => Promise<Buffer> {
  const kept = new WeakMap<readonly unknown[], Promise<Buffer>>();
  return (rows) => {
    const bytes = kept.get(rows) ?? written(rows);
    kept.set(rows, bytes);
    return bytes;
  };
}

async function written(rows: readonly unknown[]): Promise<Buffer> {
  const parts = ['['];
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    if (at > 0) {
      parts.push(',');
      await breathe();
    }
    parts.push(JSON.stringify(rows.slice(at, at + ROWS_AT_ONCE)).slice(1, -1));
  }
  return Buffer.from(`${parts.join('')}]`);
}
