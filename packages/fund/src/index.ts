export { type FundHistory, type FundSummary, fundSummary } from './fundSummary.ts';
export {
  applyDay,
  applyTrades,
  type FundDay,
  type FundState,
  type FundTrade,
  holdingWeights,
  netAssetValue,
  openFund,
} from './fundState.ts';
export { type FundRebalance, rebalanceFund, type TradedRebalance } from './rebalanceFund.ts';
