export type { Era, Schedule, Universe } from './era.ts';
export {
  DataRefusedError,
  type FundamentalReport,
  type Incident,
  type MarketPanel,
  type Security,
  type ShortInterestReport,
} from './panel.ts';
