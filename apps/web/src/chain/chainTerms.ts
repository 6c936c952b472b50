import type { Term } from '../terms/terms.ts';

const term = (name: string, says: string, formula?: string): Term => ({ name, says, ...(formula && { formula }) });

export const CHAIN_TERMS = {
  value: term(
    'In the vault',
    'Everything of yours that the vault holds or owes you, at the last confirmed block.',
    'active + pending + available + unclaimed payout − unclaimed burn',
  ),
  active: term('Active', 'What the next round that closes counts.'),
  pending: term(
    'Pending',
    'Released and not paid out: the rounds that counted it can still burn it, until they are final or its time has come.',
  ),
  available: term('Available', 'Claimed payouts that wait in the vault: withdraw them, or stake them again.'),
  unclaimedPayout: term(
    'Unclaimed payout',
    'Paid by rounds that have resolved, and not taken up in the vault: a claim makes it available once its settlement is final.',
  ),
  unclaimedBurn: term(
    'Unclaimed burn',
    'Burned by rounds that have resolved, and not taken out of the stake yet: the next claim does it, out of what leaves first.',
  ),
  ledger: term(
    'In the ledger',
    'What the books of this tournament have of your account: stakes, pending releases and wallet.',
    'stake + pending + wallet',
  ),
  confirmed: term(
    'Counts up to block',
    'Events count once enough blocks are on top of them, so that no reorganization of the chain takes them back.',
  ),
  confirmations: term('Confirmations', 'So many blocks have to be on top of one before its events count.'),
  staked: term('Staked by everybody', 'Active, pending and available of all stakes in the vault.'),
  surplus: term(
    'Beyond what is owed',
    'What the token says that the vault holds, less all that the vault owes. Never below 0.',
    'balance − (staked + treasury + unclaimed payouts + burned and not sent)',
  ),
  unmatched: term(
    'Of unlinked addresses',
    'In stakes of addresses that no account has linked, or on models that are not theirs.',
  ),
  treasury: term(
    'Treasury, difference',
    'Of what the vault has for payouts and what the ledger has for them, since stakes are on chain. Has to be 0 to the last unit.',
    'vault − paid and in no settlement yet + taken by the owner − ledger',
  ),
  treasuryInVault: term('Treasury in the vault', 'What settlements can still pay out of.'),
  undeclared: term(
    'Paid, not settled',
    'Payouts of rounds that have resolved, and that no settlement has declared to the vault yet.',
  ),
  owed: term(
    'Owed beyond all roots',
    'Paid or burned by rounds that have resolved, and in no root, although the root of their round is there or can be sent no more: beyond the clip of the vault, or passed over. A later root has it as far as the clip of the stake lets it.',
  ),
  inVault: term('Vault', 'What the vault holds for the account.', 'active + pending + available'),
  difference: term(
    'Difference',
    'Has to be 0 to the last unit. Above 0 the vault has more of the account than the ledger.',
    'vault + unclaimed payout − unclaimed burn − cut burn + booked loss + leaving − ledger',
  ),
  price: term(
    'Each gas',
    'The most that the transaction pays for each gas. 1 gwei is 1e-9 of the coin of the network.',
  ),
  cutBurn: term(
    'Cut burn',
    'What claims could not take of a burn, because the vault had less of the stake or its limits let them take less. The ledger has burned it; no later claim takes it.',
  ),
  lost: term(
    'Booked loss',
    'Burns that no claim has taken from somebody who left with them: given back in the ledger, as a loss of the tournament, until a later claim takes them.',
  ),
  drift: term(
    'Drift',
    'By how much the ledger’s stakes are not what the vault has active, less burns that no claim has taken yet. Below 0 the next rounds count too little. A claim of the stake puts it right.',
    'stake − active, beyond unclaimed burns',
  ),
  leaving: term(
    'Leaving',
    'Paid out by the vault, and still at risk in rounds under way of the ledger: posted once they have resolved.',
  ),
  gas: term('Gas of all', 'What the transactions of this tournament used, settlements and announcements together.'),
  fee: term('Cost of all', "What they cost, in the network's own coin.", 'Σ gas used × price'),
  perSettlement: term(
    'Gas of one settlement',
    'The mean. It does not grow with the stakes: a round of any size is one root.',
  ),
  root: term(
    'Root',
    "The Merkle root over everybody's cumulative payouts and burns: one number that proves each of them.",
  ),
  finalAt: term(
    'Final',
    'Until then anybody can strike the root out by showing that it takes or pays more than the clip allows.',
  ),
} as const;
