import { normalQuantile } from '@robata/kernels';

/** Murmur3's finalizer: spreads every bit of a 32-bit word over the others. */
function mix(word: number): number {
  let x = word;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/**
 * A seeded generator (xoshiro128**, Blackman and Vigna 2018; seeded by a 32-bit splitmix).
 * Each `stream` of a seed is a sequence of its own, so that what one company draws never shifts what another one draws.
 * Integer and basic operations only: the same bits on every engine.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** `seed` and `stream` are integers from 0 to 2⁵³ − 1. Throws RangeError otherwise. */
  constructor(seed: number, stream = 0) {
    for (const value of [seed, stream]) {
      if (!Number.isSafeInteger(value) || value < 0) {
        throw new RangeError(`a seed is an integer from 0 to 2^53 - 1, not ${value}`);
      }
    }
    let state = 0;
    for (const value of [seed, stream]) {
      state = mix(state ^ (value >>> 0)) + 0x9e3779b9;
      state = mix(state ^ Math.floor(value / 2 ** 32)) + 0x9e3779b9;
    }
    const word = (i: number): number => mix((state + Math.imul(i, 0x9e3779b9)) | 0);
    this.#a = word(1);
    this.#b = word(2);
    this.#c = word(3);
    this.#d = word(4) | 1;
  }

  /** Uniform on the open interval (0, 1), in steps of 2⁻³². */
  uniform(): number {
    const b = this.#b;
    const times5 = Math.imul(b, 5);
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9) >>> 0;
    const c = this.#c ^ this.#a;
    const d = this.#d ^ b;
    this.#b = b ^ c;
    this.#a ^= d;
    this.#c = c ^ (b << 9);
    this.#d = (d << 11) | (d >>> 21);
    return (result + 0.5) * 2 ** -32;
  }

  /** An integer from 0 to `count` − 1. */
  integer(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** One of the entries of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.integer(list.length)];
  }

  /** An index drawn with the given weights, which need not sum to 1. */
  weighted(weights: readonly number[]): number {
    let left = this.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    for (let i = 0; i < weights.length - 1; i += 1) {
      left -= weights[i];
      if (left < 0) return i;
    }
    return weights.length - 1;
  }

  /** Standard normal. */
  normal(): number {
    return normalQuantile(this.uniform());
  }

  /**
   * Student's t with 2·`halfDegrees` degrees of freedom (integer `halfDegrees` ≥ 2), scaled to variance 1.
   * Exact and without logarithms: s = t/√(ν + t²) has density ∝ (1 − s²)^(ν/2 − 1), which is the density of the median
   * of ν − 1 uniforms on (−1, 1); hence t/√(ν/(ν − 2)) = s·√(ν − 2)/√(1 − s²).
   */
  studentT(halfDegrees: number): number {
    const median = halfDegrees === 2 ? this.#medianOfThree() : this.#medianOf(2 * halfDegrees - 1);
    const s = 2 * median - 1;
    return s * Math.sqrt((2 * halfDegrees - 2) / (1 - s * s));
  }

  #medianOfThree(): number {
    const x = this.uniform();
    const y = this.uniform();
    const z = this.uniform();
    return Math.max(Math.min(x, y), Math.min(Math.max(x, y), z));
  }

  #medianOf(count: number): number {
    const draws = Float64Array.from({ length: count }, () => this.uniform()).sort();
    return draws[count >> 1];
  }
}
