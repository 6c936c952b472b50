/** Seeded draws on 32-bit integer operations: the same bits on every engine. */

/** A well-mixed 32-bit hash of a text. Source: FNV-1a, finished by the mixer of MurmurHash3 (both public domain). */
export function hash32(text: string, seed = 0): number {
  let h = seed ^ 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** One uniform number in (0, 1) per id, whatever the order of ids: noise that a key and an id fix. */
export function noiseById(key: string, ids: readonly string[]): Float64Array {
  const seed = hash32(key);
  return Float64Array.from(ids, (id) => (hash32(id, seed) + 0.5) / 2 ** 32);
}

/** A sequence of uniform numbers in [0, 1). Source: mulberry32 (T. Ettinger, public domain). */
export function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The first `count` of `values` in a random order (a partial Fisher–Yates shuffle of a copy). */
export function draw<T>(values: readonly T[], count: number, random: () => number): T[] {
  const pool = [...values];
  for (let i = 0; i < count; i += 1) {
    const k = i + Math.floor(random() * (pool.length - i));
    [pool[i], pool[k]] = [pool[k], pool[i]];
  }
  return pool.slice(0, count);
}
