export interface Freshness {
  /** An answer this young is given as it is. */
  readonly freshMs: number;
  /** An older answer up to this age is still given, at once, while a newer one is being computed. Default `freshMs`: nobody gets an old one. */
  readonly usableMs?: number;
  readonly now?: () => number;
  /** How many arguments are remembered; the oldest goes first. Default 16. */
  readonly remembered?: number;
}

interface Kept<T> {
  readonly answer: Promise<T>;
  /** When it was there; null while it is being computed. */
  readonly at: number | null;
  readonly isRenewing: boolean;
}

/**
 * `compute` with its answer kept per argument: one computation serves everybody who asks within `freshMs`, and who asks while it runs
 * gets the same promise. A failure is not kept: the next one computes again.
 */
export function cachedFor<A extends string | number | null, T>(
  { freshMs, usableMs = freshMs, now = () => performance.now(), remembered = 16 }: Freshness,
  compute: (argument: A) => Promise<T>,
): (argument: A) => Promise<T> {
  const kept = new Map<A, Kept<T>>();

  const keep = (argument: A, entry: Kept<T>): void => {
    kept.delete(argument);
    kept.set(argument, entry);
    if (kept.size > remembered) kept.delete(kept.keys().next().value as A);
  };

  const start = (argument: A): Kept<T> => {
    const entry: Kept<T> = { answer: compute(argument), at: null, isRenewing: false };
    entry.answer.then(
      () => Object.assign(entry, { at: now() }),
      () => kept.get(argument) === entry && kept.delete(argument),
    );
    return entry;
  };

  const renew = (argument: A, old: Kept<T>): void => {
    Object.assign(old, { isRenewing: true });
    const entry = start(argument);
    entry.answer.then(
      () => keep(argument, entry),
      () => Object.assign(old, { isRenewing: false }),
    );
  };

  return (argument) => {
    const found = kept.get(argument);
    const age = found === undefined ? Number.POSITIVE_INFINITY : found.at === null ? 0 : now() - found.at;
    if (found !== undefined && age < freshMs) return found.answer;
    if (found !== undefined && age < usableMs) {
      if (!found.isRenewing) renew(argument, found);
      return found.answer;
    }
    const entry = start(argument);
    keep(argument, entry);
    return entry.answer;
  };
}
