export { applyFundEvent, fundAccounts } from './applyFundEvent.ts';
export { applyBookEvent } from './book/applyBookEvent.ts';
export {
  assetsOf,
  type Book,
  bookOf,
  bookWeights,
  emptyBook,
  exposureOf,
  type Position,
  position,
} from './book/book.ts';
export type { BookEvent, Fill, ShareRatio } from './book/bookEvent.ts';
export { type CostTerms, costOfTrade, freeHolding, type Liquidity, type TradeCost } from './book/costTerms.ts';
export { type FillsInput, fillsTo } from './book/fillsTo.ts';
export { financing } from './book/financing.ts';
export type { CapitalEvent, RedemptionRequest, SubscriptionRequest } from './capital/capitalEvent.ts';
export {
  accruedFeesOf,
  assetsUnderManagement,
  type BalanceSheet,
  balanceSheet,
  type FundAccounts,
  type InvestorCapital,
  investorCapitals,
  liveCapitalOf,
  navOf,
  type Payables,
  payableOf,
  unallocatedOf,
} from './capital/fundAccounts.ts';
export { type Requested, type RequestRefusal, requestRedemption, requestSubscription } from './capital/requests.ts';
export {
  accruedPerformanceFee,
  crystallise,
  managementFee,
  netCapital,
  redeem,
  type Series,
} from './capital/series.ts';
export { type DealingTerms, endsPeriod, type FeeTerms, type FundTerms, type Period } from './capital/terms.ts';
export { type ClosingInput, closingEvents, marketEvents, paymentsDue, readClosing } from './closingEvents.ts';
export { type FundEvent, fundEventJson, parseFundEvent } from './fundEvent.ts';
export {
  type FundLife,
  fundLife,
  FundReading,
  type NavRecord,
  PROFIT_SOURCES,
  type ProfitSources,
} from './fundLife.ts';
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
export { type FundHistory, type FundSummary, fundSummary } from './fundSummary.ts';
export { allocate, approximate, exact, product } from './money.ts';
export { executedFills } from './orders/applyOrderEvent.ts';
export { type Confirmation, confirmOrders } from './orders/confirmOrders.ts';
export { emptyOrderDesk, type OrderDesk, type PlannedOrders, plannedOrders } from './orders/orderDesk.ts';
export type { LapseReason, OrderEvent, OrdersBy } from './orders/orderEvent.ts';
export { LEFT_OUT, leftOutSentence } from './orders/leftOutSentence.ts';
export { isBuy, type Order, type Side, signedQuantity } from './orders/order.ts';
export {
  bookHash,
  type LeftOut,
  type LeftOutReason,
  type OrderPlan,
  type OrderPlanInput,
  orderPlan,
  planHash,
} from './orders/orderPlan.ts';
export { type ParsedExecutions, parseExecutionsCsv } from './orders/parseExecutionsCsv.ts';
export {
  type OrdersAfterClose,
  ordersAfterClose,
  type OrdersAfterCloseInput,
} from './orders/ordersAfterClose.ts';
export { ordersCsv } from './orders/ordersCsv.ts';
export { type Execution, type PaperMarket, paperBroker, tradedEvent } from './orders/paperBroker.ts';
export {
  type ExecutionFault,
  type OrderResult,
  type Reconciliation,
  reconcileOrders,
} from './orders/reconcileOrders.ts';
export { type BindingLimit, bindingLimits } from './products/bindingLimits.ts';
export {
  higherRisk,
  longOnly,
  type Mandate,
  managedAccount,
  marketNeutral,
  noRestrictions,
  type Overlay,
  type PooledMandate,
  pooled,
  portableAlpha,
  type Product,
  type Restrictions,
} from './products/mandate.ts';
export { mandateFault } from './products/mandateFault.ts';
export { type MandateInput, type MandatePlan, type MandateRefusal, mandatePlan } from './products/mandatePlan.ts';
export { type MandateReport, mandateReport, type ReportedLimit } from './products/mandateReport.ts';
export { type MandateRebalance, rebalanceMandate } from './products/rebalanceMandate.ts';
export { type FundRebalance, rebalanceFund, type TradedRebalance } from './rebalanceFund.ts';
export {
  type Attribution,
  type AttributionDay,
  type AttributionGroup,
  type AttributionLine,
  attribution,
  type MetaModelDay,
} from './reports/attribution.ts';
export { type Drawdown, drawdowns } from './reports/drawdowns.ts';
export { type ExposureReport, type ExposureTable, exposureReport } from './reports/exposureReport.ts';
export {
  type Factsheet,
  type FactsheetFigure,
  type FactsheetInput,
  factsheet,
  REPORT_FORMULAS,
} from './reports/factsheet.ts';
export { monthlyReturns, type YearOfReturns } from './reports/monthlyReturns.ts';
export { type NavPoint, navPoints, returnsOf } from './reports/navPoints.ts';
export { annualReturn, hitRate, type Sharpe, sharpe, volatility } from './reports/riskFigures.ts';
export { rollingSharpe } from './reports/rollingSharpe.ts';
