/** Two 32-bit FNV-1a hashes over the bits of the numbers, NaN being one number. */
export function digest(results: readonly Float64Array[]): string {
  let low = 0x811c9dc5;
  let high = 0x050c5d1f;
  for (const values of results) {
    const canonical = values.map((x) => (x === x ? x : Number.NaN));
    const words = new Uint32Array(canonical.buffer);
    for (const word of words) {
      low = Math.imul(low ^ word, 0x01000193);
      high = Math.imul(high ^ (word >>> 13) ^ (word << 19), 0x01000193);
    }
  }
  return [low, high].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
