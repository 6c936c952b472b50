import type { DirectedRound, DirectionJson, RatedField } from '@robata/tournament';
import type { CallOptions, Connection } from './connection.ts';

/** What diagnostics without an upload need beside the files of the release. */
export interface DiagnosticsData {
  /** Resolved rounds whose TC can be estimated, and the validation eras that they predicted. */
  readonly rounds: readonly DirectedRound[];
  /** What figures are rated against: ascending values of the latest runs of all models, without their names. */
  readonly field: RatedField;
}

export interface DiagnosticsClient {
  diagnosticsData(options?: CallOptions): Promise<DiagnosticsData>;
  /** With it, the TC that any predictions would have had in a resolved round is one product. */
  tcDirection(round: number, options?: CallOptions): Promise<DirectionJson>;
}

export function diagnosticsClient({ ask }: Connection): DiagnosticsClient {
  return {
    diagnosticsData: (options) => ask('/api/diagnostics/rounds', options),
    tcDirection: (round, options) => ask(`/api/rounds/${round}/tc-direction`, options),
  };
}
