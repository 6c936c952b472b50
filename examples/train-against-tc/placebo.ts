import { seededRandom } from '@robata/portfolio';
import type { TrainingEra } from './trainingEras.ts';

/** Neighbouring eras share days of returns: they keep their common sign. */
const BLOCK = 5;

/**
 * The same eras with the sign of TC's gradient turned at random, in blocks: nothing can be learned from it, and what training then gains in sample
 * is what fitting noise of this size and this dependence gains.
 */
export function placebo(eras: readonly TrainingEra[], seed: number): TrainingEra[] {
  const random = seededRandom(seed);
  const signs = Array.from({ length: Math.ceil(eras.length / BLOCK) }, () => (random() < 0.5 ? -1 : 1));
  return eras.map((era, at) => {
    const sign = signs[Math.floor(at / BLOCK)] as number;
    return { ...era, direction: era.direction.map((value) => sign * value) };
  });
}
