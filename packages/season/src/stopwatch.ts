/** Wall time by stage, in seconds; never part of a result that is compared. */
export interface Stopwatch {
  /** Runs `work` and adds its time to `stage`; nested stages take their time off the outer one. */
  time<T>(stage: string, work: () => T): T;
  timeAsync<T>(stage: string, work: () => Promise<T>): Promise<T>;
  seconds(): Record<string, number>;
}

export function stopwatch(now: () => number = () => performance.now()): Stopwatch {
  const spent = new Map<string, number>();
  let current: string | null = null;
  let since = now();
  const switchTo = (stage: string | null): string | null => {
    const before = current;
    const at = now();
    if (before !== null) spent.set(before, (spent.get(before) ?? 0) + at - since);
    current = stage;
    since = at;
    return before;
  };
  return {
    time(stage, work) {
      const outer = switchTo(stage);
      try {
        return work();
      } finally {
        switchTo(outer);
      }
    },
    async timeAsync(stage, work) {
      const outer = switchTo(stage);
      try {
        return await work();
      } finally {
        switchTo(outer);
      }
    },
    seconds() {
      switchTo(current);
      return Object.fromEntries([...spent].map(([stage, ms]) => [stage, Math.round(ms) / 1000]));
    },
  };
}
