import { setTimeout } from 'node:timers/promises';
import type {
  ChainClaim,
  ChainClaims,
  ChainGasRow,
  ChainReconciliation,
  ChainSettlement,
  ChainStake,
  ChainState,
  OwnChain,
  OwnChainModel,
} from '@robata/client';
import { amountText, type AccountService, type RoundRecord, type SharedLedger, type Storage } from '@robata/tournament';
import {
  chainDocument,
  chainList,
  closeSeconds,
  cumulative,
  type GasEstimate,
  type GasRow,
  heldByAccount,
  matchedPositions,
  type OwedAmount,
  type PreparedSettlement,
  type ReconciledAccount,
  type Reconciliation,
  resolvedRounds,
  sumsOf,
  type VaultClaim,
  type VaultClaims,
  type VaultRound,
  type VaultSettlement,
  type VaultStake,
} from '@robata/tournament/chain';
import type { ChainReads } from './chainReads.ts';
import type { OpenedChain } from './openChain.ts';

export interface ChainViewInput {
  readonly opened: OpenedChain;
  readonly storage: Storage;
  readonly ledger: SharedLedger;
  readonly reads: ChainReads;
}

/** The vault and how far it is read: also where its node does not answer. */
export async function chainState({ opened, storage, reads }: Omit<ChainViewInput, 'ledger'>): Promise<ChainState> {
  const { chain, settings } = opened;
  const [cursor, halts, waiting, rounds, reconciliation, records, head] = await Promise.all([
    chainDocument(storage, 'chain/cursor'),
    chainList(storage, 'chain/halts'),
    chainList(storage, 'chain/waiting'),
    chainList(storage, 'chain/rounds'),
    chainDocument(storage, 'chain/reconciliation'),
    storage.rounds(),
    Promise.race([reads.newest().catch(() => null), setTimeout(HEAD_WITHIN_MS, null, { ref: false })]),
  ]);
  const ahead = rounds.filter(({ closesAt }) => closesAt > (cursor?.time ?? 0));
  return {
    isOn: true,
    ...chain.identity,
    token: chain.token,
    confirmations: settings.confirmations,
    confirmed: cursor && { block: cursor.block, time: timeText(cursor.time) },
    head: head && { block: head.head.number, time: timeText(head.head.time) },
    // In public without whose: the figures are the operator's.
    halts: halts.map(({ kind, since }) => ({ kind, since, sentence: PUBLIC_SENTENCES[kind] })),
    problem: opened.problem() === null ? null : 'The chain could not be read.',
    waiting: waiting.length,
    settles: opened.canSettle,
    signsIn: opened.signIn !== null,
    rounds: ahead.map((round) => ({
      round: round.round,
      number: numberOf(records, round),
      closesAt: timeText(round.closesAt),
      settleBy: timeText(round.settleBy),
    })),
    reconciliation: reconciliation && shownReconciliation(reconciliation),
  };
}

/** A node that is slow to answer keeps nobody waiting for the rest. */
const HEAD_WITHIN_MS = 2_000;

const PUBLIC_SENTENCES: Readonly<Record<ChainState['halts'][number]['kind'], string>> = {
  reorganization: 'Nothing of the chain is read or settled until an operator has looked at what is gone.',
  difference: 'No round is settled until an operator has found the cause.',
};

export const shownReconciliation = ({
  block,
  at,
  agrees,
  rows,
  staked,
  unmatched,
  surplus,
  treasury,
  owed,
}: Reconciliation): ChainReconciliation => {
  const sum = (of: 'payout' | 'burn'): string => text((owed ?? []).reduce((total, each) => total + each[of], 0n));
  return {
    block,
    at,
    agrees,
    accounts: rows.length,
    staked: text(staked),
    unmatched: text(unmatched),
    surplus: text(surplus),
    treasury:
      treasury === undefined
        ? null
        : {
            vault: text(treasury.vault),
            undeclared: text(treasury.undeclared),
            taken: text(treasury.taken),
            ledger: text(treasury.ledger),
            difference: text(treasury.difference),
          },
    owed: owed === undefined ? null : { payout: sum('payout'), burn: sum('burn'), stakes: owed.length },
  };
};

export const shownAccount = (row: ReconciledAccount) => ({
  account: row.account,
  address: row.address ?? '',
  vault: text(row.vault),
  unclaimedPayout: text(row.unclaimedPayout),
  unclaimedBurn: text(row.unclaimedBurn),
  // Missing of a comparison that an older version kept.
  cutBurn: text((row.cutBurn as bigint | undefined) ?? 0n),
  lost: text((row.lost as bigint | undefined) ?? 0n),
  leaving: text((row.leaving as bigint | undefined) ?? 0n),
  ledger: text(row.ledger),
  difference: text(row.difference),
  drifts: driftsOf(row).map(({ model, active, stake, least, most, drift }) => ({
    model,
    active: text(active),
    stake: text(stake),
    least: text(least),
    most: text(most),
    drift: text(drift),
  })),
});

/** The models of which the ledger counts more or less than the vault. */
export const driftsOf = ({ models }: ReconciledAccount) =>
  ((models as ReconciledAccount['models'] | undefined) ?? []).filter(({ drift }) => drift !== 0n);

export const shownOwed = ({ account, model, payout, burn }: OwedAmount) => {
  return { account, model, payout: text(payout), burn: text(burn) };
};

/** Newest first. */
export async function settlementsPage(
  storage: Storage,
): Promise<{ settlements: ChainSettlement[]; gas: ChainGasRow[] }> {
  const [settlements, gas, shown] = await Promise.all([
    chainList(storage, 'chain/settlements'),
    chainList(storage, 'chain/gas'),
    settlementViews(storage),
  ]);
  return { settlements: settlements.map(shown).reverse(), gas: gas.map(shownGas).reverse() };
}

async function settlementViews(storage: Storage): Promise<(settlement: VaultSettlement) => ChainSettlement> {
  const [rounds, records] = [await chainList(storage, 'chain/rounds'), await storage.rounds()];
  return ({ round, root, planHash, payout, burn, transaction, block, finalAt, state }) => {
    const own = rounds.find((each) => each.round === round);
    return {
      round,
      number: own === undefined ? null : numberOf(records, own),
      root,
      planHash,
      payout: text(payout),
      burn: text(burn),
      transaction,
      block,
      finalAt: timeText(finalAt),
      state,
    };
  };
}

export async function claimsPage(
  storage: Storage,
  { final, pending, claims, coming }: VaultClaims,
): Promise<ChainClaims> {
  const shown = await settlementViews(storage);
  return {
    final: final && shown(final),
    pending: pending && shown(pending),
    claims: claims.map(shownClaim),
    coming: coming.map(shownClaim),
  };
}

/** What one account has in the vault, and that it adds up. */
export async function ownChain(
  { opened, ledger, reads }: Omit<ChainViewInput, 'storage'>,
  accounts: Pick<AccountService, 'listModels'>,
  account: string,
): Promise<OwnChain> {
  const [link, slots, owned] = [
    await opened.links.ofAccount(account),
    await accounts.listModels(account),
    await opened.owned(),
  ];
  const known = await ledger.transact(async (book, writer) => ({
    journal: book.journal,
    cursor: await chainDocument(writer, 'chain/cursor'),
    positions: await chainList(writer, 'chain/positions'),
    waiting: await chainList(writer, 'chain/waiting'),
    sums: await chainList(writer, 'chain/sums'),
    vault: await chainDocument(writer, 'chain/vault'),
  }));
  const { journal, cursor, vault } = known;
  const inLedger = heldByAccount(journal).get(account) ?? 0n;
  const isUsed = known.positions.some(({ address }) => address === link?.address);
  if (link === null || cursor === null || vault === null) {
    return {
      address: link?.address ?? null,
      linkedAt: link?.linkedAt ?? null,
      signsIn: link?.signsIn === true,
      isUsed,
      block: null,
      models: [],
      value: '0',
      ledger: text(inLedger),
      waiting: [],
    };
  }
  // A deposit that is not confirmed yet is shown as well: every model of the account is asked for.
  const wanted = matchedPositions(
    opened.keysOf(owned.filter((each) => each.account === account)).map((key) => ({ address: link.address, key })),
    [link],
    owned,
  );
  const { head } = await reads.newest();
  const [confirmed, latest] = await Promise.all([
    reads.stakes(wanted, cursor.block),
    reads.stakes(wanted, Math.max(head.number, cursor.block)),
  ]);
  const resolved = resolvedRounds(journal, vault.afterSequence);
  let total = 0n;
  const models = wanted.flatMap(({ model, key }, at): OwnChainModel[] => {
    const slot = slots.find((each) => String(each.model) === model);
    const stake = confirmed[at] as VaultStake;
    const [payout, burn] = cumulative(resolved, model);
    const { burned, lost } = sumsOf(known.sums)({ address: link.address, key });
    const [unclaimedPayout, unclaimedBurn] = [payout - stake.paid, burn - burned - lost];
    const value = stake.active + stake.pending + stake.available + unclaimedPayout - unclaimedBurn;
    if (slot === undefined) return [];
    total += value;
    return [
      {
        modelId: slot.id,
        name: slot.name,
        key,
        confirmed: shownStake(stake),
        latest: shownStake(latest[at] as VaultStake),
        unclaimedPayout: text(unclaimedPayout),
        unclaimedBurn: text(unclaimedBurn),
        value: text(value),
      },
    ];
  });
  const own = known.waiting.filter(({ event }) => 'address' in event && event.address === link.address);
  return {
    address: link.address,
    linkedAt: link.linkedAt,
    signsIn: link.signsIn === true,
    isUsed,
    block: cursor.block,
    models,
    value: text(total),
    ledger: text(inLedger),
    waiting: own.map(({ event: { kind, block, transaction }, sentence }) => ({ kind, block, transaction, sentence })),
  };
}

export const shownEstimate = ({ gas, price }: GasEstimate) => {
  return { gas: String(gas), price: String(price), fee: text(gas * price) };
};

/** A plan as an operator reads it. */
export const shownPlan = ({ plan, estimate, sent }: PreparedSettlement) => ({
  round: plan.leaves.round,
  number: plan.number,
  root: plan.leaves.root,
  planHash: plan.leaves.planHash,
  payout: text(plan.leaves.payout),
  burn: text(plan.leaves.burn),
  leaves: plan.leaves.rows.length,
  moves: plan.moves.map(({ amount, ...move }) => ({ ...move, amount: text(amount) })),
  owed: plan.owed.map(({ payout, burn, ...whose }) => ({ ...whose, payout: text(payout), burn: text(burn) })),
  faults: plan.faults,
  estimate: estimate && shownEstimate(estimate),
  sent: sent && { id: sent.id, transaction: sent.hash },
});

const text = (units: bigint): string => amountText(units as Parameters<typeof amountText>[0]);
const timeText = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
const numberOf = (records: readonly RoundRecord[], { closesAt }: Pick<VaultRound, 'closesAt'>): number | null =>
  records.find((record) => closeSeconds(record) === closesAt)?.number ?? null;
const shownStake = ({ active, pending, available, withdrawable, compounds, unproved }: VaultStake): ChainStake => {
  return {
    active: text(active),
    pending: text(pending),
    available: text(available),
    withdrawable: text(withdrawable),
    compounds,
    unproved,
  };
};
const shownClaim = ({ account, key, payout, burn, proof }: VaultClaim): ChainClaim => {
  return { account, key, payout: String(payout), burn: String(burn), proof };
};
const shownGas = ({ id, transaction, block, at, gasUsed, price, fee, offer, offers }: GasRow): ChainGasRow => {
  const which = offer === undefined || offers === undefined ? {} : { offer, offers };
  return { id, transaction, ...which, block, at, gasUsed: String(gasUsed), price: String(price), fee: text(fee) };
};
