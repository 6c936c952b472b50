import { amountOf, balance, type Command, type Journal, pendingReleases, stake } from '@robata/ledger';
import type { PositionSums } from './chainDocuments.ts';
import type { VaultEvent, VaultPosition } from './chainPort.ts';
import { type EventCommand, type EventOwner, RELEASE } from './eventCommands.ts';
import { cumulative, resolvedRounds } from './ledgerOfVault.ts';

/**
 * The sums of each position, while events are posted. By them a withdrawal is booked for which the ledger has less than the vault has paid: it posts burns
 * when a round resolves, and the vault takes them at a claim. Who leaves before it (a withdrawal after the grace, an exit) gets what the ledger has burned
 * already: that is lost to the tournament, and no difference of its books.
 */
export interface PositionBook {
  /** Of every event, once, after it was applied. */
  told(event: VaultEvent): void;
  /** The same backwards. */
  untold(event: VaultEvent): void;
  /** What has to come before a withdrawal where the position is short by burns that the vault has not taken; empty where it is short of more, or not at all. */
  before(journal: Journal, position: VaultPosition, owner: EventOwner, withdrawn: bigint): EventCommand[];
  /** What a claim took that was lost before: out of the stake, and out of the ledger. Empty where nothing was. */
  found(journal: Journal, position: VaultPosition, owner: EventOwner, units: bigint): EventCommand[];
  /** Of commands that were posted. */
  posted(position: VaultPosition, commands: readonly EventCommand[]): void;
  /** To be kept; null where nothing has changed. */
  changed(): readonly PositionSums[] | null;
}

type Sums = Omit<PositionSums, keyof VaultPosition>;
const NONE: Sums = { brought: 0n, paid: 0n, burned: 0n, lost: 0n };
const placeOf = ({ address, key }: VaultPosition): string => `${address.toLowerCase()} ${key.toLowerCase()}`;

/** By position; zeros where nothing is known. */
export function sumsOf(known: readonly PositionSums[]): (position: VaultPosition) => Sums {
  const places = new Map(known.map((each) => [placeOf(each), each]));
  return (position) => places.get(placeOf(position)) ?? NONE;
}

export function positionBook(known: readonly PositionSums[], afterSequence: number): PositionBook {
  const all = new Map(known.map((each) => [placeOf(each), each]));
  let isChanged = false;
  const of = (position: VaultPosition): Sums => all.get(placeOf(position)) ?? NONE;
  const add = ({ address, key }: VaultPosition, more: Partial<Sums>): void => {
    const before = of({ address, key });
    const { brought = 0n, paid = 0n, burned = 0n, lost = 0n } = more;
    all.set(placeOf({ address, key }), {
      address,
      key,
      brought: before.brought + brought,
      paid: before.paid + paid,
      burned: before.burned + burned,
      lost: before.lost + lost,
    });
    isChanged = true;
  };
  const claimed = (event: VaultEvent, sign: bigint): void => {
    if (event.kind === 'claimed') add(event, { paid: sign * event.payout, burned: sign * event.burn });
  };
  return {
    told: (event) => claimed(event, 1n),
    untold: (event) => claimed(event, -1n),
    before(journal, position, { account, model }, withdrawn) {
      const { brought, paid, burned, lost } = of(position);
      const [payout, burn] = cumulative(resolvedRounds(journal, afterSequence), model);
      const pending = pendingReleases(journal, model).reduce((sum, { amount }) => sum + amount, 0n);
      // What the wallet has of this model, without payouts that the vault has not made available: others' money of the same wallet is not touched.
      const own = brought + payout - burn - balance(journal, stake(model)) - pending - (payout - paid);
      const short = withdrawn - own;
      if (short <= 0n || short > burn - burned - lost) return [];
      return [{ part: 'loss', command: { kind: 'deposit', account, amount: amountOf(short) } }];
    },
    found(journal, position, { account, model }, units) {
      const { burned, lost } = of(position);
      if (lost === 0n) return [];
      // What is not lost is taken first: the ledger has it out of the stake already.
      const [, burn] = cumulative(resolvedRounds(journal, afterSequence), model);
      const due = burn - burned - lost;
      const beyond = due > 0n ? units - due : units;
      const amount = amountOf(lost < beyond ? lost : beyond);
      if (amount <= 0n) return [];
      const decrease: Command = { kind: 'stake_decrease', account, model, amount, ...RELEASE };
      return [
        { part: 'found-stake', command: decrease },
        { part: 'found', command: { kind: 'withdrawal', account, amount } },
      ];
    },
    posted(position, commands) {
      for (const { part, command } of commands) {
        if (command.kind === 'deposit') add(position, { brought: command.amount });
        if (command.kind === 'withdrawal') add(position, { brought: -command.amount });
        if (part === 'loss' && 'amount' in command) add(position, { lost: command.amount });
        if (part === 'found' && 'amount' in command) add(position, { lost: -command.amount });
      }
    },
    changed: () => (isChanged ? [...all.values()] : null),
  };
}

/** The sums of events that were posted before sums were kept. */
export function sumsOfEvents(
  events: readonly VaultEvent[],
  isPosted: (event: VaultEvent) => boolean,
): readonly PositionSums[] {
  const book = positionBook([], 0);
  for (const event of events) {
    book.told(event);
    if ('address' in event && isPosted(event)) book.posted(event, broughtBy(event));
  }
  return book.changed() ?? [];
}

function broughtBy(event: VaultEvent): EventCommand[] {
  const moved = (kind: 'deposit' | 'withdrawal', units: bigint): EventCommand[] => [
    { part: kind, command: { kind, account: '', amount: amountOf(units) } },
  ];
  if (event.kind === 'deposited') return moved('deposit', event.amount);
  if (event.kind === 'withdrawn') return moved('withdrawal', event.released + event.available);
  return event.kind === 'exited' ? moved('withdrawal', event.active + event.pending + event.available) : [];
}
