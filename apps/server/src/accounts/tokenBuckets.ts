export interface BucketSettings {
  /** How many may come at once after a pause. */
  readonly burst: number;
  readonly perSecond: number;
  readonly now: () => Date;
}

/** How many callers are remembered; who was silent longest goes first, and comes back with a full bucket. */
const REMEMBERED = 20_000;

/** A token bucket for each caller: `take` says whether one more request of this caller is within the rate. */
export function tokenBuckets({ burst, perSecond, now }: BucketSettings): { take(caller: string): boolean } {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(caller) {
      const time = now().getTime();
      const bucket = buckets.get(caller) ?? { tokens: burst, at: time };
      const gained = (Math.max(0, time - bucket.at) / 1_000) * perSecond;
      const tokens = Math.min(burst, bucket.tokens + gained);
      const isWithin = tokens >= 1;
      buckets.delete(caller);
      buckets.set(caller, { tokens: isWithin ? tokens - 1 : tokens, at: time });
      if (buckets.size > REMEMBERED) buckets.delete(buckets.keys().next().value as string);
      return isWithin;
    },
  };
}
