/**
 * `compute` with its answer kept for `milliseconds` per argument: whoever asks meanwhile gets the same promise. A failure is not kept.
 * At most 16 arguments are remembered; the oldest goes first.
 */
export function cachedFor<A extends string | number | null, T>(
  milliseconds: number,
  compute: (argument: A) => Promise<T>,
  now: () => number = () => performance.now(),
): (argument: A) => Promise<T> {
  const kept = new Map<A, { until: number; answer: Promise<T> }>();
  return (argument) => {
    const found = kept.get(argument);
    if (found !== undefined && now() < found.until) return found.answer;
    const answer = compute(argument);
    kept.delete(argument);
    kept.set(argument, { until: Infinity, answer });
    answer.then(
      () => kept.set(argument, { until: now() + milliseconds, answer }),
      () => kept.delete(argument),
    );
    if (kept.size > 16) kept.delete(kept.keys().next().value as A);
    return answer;
  };
}
