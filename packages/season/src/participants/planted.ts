import { normalQuantile, tieKeptRank } from '@robata/kernels';
import type { LiveEra, PlantedParticipant } from './participant.ts';
import { noiseById } from './randomness.ts';

/** Correlation of the planted score with the specific return of the 20 days it predicts. */
export const PLANTED_CORRELATION = 0.05;

/**
 * The participant that knows a stated small part of the future: correlation · z(specific return) + √(1 − correlation²) · noise,
 * fresh noise each era. It is how a season shows that True Contribution finds information (finance-defaults §7).
 * A missing return, or no foresight at all, leaves the noise alone.
 */
export function plantedParticipant(
  profile: Pick<PlantedParticipant, 'name' | 'initialStake'>,
  key: string,
  correlation = PLANTED_CORRELATION,
): PlantedParticipant {
  return {
    ...profile,
    kind: 'planted',
    description:
      `PLANTED: knows a small part of the future. Its score is ${correlation} × the standardized specific return of the coming ` +
      '20 days, which the season gives to it alone, plus noise. It tests whether True Contribution finds information; it is not a model.',
    predict(live: LiveEra, foresight): Float64Array {
      const noise = noiseById(`${key}/${live.position}`, live.ids).map(normalQuantile);
      if (foresight === null) return tieKeptRank(noise);
      if (foresight.specificReturns.length !== noise.length) {
        throw new RangeError(`foresight of ${foresight.specificReturns.length} stocks for an era of ${noise.length}`);
      }
      const z = standardizedKnown(foresight.specificReturns);
      const noiseShare = Math.sqrt(1 - correlation * correlation);
      return tieKeptRank(noise.map((e, i) => correlation * z[i] + noiseShare * e));
    },
  };
}

/** (x − mean)/standard deviation over the numbers (divisor n); missing, and a constant column, → 0. */
export function standardizedKnown(values: Float64Array): Float64Array {
  const numbers = values.filter((x) => !Number.isNaN(x));
  const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
  const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
  return values.map((x) => (Number.isNaN(x) || !(variance > 0) ? 0 : (x - mean) / Math.sqrt(variance)));
}
