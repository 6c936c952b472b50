import type { ChainDesk } from '@robata/client';
import { type AccountService, amountText } from '@robata/tournament';
import {
  type Branch,
  chainDocument,
  chainList,
  entryText,
  offersOf,
  type RaisePlan,
  type ReconciledAccount,
  type VaultEvent,
} from '@robata/tournament/chain';
import { type ChainViewInput, chainState, driftsOf, shownAccount, shownOwed } from './chainViews.ts';

export interface ChainDeskInput extends ChainViewInput {
  readonly accounts: Pick<AccountService, 'find'>;
}

const ACCOUNTS_SHOWN = 200;

/** What operators see beside the public page: sentences with figures, what is under way, and every account of the last comparison. */
export async function deskState(input: ChainDeskInput): Promise<ChainDesk> {
  const { opened, storage, accounts } = input;
  const [state, halts, reconciliation, outbox, head] = await Promise.all([
    chainState(input),
    chainList(storage, 'chain/halts'),
    chainDocument(storage, 'chain/reconciliation'),
    chainList(storage, 'chain/outbox'),
    opened.chain.head().catch(() => null),
  ]);
  const totals = head && (await opened.chain.totals(head.number).catch(() => null));
  const sent = outbox.find((each) => each.state === 'sent');
  return {
    ...state,
    halts: halts.map(({ kind, since, sentence }) => ({ kind, since, sentence })),
    problem: opened.problem(),
    pausesByItself: opened.settings.pausesByItself,
    canPause: opened.canPause,
    pausedUntil:
      head !== null && totals !== null && totals.pausedUntil > head.time
        ? new Date(totals.pausedUntil * 1000).toISOString()
        : null,
    accounts: await Promise.all(
      worstFirst(reconciliation?.rows ?? [])
        .slice(0, ACCOUNTS_SHOWN)
        .map(async (row) => ({
          ...shownAccount(row),
          username: (await accounts.find({ id: row.account }))?.username ?? null,
        })),
    ),
    owed: (reconciliation?.owed ?? [])
      .toSorted((a, b) => sizeOf(b.payout + b.burn) - sizeOf(a.payout + a.burn))
      .slice(0, ACCOUNTS_SHOWN)
      .map(shownOwed),
    underWay:
      sent === undefined
        ? null
        : {
            id: sent.id,
            transaction: sent.hash,
            blocks: Math.max(0, (head?.number ?? 0) - (sent.block ?? 0)),
            offers: offersOf(sent).length,
            price: sent.price === undefined ? null : String(sent.price),
            isStuck: sent.isStuck === true,
          },
  };
}

/** Those that differ first, then those that drift, then the largest. */
const worstFirst = (rows: readonly ReconciledAccount[]): ReconciledAccount[] =>
  rows.toSorted(
    (a, b) =>
      sizeOf(b.difference) - sizeOf(a.difference) ||
      driftsOf(b).length - driftsOf(a).length ||
      sizeOf(b.vault) - sizeOf(a.vault),
  );

const text = (units: bigint): string => amountText(units as Parameters<typeof amountText>[0]);

/** For an order alone. */
const sizeOf = (units: bigint): number => Math.abs(Number(units));

export const shownRaise = ({ sent, blocks, price, next }: RaisePlan) => ({
  id: sent.id,
  transaction: sent.hash,
  blocks,
  offers: offersOf(sent).length,
  price: price === null ? null : String(price),
  next: next === null ? null : String(next),
});

/** What became of what was read, as an operator reads it. */
export const shownBranch = ({
  common,
  read,
  confirmed,
  same,
  added,
  gone,
  coming,
  entries,
  kept,
  snapshots,
  faults,
}: Branch) => ({
  common: { block: common.block, hash: common.hash, time: new Date(common.time * 1000).toISOString() },
  read,
  confirmed,
  same,
  added,
  coming: coming.length,
  gone: gone.map((event) => ({
    ...eventText(event),
    block: event.block,
    transaction: event.transaction,
    logIndex: event.logIndex,
  })),
  entries: entries.map(({ event, entry }) => ({
    sequence: entry.sequence,
    key: entry.idempotencyKey,
    what: entryText(entry),
    account: 'account' in entry.command ? entry.command.account : '',
    transaction: event.transaction,
    canBeUndone: !kept.some((each) => each.entry === entry),
  })),
  snapshots: snapshots.map(({ atRisk, vault, ...rest }) => ({ ...rest, atRisk: text(atRisk), vault: text(vault) })),
  faults,
});

const eventText = (
  event: VaultEvent,
): { readonly kind: string; readonly address: string; readonly amounts: string } => {
  const amounts = Object.entries(event).flatMap(([name, value]) =>
    typeof value === 'bigint' ? `${name} ${text(value)}` : [],
  );
  return { kind: event.kind, address: 'address' in event ? event.address : '', amounts: amounts.join(', ') };
};
