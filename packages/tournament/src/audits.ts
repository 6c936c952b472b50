/** A door of this room for whoever checks what is stored: the ledger, the fund and payouts, computed again from what they are asked for. No database. */
export { type PayoutVerification, verifyPayoutProof } from '@robata/ledger';
export { askedFundFacts } from './funds/fundFacts.ts';
export { type FundReport, verifyFunds } from './funds/verifyFund.ts';
export { type AuditFault, auditLedger, type LedgerReport } from './stakes/ledgerAudit.ts';
export { askedLedgerFacts } from './stakes/ledgerFacts.ts';
