export interface Brevity {
  readonly ms: number;
  /** How many are kept; the oldest goes first. */
  readonly limit: number;
  readonly now: () => Date;
}

export interface KeptBriefly<T> {
  /** What `load` gave for this key at most `ms` ago; who asks while it loads gets the same promise. A failure is not kept. */
  get(key: string): Promise<T>;
  /** Everything is loaded anew from here on. */
  forget(): void;
}

/** Answers of `load`, kept for a moment: what is asked 300 times a second costs the database one look. */
export function keptBriefly<T>({ ms, limit, now }: Brevity, load: (key: string) => Promise<T>): KeptBriefly<T> {
  const kept = new Map<string, { readonly answer: Promise<T>; readonly until: number }>();
  return {
    get(key) {
      const time = now().getTime();
      const found = kept.get(key);
      if (found !== undefined && time < found.until) return found.answer;
      const entry = { answer: load(key), until: time + ms };
      kept.delete(key);
      kept.set(key, entry);
      if (kept.size > limit) kept.delete(kept.keys().next().value as string);
      entry.answer.catch(() => kept.get(key) === entry && kept.delete(key));
      return entry.answer;
    },
    forget: () => kept.clear(),
  };
}
