/**
 * `items` in at most `limit` (≥ 1) runs of equally many, so that a chart stays small however long a history grows. Counted from the end:
 * only the first run may be shorter, and the newest item always ends the last one.
 */
export function runsOf<T>(items: readonly T[], limit: number): T[][] {
  const size = Math.ceil(items.length / limit);
  const runs: T[][] = [];
  for (let end = items.length; end > 0; end -= size) runs.push(items.slice(Math.max(0, end - size), end));
  return runs.reverse();
}
