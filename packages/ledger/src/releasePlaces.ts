import type { RoundId } from './accounts.ts';
import { stake } from './accounts.ts';
import { type Amount, amountOf, sumAmounts } from './amount.ts';
import { activeRoundsOf, balance, type Journal, pendingReleases } from './journal.ts';
import { keptPlaces } from './keptPlaces.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { ReleaseCalendar, ReleaseTerms } from './releasePolicy.ts';

/** A part of what leaves a stake: at once (`after` null), or when a round has resolved. */
export interface ReleasePlace {
  readonly after: RoundId | null;
  readonly amount: Amount;
}

export interface Leaving extends ReleaseTerms {
  readonly model: string;
  readonly amount: Amount;
  /** Whether it moves to another model: then what no round counts is free whatever the calendar says. */
  readonly moves?: boolean;
}

/** The rounds that must still finish before what waits for `after` is released; none when it is due. */
export function waitsFor(journal: Journal, model: string, after: RoundId): RoundId[] {
  const round = journal.rounds.get(after);
  const closedAt = round?.closedAt ?? Number.POSITIVE_INFINITY;
  const counting = activeRoundsOf(journal, model).filter((active) => active.closedAt <= closedAt);
  const rounds = counting.map((active) => active.round);
  const isOpen = round === undefined || round.state === 'active';
  return isOpen && !rounds.includes(after) ? [...rounds, after] : rounds;
}

/**
 * Where the parts of what leaves a stake wait. First in the places kept from cancelled releases, soonest first. The rest by the policy:
 * a part waits for the last active round that counted it, that is, for each active round so much stays behind (in the stake, or pending
 * for that round or a later one) that it makes up the model's at risk in that round, as far as there is so much. Refused: a calendar that
 * is missing, or whose rounds are both closed.
 */
export function releasePlaces(
  journal: Journal,
  leaving: Leaving,
): { readonly status: 'placed'; readonly places: readonly ReleasePlace[] } | Refusal {
  const { model, amount, policy, calendar, moves = false } = leaving;
  const kept = fromKeptPlaces(journal, model, amount);
  const rest = amountOf(amount - sumAmounts(kept.map((place) => place.amount)));
  switch (policy.waitsFor) {
    case 'last_active_round':
      return placed([...kept, ...byCounts(journal, model, amount, kept)]);
    case 'calendar_2022': {
      const round = roundByCalendar(journal, policy.id, calendar);
      if (typeof round !== 'string') return round;
      const free = moves ? freeOf(byCounts(journal, model, amount, kept)) : 0n;
      return placed([
        ...kept,
        { after: null, amount: amountOf(free) },
        { after: round, amount: amountOf(rest - free) },
      ]);
    }
  }
}

const placed = (places: readonly ReleasePlace[]) =>
  ({ status: 'placed', places: places.filter(({ amount }) => amount > 0n) }) as const;

const freeOf = (places: readonly ReleasePlace[]): bigint =>
  sumAmounts(places.filter(({ after }) => after === null).map(({ amount }) => amount));

function fromKeptPlaces(journal: Journal, model: string, amount: Amount): ReleasePlace[] {
  let left: bigint = amount;
  return keptPlaces(journal, model).map((kept) => {
    const taken = kept.amount < left ? kept.amount : amountOf(left);
    left -= taken;
    return { after: waitsFor(journal, model, kept.after).length === 0 ? null : kept.after, amount: taken };
  });
}

/** From the last active round to the first: what must stay behind for it and is not yet there. What is left after all is free. */
function byCounts(journal: Journal, model: string, amount: Amount, kept: readonly ReleasePlace[]): ReleasePlace[] {
  const staying = balance(journal, stake(model)) - amount;
  const pending = [...pendingReleases(journal, model), ...kept];
  const places: ReleasePlace[] = [];
  let left: bigint = amount - sumAmounts(kept.map((place) => place.amount));
  let behind: bigint = staying;
  let next = Number.POSITIVE_INFINITY;
  for (const { round, closedAt, atRisk } of activeRoundsOf(journal, model).reverse()) {
    for (const item of pending) {
      const at = item.after === null ? -1 : (journal.rounds.get(item.after)?.closedAt ?? Number.MAX_SAFE_INTEGER);
      if (at >= closedAt && at < next) behind += item.amount;
    }
    next = closedAt;
    const missing = (atRisk.get(model) ?? 0n) - behind;
    const waits = missing <= 0n ? 0n : missing < left ? missing : left;
    places.push({ after: round, amount: amountOf(waits) });
    behind += waits;
    left -= waits;
  }
  return [...places, { after: null, amount: amountOf(left) }];
}

function roundByCalendar(journal: Journal, policy: string, calendar: ReleaseCalendar | undefined): RoundId | Refusal {
  if (calendar === undefined) {
    return refusal('calendar_missing', `${policy} waits by the calendar: name the current round and the next one.`);
  }
  for (const round of [calendar.current, calendar.next]) if (journal.rounds.get(round) === undefined) return round;
  return refusal('calendar_over', `Round ${calendar.next} is closed already: name the rounds of today.`);
}
