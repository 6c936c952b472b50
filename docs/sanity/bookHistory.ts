import type { FundDayRecord, OptimizerReport } from '@robata/tournament';

/** What a book leaves behind, whoever played it. */
export interface BookHistory {
  readonly days: readonly FundDayRecord[];
  /** One per rebalance, in order. */
  readonly reports: readonly Pick<
    OptimizerReport,
    'status' | 'relaxed' | 'positions' | 'gross' | 'predictedVolatility'
  >[];
}
