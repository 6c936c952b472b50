import { normalDistribution } from '@robata/kernels';

const FROM = -9;
const TO = 9;
const STEPS = 1800;

/**
 * E[max of n independent standard normal values] for n = 1 … `most`: what the best of n files that differ by luck alone is expected to be ahead, in
 * standard errors. ∫₀^∞ (1 − Φⁿ) − ∫₋∞⁰ Φⁿ by the trapezoidal rule, right to ten digits.
 */
export function expectedMaxima(most: number): number[] {
  const step = (TO - FROM) / STEPS;
  const below = Float64Array.from({ length: STEPS + 1 }, (_, k) => normalDistribution(FROM + k * step));
  const powers = below.slice();
  return Array.from({ length: most }, () => {
    // E[max] = TO − ∫ Φⁿ from FROM to TO, but for what lies outside.
    let sum = 0;
    for (let k = 0; k <= STEPS; k += 1) {
      sum += powers[k] * (k === 0 || k === STEPS ? 0.5 : 1);
      powers[k] *= below[k];
    }
    return TO - step * sum;
  });
}
