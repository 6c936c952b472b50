import { normalQuantile } from '@robata/kernels';
import { FACTORS, MOMENTUM, REVERSAL, VALUE } from '../factors.ts';
import type { LiveEra, ParticipantCatalogue, TrainingEra } from '../participant.ts';
import { hash32, uniforms } from '../randomness.ts';

/** A catalogue with the well-known features (without reports unless asked) and some nameless ones. */
export function toyCatalogue({ hasReports = false, nameless = 6 } = {}): ParticipantCatalogue {
  const reports = new Set(['earnings_yield', 'return_on_assets', 'short_interest']);
  const known = [MOMENTUM, REVERSAL, VALUE, ...FACTORS]
    .map(({ feature }) => feature)
    .filter((name) => hasReports || !reports.has(name));
  return {
    features: [
      ...known.map((name, j) => ({
        name,
        sets: (j % 3 === 0 ? ['small', 'medium', 'all'] : ['medium', 'all']) as never,
      })),
      ...Array.from({ length: nameless }, (_, j) => ({ name: `x${j}_in_sector`, sets: ['all'] as const })),
    ],
  };
}

/** Random bins with 3 % missing, column-major. */
export function toyBins(rows: number, columns: number, seed: number): Int8Array {
  const random = uniforms(hash32(`bins/${seed}`));
  return Int8Array.from({ length: rows * columns }, () => (random() < 0.03 ? -1 : Math.floor(random() * 5)));
}

/** Values 0, ¼, … 1 with a few missing: `signal` of a row's bins plus normal noise, cut where a fifth lies in each. */
export function toyTarget(
  features: Int8Array,
  rows: number,
  signal: (bin: (column: number) => number) => number,
  seed: number,
): Float64Array {
  const random = uniforms(hash32(`target/${seed}`));
  const raw = Float64Array.from({ length: rows }, (_, i) => {
    const noise = normalQuantile(random() + 2 ** -33);
    return signal((column) => features[column * rows + i]) + noise;
  });
  const cuts = [0.2, 0.4, 0.6, 0.8].map((share) => raw.toSorted()[Math.floor(share * rows)]);
  return raw.map((x) => (random() < 0.01 ? Number.NaN : cuts.filter((cut) => x >= cut).length / 4));
}

/** An era whose targets all lean on column 0, with different noise. */
export function toyEra(position: number, rows: number, columns: number, targets: readonly string[]): TrainingEra {
  const features = toyBins(rows, columns, position);
  const values = targets.map((name) => {
    const target = toyTarget(features, rows, (bin) => 0.3 * (bin(0) - 2), hash32(`${name}/${position}`));
    return [name, target] as const;
  });
  return { position, rows, features, targets: new Map(values) };
}

/** A live era with ids of its own. */
export function toyLive(position: number, rows: number, columns: number): LiveEra {
  const ids = Array.from({ length: rows }, (_, i) => `n${position}_${hash32(`${position}/${i}`).toString(16)}`);
  return { position, ids, features: toyBins(rows, columns, position) };
}
