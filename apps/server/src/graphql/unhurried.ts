import { setImmediate as breathe } from 'node:timers/promises';

/** So many rows are written before other requests have their turn: some milliseconds. */
const ROWS_AT_ONCE = 200;

/** A long list for the executor, handed out so that others are answered in between; a short one as it is. */
export function unhurried<T>(rows: readonly T[]): readonly (T | Promise<T>)[] {
  if (rows.length <= ROWS_AT_ONCE) return rows;
  let turn: Promise<unknown> = Promise.resolve();
  return rows.map((row, at) => {
    if (at > 0 && at % ROWS_AT_ONCE === 0) turn = turn.then(() => breathe());
    return turn.then(() => row);
  });
}
