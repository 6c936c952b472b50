import {
  BROWSER_DECOMPRESSORS,
  type DiagnosedEra,
  type Diagnosis,
  DIAGNOSTICS_FORMAT,
  diagnoseEras,
  diagnosisOf,
  directionOfJson,
  DomainError,
  expectedMaxima,
  type Ratings,
  ratings,
  readHere,
  UPLOAD_LIMIT_BYTES,
  validationData,
} from '@robata/tournament/diagnostics';
import type { LocalRelease } from './localRelease.ts';

/** Steps of neutralization that are computed, every tenth. */
export const PROPORTIONS: readonly number[] = Array.from({ length: 11 }, (_, k) => k / 10);
const LUCKY_FILES = 200;

export interface PartInput {
  readonly file: Blob;
  readonly release: LocalRelease;
  /** Which share of the eras: `number` (from 0) of `of`. */
  readonly part: { readonly number: number; readonly of: number };
  readonly onEra?: (share: number) => void;
}

/** A diagnosis as the page shows it. */
export interface LocalDiagnosis extends Diagnosis {
  readonly ratings: Ratings | null;
  readonly rows: number;
  /** Of n files that differ by luck alone, the mean of the best one's standard scores; for n = 1, 2, … */
  readonly expectedMaxima: readonly number[];
}

/** A part's eras, and what makes the whole of all parts' eras, in the order of the parts. */
export interface DiagnosedPart {
  readonly eras: readonly DiagnosedEra[];
  join(eras: readonly DiagnosedEra[]): LocalDiagnosis;
}

/**
 * Diagnoses a file of predictions against a release on this machine, or one part of its eras; several workers may share them. Throws DomainError with
 * row, column and remedy. The same function and the same bits as the server's.
 */
export async function diagnosePart({ file, release, part, onEra }: PartInput): Promise<DiagnosedPart> {
  const limit = UPLOAD_LIMIT_BYTES.diagnostics;
  if (file.size > limit) {
    throw new DomainError(
      'upload_too_large',
      `The file has ${(file.size / 2 ** 20).toFixed(0)} MiB; ${limit / 2 ** 20} are taken.`,
      { remedy: 'Drop a file with the columns id and prediction only.' },
    );
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const read = await readHere(bytes, DIAGNOSTICS_FORMAT, BROWSER_DECOMPRESSORS);
  const data = await validationData({
    features: await release.features.text(),
    validation: bufferOf(release.validation),
    example: release.example && bufferOf(release.example),
    metaModel: release.metaModel && bufferOf(release.metaModel),
    decompressors: BROWSER_DECOMPRESSORS,
  });
  const eras = await diagnoseEras(read, data, {
    part,
    proportions: PROPORTIONS,
    async directionOf(era) {
      const direction = release.directions.get(era);
      return direction === undefined ? null : directionOfJson(direction);
    },
    onEra: ({ share }) => onEra?.(share),
  });
  return {
    eras,
    join(all) {
      const diagnosis = diagnosisOf(read, all, data.features, PROPORTIONS);
      return {
        ...diagnosis,
        ratings: release.field && ratings(diagnosis.report.figures, release.field),
        rows: read.ids.length,
        expectedMaxima: expectedMaxima(LUCKY_FILES),
      };
    },
  };
}

const bufferOf = (blob: Blob) => ({
  byteLength: blob.size,
  slice: (start: number, end?: number) => blob.slice(start, end).arrayBuffer(),
});
