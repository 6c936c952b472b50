import type { Term } from '../terms/terms.ts';

const term = (name: string, says: string, formula?: string): Term => ({ name, says, ...(formula && { formula }) });

/** What the figures of the wallet are. */
export const WALLET_TERMS = {
  total: term(
    'All you hold',
    'Everything of yours that is in this tournament, wherever it is. The account statement adds up to the same number.',
    'wallet + staked + pending release + withdrawals waiting',
  ),
  available: term('In the wallet', 'What can be staked or withdrawn at once.'),
  staked: term('Staked', 'In the stakes of your models. The next round that closes counts it.'),
  pending: term(
    'Pending release',
    'Taken out of stakes, and waiting until the rounds that counted it have resolved. Until then it can burn.',
  ),
  waiting: term('Withdrawals waiting', 'Asked for and held aside until the operator has sent it.'),
  value: term('Value', 'All that a model holds.', 'stake + pending release'),
  stake: term('Stake', 'What the next round that closes counts.'),
  atRisk: term(
    'At risk now',
    'The most that one of the rounds under way counts. Rounds overlap and count the same tokens, so this is not their sum.',
  ),
  lossMax: term(
    'Can lose at most',
    'What burns if every round under way ends as badly as it can. Each round can burn a limited share of what it counts, and all of them together no more than there is.',
    'min(value, Σ over rounds of at risk × largest burn)',
  ),
  availableNow: term('Free at once', 'What taking everything out now would bring into the wallet at once.'),
  mustStay: term(
    'Stays pending',
    'Of what is pending, the part that cannot be taken back into the stake for now: it covers rounds under way after the rest left early.',
  ),
  payoutMode: term(
    'Payouts go to',
    'Into the stake, where they count in later rounds, or into the wallet. What holds when a round closes holds for that round; burns always come out of the stake.',
  ),
} as const;

export const MODES = {
  compound: { text: 'the stake', says: 'Payouts are added to the stake and count from the next close on.' },
  take_profit: { text: 'the wallet', says: 'Payouts go into the wallet; the stake stays as it is. Burns reduce it.' },
} as const;

const KINDS: Readonly<Record<string, string>> = {
  stake_increase: 'added to the stake',
  stake_decrease: 'taken out',
  stake_drain: 'taken out, all',
  stake_move: 'moved between models',
  snapshot: 'counted at the close',
  resolution: 'round resolved',
  cancellation: 'round cancelled',
  release: 'released',
  release_cancellation: 'release cancelled',
  payout_mode: 'payout mode chosen',
  correction: 'corrected by the operator',
  reversal: 'reversed by the operator',
};

/** What a movement was, in words. */
export const movementText = (kind: string): string => KINDS[kind] ?? kind.replaceAll('_', ' ');
