import { amountOf, balance, type Command, type Journal, pendingReleases, stake } from '@robata/ledger';
import { placeKey } from './applyEvent.ts';
import type { PositionSums } from './chainDocuments.ts';
import type { VaultEvent, VaultPosition } from './chainPort.ts';
import { type EventCommand, type EventOwner, RELEASE, splitPart } from './eventCommands.ts';
import { cumulative, resolvedRounds } from './ledgerOfVault.ts';

/**
 * The sums of each position, while events are posted. By them a withdrawal is booked for which the ledger has less than the vault has paid: it posts burns
 * when a round resolves, and the vault takes them at a claim. Who leaves before it (a withdrawal after the grace, an exit) gets what the ledger has burned
 * already: that is lost to the tournament, and no difference of its books.
 */
export interface PositionBook {
  /** Of every event, once, in the order of the chain and before it is applied. Gives a claim with what it took out of the active part. */
  told(event: VaultEvent): VaultEvent;
  /** The same backwards, but for the parts of the vault: they are unknown then, and are to be filled from all events. */
  untold(event: VaultEvent): void;
  /** An event that is applied now waits no more; one that could not be does. */
  waits(event: VaultEvent, isWaiting: boolean): void;
  /**
   * What has to come before a withdrawal where the position is short by burns that the vault has not taken; empty where it is short of more, or not at all.
   * Null while rounds under way hold what it is short of: it waits for them, and does not take what the wallet has of other models.
   */
  before(journal: Journal, position: VaultPosition, owner: EventOwner, withdrawn: bigint): EventCommand[] | null;
  /**
   * After a claim: the stake as the vault has it. The ledger took the burn from what was pending when the round resolved, the vault from what is
   * pending at the claim. And what was lost before and is taken now leaves the ledger. Empty where both agree, or the parts of the vault are still to be
   * filled.
   */
  split(journal: Journal, position: VaultPosition, owner: EventOwner): EventCommand[];
  /** Of commands that were posted. */
  posted(position: VaultPosition, commands: readonly EventCommand[]): void;
  /** To be kept; null where nothing has changed. */
  changed(): readonly PositionSums[] | null;
}

type Sums = Omit<PositionSums, keyof VaultPosition>;
const NONE: Sums = { brought: 0n, paid: 0n, burned: 0n, lost: 0n, active: 0n, pending: 0n };
const placeOf = ({ address, key }: VaultPosition): string => `${address.toLowerCase()} ${key.toLowerCase()}`;
const atLeast0 = (units: bigint): bigint => (units > 0n ? units : 0n);
const lesser = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** By position; zeros where nothing is known. */
export function sumsOf(known: readonly PositionSums[]): (position: VaultPosition) => Sums {
  const places = new Map(known.map((each) => [placeOf(each), each]));
  return (position) => places.get(placeOf(position)) ?? NONE;
}

/** What the vault has of a position, and what of it has been burned. */
export interface VaultParts {
  readonly active: bigint;
  readonly pending: bigint;
  readonly burned: bigint;
}

/** What an event changes of them, by the vault's rules. */
function partsMoved(event: VaultEvent): VaultParts {
  const moved = (active: bigint, pending = 0n, burned = 0n): VaultParts => ({ active, pending, burned });
  switch (event.kind) {
    case 'deposited':
    case 'restaked':
      return moved(event.amount);
    case 'release_requested':
      return moved(-event.amount, event.amount);
    case 'claimed': {
      const { payout, burn, compounded, fromActive = 0n } = event;
      return moved((compounded ? payout : 0n) - fromActive, fromActive - burn, burn);
    }
    case 'withdrawn':
      return moved(0n, -event.released);
    case 'exited':
      return moved(-event.active, -event.pending);
    default:
      return moved(0n);
  }
}

/** The parts as the ledger has posted them: without what waits. Null where they are to be filled. */
export function postedParts(
  { active, pending, burned }: Pick<PositionSums, 'active' | 'pending' | 'burned'>,
  waiting: readonly VaultEvent[],
): VaultParts | null {
  if (active === undefined || pending === undefined) return null;
  return waiting.map(partsMoved).reduce<VaultParts>(
    (parts, moved) => ({
      active: parts.active - moved.active,
      pending: parts.pending - moved.pending,
      burned: parts.burned - moved.burned,
    }),
    { active, pending, burned },
  );
}

/**
 * Between which amounts a stake of the ledger is right. `unclaimed`: burned in the ledger and still to be taken by the vault. The ledger took it from
 * what was pending when rounds resolved, at least none and at most all of it; the vault takes first what is pending now. Without it both are `active`.
 */
export function stakeBounds(
  { active, pending }: Omit<VaultParts, 'burned'>,
  unclaimed: bigint,
): { readonly least: bigint; readonly most: bigint } {
  return { least: atLeast0(active - atLeast0(unclaimed)), most: atLeast0(active - atLeast0(unclaimed - pending)) };
}

/**
 * `waiting`: what the ledger has not posted of the events that were told. `isAhead`: it has posted events that are still to be told; then the parts of the
 * vault are to be filled later.
 */
export function positionBook(
  known: readonly PositionSums[],
  afterSequence: number,
  waiting: readonly VaultEvent[] = [],
  isAhead = false,
): PositionBook {
  const all = new Map(known.map((each) => [placeOf(each), each]));
  /** By position, then by place. */
  const waits = new Map<string, Map<string, VaultEvent>>();
  let isChanged = false;
  const of = (position: VaultPosition): Sums => all.get(placeOf(position)) ?? NONE;
  const put = ({ address, key }: VaultPosition, sums: Sums): void => {
    all.set(placeOf({ address, key }), { address, key, ...sums });
    isChanged = true;
  };
  const add = (position: VaultPosition, more: Partial<Sums>): void => {
    const sums = of(position);
    const { brought = 0n, paid = 0n, burned = 0n, lost = 0n } = more;
    put(position, {
      ...sums,
      brought: sums.brought + brought,
      paid: sums.paid + paid,
      burned: sums.burned + burned,
      lost: sums.lost + lost,
    });
  };
  const unfill = (position: VaultPosition): void => {
    const { active: _, pending: __, ...sums } = of(position);
    put(position, sums);
  };
  const book: PositionBook = {
    told(event) {
      if (!('address' in event)) return event;
      if (event.kind === 'claimed') add(event, { paid: event.payout, burned: event.burn });
      const sums = of(event);
      const { active, pending } = sums;
      if (isAhead) unfill(event);
      if (isAhead || active === undefined || pending === undefined) return event;
      const said: VaultEvent =
        event.kind === 'claimed' ? { ...event, fromActive: event.burn - lesser(event.burn, pending) } : event;
      const moved = partsMoved(said);
      if (moved.active !== 0n || moved.pending !== 0n)
        put(event, { ...sums, active: active + moved.active, pending: pending + moved.pending });
      return said;
    },
    untold(event) {
      if (!('address' in event)) return;
      if (event.kind === 'claimed') add(event, { paid: -event.payout, burned: -event.burn });
      unfill(event);
    },
    waits(event, isWaiting) {
      if (!('address' in event)) return;
      const own = waits.get(placeOf(event)) ?? new Map<string, VaultEvent>();
      if (isWaiting) own.set(placeKey(event), event);
      else own.delete(placeKey(event));
      waits.set(placeOf(event), own);
    },
    before(journal, position, { account, model }, withdrawn) {
      const { brought, paid, burned, lost } = of(position);
      const [payout, burn] = cumulative(resolvedRounds(journal, afterSequence), model);
      const pending = pendingSum(journal, model);
      // What the wallet has of this model, without payouts that the vault has not made available: others' money of the same wallet is not touched.
      const own = brought + payout - burn - balance(journal, stake(model)) - pending - (payout - paid);
      const short = withdrawn - own;
      if (short <= 0n) return [];
      if (short > burn - burned - lost) return pending > 0n ? null : [];
      return [{ part: 'loss', command: { kind: 'deposit', account, amount: amountOf(short) } }];
    },
    split(journal, position, owner) {
      const sums = of(position);
      const parts = postedParts(sums, [...(waits.get(placeOf(position))?.values() ?? [])]);
      if (parts === null) return [];
      const [, burn] = cumulative(resolvedRounds(journal, afterSequence), owner.model);
      const unclaimed = burn - parts.burned;
      // More cannot be lost than is unclaimed: the rest was taken now.
      const found = atLeast0(sums.lost - atLeast0(unclaimed));
      const { account } = owner;
      return [
        ...stakeMoves(journal, owner, parts, unclaimed - sums.lost),
        ...(found === 0n
          ? []
          : [{ part: 'found', command: { kind: 'withdrawal', account, amount: amountOf(found) } } as const]),
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
  for (const event of waiting) book.waits(event, true);
  return book;
}

const pendingSum = (journal: Journal, model: string): bigint =>
  pendingReleases(journal, model).reduce((sum, { amount }) => sum + amount, 0n);

/** The stake into its bounds, by the least that does it: down as a release; up out of releases, those first that have arrived in the wallet. */
function stakeMoves(
  journal: Journal,
  { account, model }: EventOwner,
  parts: Omit<VaultParts, 'burned'>,
  unclaimed: bigint,
): EventCommand[] {
  const held = balance(journal, stake(model));
  const { least, most } = stakeBounds(parts, unclaimed);
  if (held > most) {
    const amount = amountOf(held - most);
    return [{ part: 'split-down', command: { kind: 'stake_decrease', account, model, amount, ...RELEASE } }];
  }
  if (held >= least) return [];
  const missing = least - held;
  // What the ledger has pending and the vault has not was burned there.
  const fromPending = lesser(atLeast0(pendingSum(journal, model) - parts.pending), missing);
  const commands: EventCommand[] = [];
  let left = fromPending;
  for (const { after, amount } of pendingReleases(journal, model)) {
    const units = lesser(amount, left);
    if (units === 0n) break;
    left -= units;
    const command: Command = { kind: 'release_cancellation', account, model, after, amount: amountOf(units) };
    commands.push({ part: splitPart(commands.length + 1), command });
  }
  const fromWallet = missing - fromPending;
  if (fromWallet > 0n) {
    commands.push({
      part: 'split-up',
      command: { kind: 'stake_increase', account, model, amount: amountOf(fromWallet) },
    });
  }
  return commands;
}

/** An event within its chain. */
export const logOf = ({ transaction, logIndex }: VaultEvent): string => `${transaction}:${logIndex}`;

/** Whether the parts of every position are known. */
export const isFilled = (sums: readonly PositionSums[] | null): boolean =>
  sums?.every(({ active, pending }) => active !== undefined && pending !== undefined) ?? false;

/** As all events give them, with what was lost: which no event tells. */
export function withLost(filled: readonly PositionSums[], kept: readonly PositionSums[]): readonly PositionSums[] {
  const sums = sumsOf(kept);
  return filled.map((each) => {
    const { lost } = sums(each);
    return { ...each, brought: each.brought + lost, lost };
  });
}

/** Before all events are read anew. */
export const emptied = (kept: readonly PositionSums[]): readonly PositionSums[] =>
  kept.map(({ address, key, lost }) => ({ address, key, brought: 0n, paid: 0n, burned: 0n, lost }));

/** The sums of events that were posted before sums were kept, and the events as `told` gives them, by `logOf`. */
export function sumsOfEvents(
  events: readonly VaultEvent[],
  isPosted: (event: VaultEvent) => boolean,
): { readonly sums: readonly PositionSums[]; readonly said: ReadonlyMap<string, VaultEvent> } {
  const book = positionBook([], 0);
  const said = new Map<string, VaultEvent>();
  for (const event of events) {
    said.set(logOf(event), book.told(event));
    if ('address' in event && isPosted(event)) book.posted(event, broughtBy(event));
  }
  return { sums: book.changed() ?? [], said };
}

function broughtBy(event: VaultEvent): EventCommand[] {
  const moved = (kind: 'deposit' | 'withdrawal', units: bigint): EventCommand[] => [
    { part: kind, command: { kind, account: '', amount: amountOf(units) } },
  ];
  if (event.kind === 'deposited') return moved('deposit', event.amount);
  if (event.kind === 'withdrawn') return moved('withdrawal', event.released + event.available);
  return event.kind === 'exited' ? moved('withdrawal', event.active + event.pending + event.available) : [];
}
