import type { LocalDiagnosis } from '@robata/client';

/** A file that was looked at on this computer. */
export interface Look {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly rows: number;
  readonly corrMean: number | null;
  readonly corrSharpe: number | null;
  readonly mmcMean: number | null;
  readonly fncMean: number | null;
}

const MOST_KEPT = 500;
const keyOf = (etag: string): string => `robata-looks-${etag}`;

/** Looks at this validation data, oldest first. Nothing where the browser keeps nothing. */
export function looksAt(etag: string): readonly Look[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(etag)) ?? '[]');
    return Array.isArray(kept) ? (kept as Look[]) : [];
  } catch {
    return [];
  }
}

export const lookOf = (name: string, at: number, { report: { figures }, rows }: LocalDiagnosis): Look => ({
  name,
  at,
  rows,
  corrMean: figures.validationCorrMean,
  corrSharpe: figures.validationCorrSharpe,
  mmcMean: figures.validationMmcMean,
  fncMean: figures.validationFeatureNeutralCorrMean,
});

/** The looks with another one; the same predictions again (the same figures, to the bit) are no new look. */
export function withLook(looks: readonly Look[], look: Look): readonly Look[] {
  const isSame = (old: Look): boolean =>
    old.rows === look.rows &&
    old.corrMean === look.corrMean &&
    old.mmcMean === look.mmcMean &&
    old.fncMean === look.fncMean;
  return looks.some(isSame) ? looks : [...looks, look].slice(-MOST_KEPT);
}

export function keepLooks(etag: string, looks: readonly Look[]): void {
  try {
    localStorage.setItem(keyOf(etag), JSON.stringify(looks));
  } catch {
    // A browser that keeps nothing counts from the beginning each time.
  }
}
