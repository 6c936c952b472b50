import { modelKey } from '@robata/contracts';
import { accountParts, type Journal, paidByModel, type RoundId } from '@robata/ledger';
import type { Hex, VaultPosition } from './chainPort.ts';
import type { OwnedModel } from './watcher.ts';

/** A position of an address on a model that its own account owns: what the ledger knows of. */
export interface MatchedPosition extends VaultPosition {
  readonly account: string;
  readonly model: string;
}

/** Those positions whose address and model are of one account, in the order given. */
export function matchedPositions(
  positions: readonly VaultPosition[],
  links: readonly { readonly account: string; readonly address: Hex }[],
  owned: readonly OwnedModel[],
): MatchedPosition[] {
  const accounts = new Map(links.map(({ address, account }) => [address, account]));
  const models = new Map(owned.map((each) => [modelKey(String(each.model)), each]));
  return positions.flatMap((position) => {
    const account = accounts.get(position.address);
    const owner = models.get(position.key);
    return owner === undefined || owner.account !== account
      ? []
      : [{ ...position, account, model: String(owner.model) }];
  });
}

/** What one round of the ledger really paid (above 0) and burned (below 0), by model. */
export interface ResolvedPayouts {
  readonly round: RoundId;
  /** Of its entry. */
  readonly sequence: number;
  readonly paid: ReadonlyMap<string, bigint>;
  readonly planHash: string;
}

/** All resolutions after an entry that stand, in the order of the ledger. */
export function resolvedRounds({ entries, reversed }: Journal, afterSequence: number): ResolvedPayouts[] {
  return [...entries]
    .map(([, entry]) => entry)
    .filter(({ sequence, idempotencyKey }) => sequence > afterSequence && !reversed.get(idempotencyKey))
    .sort((a, b) => a.sequence - b.sequence)
    .flatMap((entry) =>
      entry.command.kind === 'resolution'
        ? [
            {
              round: entry.command.plan.round,
              sequence: entry.sequence,
              paid: paidByModel(entry),
              planHash: entry.command.planHash,
            },
          ]
        : [],
    );
}

/** Wallet, stakes, what is pending and what is held for a withdrawal, by account. */
export function heldByAccount(journal: Journal): Map<string, bigint> {
  const held = new Map<string, bigint>();
  for (const [account, units] of journal.balances) {
    const { kind, owner } = accountParts(account as Parameters<typeof accountParts>[0]);
    const person =
      kind === 'wallet'
        ? owner
        : kind === 'stake' || kind === 'pending'
          ? journal.owners.get(owner)
          : kind === 'hold'
            ? journal.withdrawals.get(owner)?.account
            : undefined;
    if (person !== undefined) held.set(person, (held.get(person) ?? 0n) + units);
  }
  return held;
}

/** All that a model was ever paid, and that it ever burned. */
export function cumulative(resolved: readonly ResolvedPayouts[], model: string): readonly [bigint, bigint] {
  let [payout, burn] = [0n, 0n];
  for (const { paid } of resolved) {
    const moved = paid.get(model) ?? 0n;
    if (moved > 0n) payout += moved;
    else burn -= moved;
  }
  return [payout, burn];
}
