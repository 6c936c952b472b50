import type { MetaModelPage, RoundAnalysis } from '@robata/tournament';
import type { CallOptions, Connection } from './connection.ts';
import { orNull } from './orNull.ts';

/** What is said of everybody's predictions and of what is made from them. */
export interface AnalysisClient {
  /** How alike a round's predictions are, what they lean on, how they changed; null before its close, and for rounds of older versions. */
  roundAnalysis(number: number, options?: CallOptions): Promise<RoundAnalysis | null>;
  /** The meta model over time: performance, make-up, and what others could have been made. */
  metaModel(options?: CallOptions): Promise<MetaModelPage>;
  /** Where its figures by round can be downloaded; the newest resolved rounds may be kept back. */
  metaModelHistoryUrl(format: 'csv' | 'json'): string;
}

export const analysisClient = ({ ask, origin }: Connection): AnalysisClient => ({
  roundAnalysis: (number, options) => orNull(ask(`/api/rounds/${number}/analysis`, options)),
  metaModel: (options) => ask('/api/meta-model', options),
  metaModelHistoryUrl: (format) => `${origin}/api/meta-model/history.${format}`,
});
