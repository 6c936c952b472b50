import { amountOf, balance, type Command, type Journal, RELEASE_POLICIES, stake } from '@robata/ledger';
import type { VaultEvent } from './chainPort.ts';

/** Whose an event is in the ledger's words. */
export interface EventOwner {
  readonly account: string;
  readonly model: string;
}

/** One command of an event. `part` tells the commands of an event apart, for good: it is in their keys. */
export interface EventCommand {
  readonly part: string;
  readonly command: Command;
}

/** The part of one of the releases that go back into a stake, 1 the first. */
export const splitPart = (number: number): string => `split-${number}`;

/** As the vault's early releases: what leaves waits for the last round that counted it, and what none counts leaves at once. */
export const RELEASE = { policy: RELEASE_POLICIES['last-active-round'] };

/**
 * What an event of a participant is in the ledger: groups of commands, each posted as a whole or not at all, in their order.
 *
 * Payouts go to the wallet (`take_profit`) whatever the vault's owner chose: there they stay, as in the vault, until a claim makes them
 * available or, of one that compounds, stake. So a snapshot never counts what the vault does not. Of a release the ledger takes what the
 * stake still has: it has burned already what the vault burns at the next claim, from what leaves first; after that claim the stake is what the
 * vault has active (`PositionBook.split`).
 */
export function eventCommands(journal: Journal, event: VaultEvent, { account, model }: EventOwner): EventCommand[][] {
  const wallet = (kind: 'deposit' | 'withdrawal', units: bigint): EventCommand[] =>
    units > 0n ? [{ part: kind, command: { kind, account, amount: amountOf(units) } }] : [];
  const increase = (units: bigint): EventCommand[] =>
    units > 0n ? [{ part: 'stake', command: { kind: 'stake_increase', account, model, amount: amountOf(units) } }] : [];
  switch (event.kind) {
    case 'deposited': {
      const mode: EventCommand = {
        part: 'mode',
        command: { kind: 'payout_mode', account, model, mode: 'take_profit' },
      };
      const takesProfit = journal.payoutModes.get(model) === 'take_profit';
      return [[...wallet('deposit', event.amount), ...increase(event.amount), ...(takesProfit ? [] : [mode])]];
    }
    case 'release_requested': {
      const held = balance(journal, stake(model));
      const amount = amountOf(held < event.amount ? held : event.amount);
      return amount > 0n
        ? [[{ part: 'stake', command: { kind: 'stake_decrease', account, model, amount, ...RELEASE } }]]
        : [];
    }
    case 'restaked':
      return [increase(event.amount)];
    case 'claimed':
      return event.compounded ? [increase(event.payout)] : [];
    case 'withdrawn':
      return [wallet('withdrawal', event.released + event.available)];
    case 'exited': {
      // What is at risk in rounds under way stays until they have resolved; then the rest of the withdrawal can be posted.
      // Of a later attempt: a stake that was deposited after an exit of none does not leave by it.
      const isStaked = event.active > 0n && balance(journal, stake(model)) > 0n;
      return [
        isStaked ? [{ part: 'stake', command: { kind: 'stake_drain', account, model, ...RELEASE } }] : [],
        wallet('withdrawal', event.active + event.pending + event.available),
      ];
    }
    default:
      return [];
  }
}
