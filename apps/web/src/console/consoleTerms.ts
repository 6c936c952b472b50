import type { Term } from '../terms/terms.ts';

/** What the figures of the console mean. */
export const CONSOLE_TERMS = {
  approvals: {
    name: 'Plans to approve',
    says: 'Payout plans that are made and wait until an operator approves their hash.',
  },
  withdrawals: {
    name: 'Withdrawals to send',
    says: 'Money that accounts asked for. It is held aside until you send or refuse it.',
  },
  fundRequests: {
    name: 'Fund requests',
    says: 'Subscriptions and redemptions of investors that wait until you confirm or refuse them.',
  },
  orderPlans: {
    name: 'Orders to confirm',
    says: 'Order plans for a broker. Without your confirmation before their trading day nothing is traded.',
  },
  bought: {
    name: 'Bought',
    says: 'Money that the buy orders come to at their reference prices: the closes of the plan’s day.',
  },
  sold: { name: 'Sold', says: 'Money that the sell orders come to at their reference prices.' },
  leftOut: {
    name: 'Left out',
    says: 'Changes that cannot be ordered, for want of a price, a listing or a symbol of their own. The other orders go on.',
  },
  wantedWeight: {
    name: 'Wanted',
    says: 'The share of the capital that the optimizer decided on; below 0: sold short.',
  },
  reconciled: {
    name: 'Filled',
    says: 'Orders that the broker filled whole, in part, and not at all. Only fills come into the fund.',
  },
  shortfall: {
    name: 'Shortfall',
    says: 'What the fills cost more than the same shares at the reference prices, with commissions. Below 0 it is a gain.',
    formula: 'Σ shares · (price − reference price), sign turned for sales, + costs',
  },
  failedJobs: {
    name: 'Failed jobs',
    says: 'Jobs that used up all their attempts. They wait until somebody tries them again.',
  },
  postponedSteps: {
    name: 'Postponed steps',
    says: 'Steps of rounds that were due and could not be done, mostly for lack of data. They are tried again by themselves.',
  },
  openIncidents: { name: 'Open errors', says: 'Incidents of severity error that no operator has closed yet.' },
  totalAtRisk: { name: 'At risk', says: 'Stakes that were fixed at the close and that this round counts.' },
  totalPayout: { name: 'Pays', says: 'Tokens that go out of the treasury to the models that did well.' },
  totalBurn: {
    name: 'Burns',
    says: 'Tokens that models lose. They are destroyed: they do not come back into the treasury.',
  },
  payoutFactor: {
    name: 'Payout factor',
    says: 'All payouts are scaled by it, so that the round pays at most what its policy allows at this much stake.',
  },
  treasuryBefore: { name: 'Treasury before', says: 'What can be paid out of, with what is set aside for this round.' },
  treasuryAfter: {
    name: 'Treasury after',
    says: 'What is left when this plan is posted.',
    formula: 'treasury before − pays',
  },
  balance: { name: 'Can be paid out', says: 'The treasury and what is set aside for rounds under way.' },
  staked: { name: 'Staked', says: 'The stakes of all models together, now.' },
  runwayNow: {
    name: 'Lasts, at this rate',
    says: 'Rounds until the treasury is empty if they pay as the last ones did on average.',
  },
  runwayWorst: {
    name: 'Lasts, at worst',
    says: 'Rounds until the treasury is empty if every stake earned the most that the policy allows.',
  },
  effective: {
    name: 'Effective number',
    says: 'As many equally large stakes would be held just as unequally.',
    formula: '1 / Σ shareᵢ²',
  },
  uptime: { name: 'Running for', says: 'Time since this server opened its database.' },
  databaseSeconds: { name: 'Database answers in', says: 'How long it took for the least question there is, just now.' },
  databaseBytes: { name: 'Database', says: 'What the database takes on its disk.' },
  folderBytes: { name: 'Data folder', says: 'Uploads, datasets and round papers; with PGlite the database too.' },
  freeBytes: { name: 'Free on that disk', says: 'What can still be written where the data folder lies.' },
  memory: { name: 'Memory', says: 'What the server process holds of this machine’s memory.' },
  loopDelay: {
    name: 'Event loop delay',
    says: 'By so much a hundredth of all events came late since the start: above 200 ms people notice.',
  },
  lastBackup: { name: 'Last backup', says: 'The last one that was taken through this server and read to its end.' },
  ledgerHead: { name: 'Ledger entries', says: 'Place of the last entry in the hash-linked ledger.' },
} as const satisfies Record<string, Term>;
