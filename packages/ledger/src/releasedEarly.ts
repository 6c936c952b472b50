import { accountParts } from './accounts.ts';
import { type Amount, amountOf, sumAmounts, ZERO } from './amount.ts';
import type { Entry } from './entry.ts';
import { activeRoundsOf, type Journal, pendingReleases } from './journal.ts';
import { maximumLoss, maximumOpenLoss } from './openLoss.ts';
import { waitsFor } from './releasePlaces.ts';

/**
 * What cannot go back into the stake for now. Where a part left early, because the rest covered all that open rounds could burn, that rest
 * stays pending until those rounds have resolved: in the stake it would count anew and answer for two rounds at once. 0 where nothing left early.
 */
export function mustStayPending(journal: Journal, model: string): Amount {
  const early = journal.releasedEarly.get(model) ?? 0;
  const open = activeRoundsOf(journal, model).filter(({ closedAt }) => closedAt < early);
  return sumAmounts(open.map((round) => maximumLoss(round, model)));
}

/** What left early left exactly the maximum open loss behind. */
export function withReleasedEarly(journal: Journal, entry: Entry): Journal {
  let { releasedEarly } = journal;
  for (const model of modelsReleasedEarly(entry)) {
    const openLoss = maximumOpenLoss(journal, model);
    if (openLoss === ZERO || waitingSum(journal, model) < openLoss) continue;
    releasedEarly = releasedEarly.set(model, entry.sequence);
  }
  return { ...journal, releasedEarly };
}

/** Of all pending releases of a model, what is not due yet. */
export const waitingSum = (journal: Journal, model: string): Amount =>
  amountOf(
    pendingReleases(journal, model).reduce(
      (sum, { after, amount }) => (waitsFor(journal, model, after).length > 0 ? sum + amount : sum),
      0n,
    ),
  );

function modelsReleasedEarly({ command, lines }: Entry): Iterable<string> {
  switch (command.kind) {
    case 'stake_decrease':
    case 'stake_drain':
    case 'stake_move':
      return command.policy?.progressive === 'at_once' ? [command.model] : [];
    case 'release': {
      if (command.policy === undefined || command.policy.progressive === 'never') return [];
      const pending = lines.map(({ account }) => accountParts(account)).filter(({ kind }) => kind === 'pending');
      return new Set(pending.map(({ owner }) => owner));
    }
    default:
      return [];
  }
}
