import type { Blobs } from '../blobs/blobs.ts';
import type { SignalsReport } from '../symbols/signalsReport.ts';
import type { TournamentName } from './liveRounds.ts';

/** What was read from an uploaded file, by the hash of its bytes: the same file gives the same. */
export interface SubmissionBlobs {
  putValues(tournament: TournamentName, round: number, sha256: string, values: Float64Array): Promise<void>;
  /** In the order of the round's ids; null where there are none. */
  values(tournament: TournamentName, round: number, sha256: string): Promise<Float64Array | null>;
  /** The whole answer to the rows of a Signals file; a round has one version of the symbols, so that the answer is one too. */
  putReport(sha256: string, report: SignalsReport): Promise<void>;
  report(sha256: string, round: number): Promise<SignalsReport | null>;
}

export function submissionBlobs(blobs: Blobs): SubmissionBlobs {
  const valuesKey = (tournament: TournamentName, round: number, sha256: string): string =>
    `submissions/${tournament}/${round}/${sha256}.f64`;
  const reportKey = (round: number, sha256: string): string => `submissions/signals/${round}/${sha256}.json`;
  return {
    putValues: (tournament, round, sha256, values) => blobs.put(valuesKey(tournament, round, sha256), bytesOf(values)),
    async values(tournament, round, sha256) {
      const bytes = await blobs.get(valuesKey(tournament, round, sha256));
      return bytes === null ? null : valuesOf(bytes);
    },
    putReport: (sha256, report) => blobs.put(reportKey(report.round, sha256), Buffer.from(JSON.stringify(report))),
    async report(sha256, round) {
      const bytes = await blobs.get(reportKey(round, sha256));
      return bytes === null ? null : (JSON.parse(Buffer.from(bytes).toString()) as SignalsReport);
    },
  };
}

/** IEEE doubles, little-endian. */
function bytesOf(values: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, at) => view.setFloat64(8 * at, value, true));
  return new Uint8Array(view.buffer);
}

function valuesOf(bytes: Uint8Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.byteLength / 8 }, (_, at) => view.getFloat64(8 * at, true));
}
