import { accountParts, type RoundId } from './accounts.ts';
import { type Amount, amountOf } from './amount.ts';
import type { Entry } from './entry.ts';
import { bySoonest } from './bySoonest.ts';
import type { Journal } from './journal.ts';

/** A part of a stake that was pending, was cancelled, and may wait in its old place again: no round after that one has counted it. */
export interface KeptPlace {
  readonly after: RoundId;
  readonly amount: Amount;
}

/** Soonest first. */
export const keptPlaces = (journal: Journal, model: string): KeptPlace[] =>
  [...(journal.keptPlaces.get(model) ?? [])].sort(bySoonest(journal));

/**
 * A cancelled release keeps its place until a snapshot counts the stake it went back to. Meanwhile whatever leaves the stake takes the
 * soonest kept places with it, a burn too: as it would have burned the release while it was pending.
 */
export function withKeptPlaces(journal: Journal, { command, lines, snapshot }: Entry): Journal {
  if (command.kind === 'release_cancellation') {
    const { model, after, amount } = command;
    const kept = keptPlaces(journal, model);
    const same = kept.find((place) => place.after === after)?.amount ?? 0n;
    const others = kept.filter((place) => place.after !== after);
    return withPlaces(journal, model, [...others, { after, amount: amountOf(same + amount) }]);
  }
  if (journal.keptPlaces.size === 0) return journal;
  let next = journal;
  for (const { model } of snapshot ?? []) next = withPlaces(next, model, []);
  for (const { account, amount } of lines) {
    const { kind, owner: model } = accountParts(account);
    if (kind === 'stake' && amount < 0n) next = withPlaces(next, model, without(keptPlaces(next, model), -amount));
  }
  return next;
}

function withPlaces(journal: Journal, model: string, places: readonly KeptPlace[]): Journal {
  if (places.length === 0 && journal.keptPlaces.get(model) === undefined) return journal;
  return { ...journal, keptPlaces: journal.keptPlaces.set(model, places) };
}

function without(places: readonly KeptPlace[], units: bigint): KeptPlace[] {
  let left = units;
  return places.flatMap(({ after, amount }) => {
    const gone = amount < left ? amount : left;
    left -= gone;
    return gone === amount ? [] : [{ after, amount: amountOf(amount - gone) }];
  });
}
