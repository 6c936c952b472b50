import type { Life } from './lives.ts';
import { THRESHOLDS } from './thresholds.ts';

/**
 * Groups the lives of one company: a life whose ticker has exactly the same name as another ticker that ended 1 to 5 trading
 * days before it starts carries that company on. Returns the groups in the order of their first life, each in the order of
 * time; a life without predecessor or successor is a group of its own. Among several candidates the one with the closest
 * price is taken, then the first.
 * @param nameOf the name in the labels, null where unknown (never joined)
 */
export function joinRenames(
  lives: readonly Life[],
  nameOf: (ticker: number) => string | null,
  close: Float64Array,
): Life[][] {
  const byName = Map.groupBy(lives, (life) => nameOf(life.ticker));
  byName.delete(null);
  const successor = new Map<Life, Life>();
  const joined = new Set<Life>();
  for (const namesakes of byName.values()) {
    const pairs = namesakes.flatMap((before) =>
      namesakes.filter((after) => isContinuation(before, after)).map((after) => ({ before, after })),
    );
    pairs.sort((a, b) => priceJump(a, close) - priceJump(b, close));
    for (const { before, after } of pairs) {
      if (successor.has(before) || joined.has(after)) continue;
      successor.set(before, after);
      joined.add(after);
    }
  }
  return lives.filter((life) => !joined.has(life)).map((life) => chain(life, successor));
}

function isContinuation(before: Life, after: Life): boolean {
  const wait = after.firstDay - before.lastDay;
  return before.ticker !== after.ticker && wait >= 1 && wait <= THRESHOLDS.renameDays;
}

function priceJump({ before, after }: { before: Life; after: Life }, close: Float64Array): number {
  const ratio = (close[after.start] as number) / (close[before.end - 1] as number);
  return Math.max(ratio, 1 / ratio);
}

function chain(first: Life, successor: ReadonlyMap<Life, Life>): Life[] {
  const result = [first];
  for (let life = successor.get(first); life !== undefined; life = successor.get(life)) result.push(life);
  return result;
}
