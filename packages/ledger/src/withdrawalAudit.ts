import { wallet, withdrawalHold, WORLD } from './accounts.ts';
import type { WithdrawalCommand } from './entry.ts';

interface Asked {
  readonly account: string;
  readonly amount: bigint;
  isWaiting: boolean;
}

/** What each withdrawal must look like: asked once, held in full, ended once. */
export class WithdrawalAudit {
  readonly #asked = new Map<string, Asked>();

  /** What the command must move; a sentence where it may not come now. */
  command(command: WithdrawalCommand): readonly [from: string, to: string, amount: bigint] | string {
    const { request } = command;
    const asked = this.#asked.get(request);
    const hold = withdrawalHold(request);
    if (command.kind === 'withdrawal_request') {
      if (asked !== undefined) return `${request} was asked for before`;
      this.#asked.set(request, { account: command.account, amount: command.amount, isWaiting: true });
      return [wallet(command.account), hold, command.amount];
    }
    if (asked?.isWaiting !== true) return `${request} does not wait`;
    asked.isWaiting = false;
    if (command.kind === 'withdrawal_confirmation') return [hold, WORLD, asked.amount];
    const isTheirs = command.kind === 'withdrawal_refusal' || command.account === asked.account;
    return isTheirs ? [hold, wallet(asked.account), asked.amount] : `${command.account} did not ask for ${request}`;
  }

  /** The transfer came back. */
  reopen(request: string): void {
    const asked = this.#asked.get(request);
    if (asked !== undefined) asked.isWaiting = true;
  }
}
