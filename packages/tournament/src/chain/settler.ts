import { DomainError } from '../domainError.ts';
import type { IncidentRecord, RoundRecord } from '../records.ts';
import type { Storage } from '../storage/storage.ts';
import type { SharedLedger } from '../rounds/sharedLedger.ts';
import {
  type ChainHalt,
  chainDocument,
  chainList,
  leavesOf,
  putLeaves,
  type SentCall,
  type VaultRound,
  type VaultSettlement,
} from './chainDocuments.ts';
import { leavesAgain } from './leavesAgain.ts';
import type { GasEstimate, VaultCall, VaultChain, VaultSender } from './chainPort.ts';
import { matchedPositions } from './ledgerOfVault.ts';
import { type FeeRules, outbox, type RaisePlan, refused } from './outbox.ts';
import { closeSeconds, type SettlementPlan, settlementPlan } from './settlementPlan.ts';
import type { OwnedModel } from './watcher.ts';

export interface SettlerInput {
  readonly storage: Storage;
  readonly ledger: SharedLedger;
  readonly chain: VaultChain;
  /** Null: this tournament only watches. */
  readonly settler: VaultSender | null;
  readonly owned: () => Promise<readonly OwnedModel[]>;
  readonly confirmations: number;
  readonly fees: FeeRules;
  readonly now: () => Date;
}

export interface PreparedSettlement {
  readonly plan: SettlementPlan;
  /** Null where something is in its way, or nobody holds the settler's key. */
  readonly estimate: GasEstimate | null;
  /** The transaction that was sent for it before, and is under way. */
  readonly sent: SentCall | null;
}

export interface ChainSettler {
  /** The vault's next round to settle that has closed; null where there is none. */
  next(): Promise<VaultRound | null>;
  /** That, once nothing is under way that keeps it from being sent: its round has ended, the settlement before it is final, and nothing is stopped. */
  due(): Promise<VaultRound | null>;
  /** The plan of a round of the vault and what it would cost. Null where nobody has deposited. Throws where the vault has no such round. */
  prepare(round: number): Promise<PreparedSettlement | null>;
  /** Sends a settlement whose plan has no fault, once: asked again while it is under way it gives the same transaction. Throws with the reason where it cannot, and where the plan is not `planHash`. */
  send(round: number, planHash?: string): Promise<SentCall>;
  /**
   * Announces the closes of open rounds to the vault, also while vault and ledger differ: it moves nothing, and a round that the vault is not told of
   * could never be settled. A settlement that no block takes gives way to it, and is to be sent again then. Null where there is none to announce, or the
   * chain went another way.
   */
  announce(): Promise<SentCall | null>;
  /** A settlement under way whose time is past could only be refused: gives its nonce to a transfer of nothing. Null where there is none. */
  free(): Promise<SentCall | null>;
  /** See `leavesAgain`. */
  keepLeaves(): Promise<string | null>;
  /**
   * Looks after what was sent: keeps what it cost once it is confirmed, sends again what no block has, and raises its fee. While vault and ledger differ no
   * settlement is sent again, nor one whose time is past.
   */
  follow(): Promise<readonly SentCall[]>;
  /** What raising the fee of what is under way would offer; null where nothing is. */
  bumpPlan(priceMax?: bigint): Promise<RaisePlan | null>;
  /** Raises the fee of what is under way by an eighth or more, within `priceMax`. Throws with the reason where it cannot. */
  bump(priceMax?: bigint): Promise<SentCall>;
}

/** What the vault wants; and a transaction may take some minutes. */
const HOUR = 3_600;
const NOTICE_SECONDS = HOUR + 300;
const NO_KEY = 'nobody here has the key of the settler: set ROBATA_CHAIN_SETTLER_KEY_FILE.';

export function chainSettler(input: SettlerInput): ChainSettler {
  const { storage, ledger, chain, settler, confirmations, fees, now } = input;
  const calls =
    settler === null
      ? null
      : outbox({ storage, chain, sender: settler, kinds: ['settle', 'announce', 'free'], confirmations, fees, now });

  const keepLeaves = leavesAgain(input);

  const standing = async (): Promise<VaultSettlement | undefined> =>
    (await chainList(storage, 'chain/settlements')).findLast(({ state }) => state === 'settled');

  const haltOf = async (kind?: ChainHalt['kind']): Promise<ChainHalt | undefined> =>
    (await chainList(storage, 'chain/halts')).find((halt) => kind === undefined || halt.kind === kind);

  async function planOf(number: number): Promise<SettlementPlan | null> {
    const gone = await haltOf('reorganization');
    if (gone !== undefined) throw refused(`nothing is settled: ${gone.sentence}`);
    const models = await input.owned();
    const [cursor, vault] = [await chainDocument(storage, 'chain/cursor'), await chainDocument(storage, 'chain/vault')];
    const [rounds, records] = [await chainList(storage, 'chain/rounds'), await storage.rounds()];
    const round = rounds.find((each) => each.round === number);
    if (round === undefined || cursor === null || vault === null)
      throw refused(`the vault has no round ${number} that is confirmed: see robata chain status.`);
    const positions = await chainList(storage, 'chain/positions');
    const matched = matchedPositions(positions, await chainList(storage, 'chain/links'), models);
    const missing = await keepLeaves();
    const last = await standing();
    const before = last === undefined ? null : await leavesOf(storage, last);
    if (last !== undefined && before === null && missing === null)
      throw refused(`a settlement of round ${last.round} was read just now: ask again.`);
    const [atRisk, totals] = await Promise.all([
      chain.atRisk(matched, number, cursor.block),
      chain.totals(cursor.block),
    ]);
    const plan = settlementPlan({
      identity: chain.identity,
      journal: await ledger.journal(),
      afterSequence: vault.afterSequence,
      round,
      records,
      positions,
      matched,
      atRisk,
      before,
      treasury: totals.treasury,
    });
    if (plan === null) return null;
    const faults = [...plan.faults];
    if (missing !== null) faults.push(missing);
    if (last !== undefined && last.round >= number)
      faults.push(`Round ${last.round} of the vault is settled already, and rounds settle in their order.`);
    const { time } = await chain.head();
    const passed = ownRounds(rounds, records).find(
      (each) => each.round > (last?.round ?? 0) && each.round < number && each.settleBy >= time,
    );
    if (passed !== undefined)
      faults.push(
        `Round ${passed.round} of the vault can still be settled, and could not be after this one: settle it first.`,
      );
    for (const halt of await chainList(storage, 'chain/halts')) faults.push(`Nothing is settled: ${halt.sentence}`);
    if (cursor.time < round.closesAt)
      faults.push(`Round ${number} of the vault closes at ${new Date(round.closesAt * 1000).toISOString()}.`);
    if (time > round.settleBy)
      faults.push(
        `Round ${number} of the vault could be settled until ${new Date(round.settleBy * 1000).toISOString()}.`,
      );
    if (time < totals.finalAt)
      faults.push(`The settlement before is final at ${new Date(totals.finalAt * 1000).toISOString()}.`);
    return { ...plan, faults };
  }

  /** Closes that the vault was told of in blocks that the watcher has not read yet. */
  const unreadCloses = async (): Promise<number[]> => {
    const cursor = await chainDocument(storage, 'chain/cursor');
    return (await chainList(storage, 'chain/gas'))
      .filter(({ id, block }) => id.startsWith('announce/') && (cursor === null || block > cursor.block))
      .flatMap(({ id }) => (id.split('/')[1] ?? '').split('+').map(Number));
  };

  const told = new Set<number>();
  /** Of rounds that will not be closed, as soon as that is sure: the vault takes closes in their order, apart, and an hour ahead. */
  const tellOfLost = async (known: readonly number[], time: number): Promise<void> => {
    const last = Math.max(0, ...known);
    const open = (await storage.rounds()).filter(({ state }) => state === 'open');
    const until = (await chainDocument(storage, 'chain/cursor'))?.completeUntil ?? 0;
    // Where reading waits for a snapshot, the vault may know more than was read.
    if (open.some((record) => closeSeconds(record) <= until)) return;
    const lost = open.filter((record) => {
      const close = closeSeconds(record);
      const isLate = close <= last || close < time + HOUR;
      return close > time && isLate && !known.includes(close) && !told.has(record.number);
    });
    // Until somebody has staked in the vault, a round closes without it.
    if (lost.length === 0 || (await chainList(storage, 'chain/positions')).length === 0) return;
    await storage.transaction((writer) => writer.addIncidents(lost.map((record) => lostIncident(record, last, time))));
    for (const { number } of lost) told.add(number);
  };

  const callOf = ({ leaves: { round, root, payout, burn, planHash } }: SettlementPlan): VaultCall => {
    return { kind: 'settle', round, root, payout, burn, planHash };
  };
  const underWay = async (round: number): Promise<SentCall | null> =>
    (await chainList(storage, 'chain/outbox')).find(
      ({ id, state, gaveWayTo }) => state === 'sent' && gaveWayTo === undefined && id.startsWith(`settle/${round}/`),
    ) ?? null;

  /** Of a settlement until when the vault takes it, as far as it is past; null of anything else. */
  const pastOf = async (sent: SentCall, time: number): Promise<VaultRound | null> => {
    const [kind, number] = sent.id.split('/');
    const round = (await chainList(storage, 'chain/rounds')).find((each) => String(each.round) === number);
    return kind === 'settle' && round !== undefined && time > round.settleBy ? round : null;
  };
  /** Whether what no block takes is to let an announcement go first. */
  const givesWay = async (sent: SentCall): Promise<boolean> => {
    if (sent.gaveWayTo !== undefined || !/^(?:settle|free)\//.test(sent.id)) return false;
    const { number, time } = await chain.head();
    if (number - (sent.block ?? 0) >= fees.stuckBlocks || (await pastOf(sent, time)) !== null) return true;
    return (await haltOf()) !== undefined;
  };

  const next = async (): Promise<VaultRound | null> => {
    const cursor = await chainDocument(storage, 'chain/cursor');
    const last = (await standing())?.round ?? 0;
    const rounds = await chainList(storage, 'chain/rounds');
    return (
      ownRounds(rounds, await storage.rounds()).find(
        ({ round, closesAt, settleBy }) =>
          round > last && cursor !== null && closesAt <= cursor.time && cursor.time <= settleBy,
      ) ?? null
    );
  };

  return {
    next,
    async due() {
      // The plan reads every stake and hashes every leaf: what it waits for most of the time is asked without it.
      const round = await next();
      if (round === null || (await haltOf()) !== undefined || (await calls?.underWay()) !== null) return null;
      const own = (await storage.rounds()).find((record) => closeSeconds(record) === round.closesAt);
      if (own?.state !== 'resolved' && own?.state !== 'cancelled') return null;
      const { number, time } = await chain.head();
      return time < (await chain.totals(number)).finalAt ? null : round;
    },
    async prepare(round) {
      const plan = await planOf(round);
      if (plan === null) return null;
      const sent = await underWay(round);
      const isReady = plan.faults.length === 0 && sent === null && settler !== null;
      return { plan, sent, estimate: isReady ? await settler.estimate(callOf(plan)) : null };
    },
    async send(round, planHash) {
      const sent = await underWay(round);
      if (sent !== null) return sent;
      // Mined and not read by the watcher yet: the vault has it.
      const mined = (await chainList(storage, 'chain/outbox')).findLast(
        ({ id, state }) => state === 'mined' && id.startsWith(`settle/${round}/`),
      );
      const isRead =
        mined === undefined ||
        (await chainList(storage, 'chain/settlements')).some(
          ({ transaction }) => transaction.toLowerCase() === mined.hash.toLowerCase(),
        );
      if (mined !== undefined && !isRead) return mined;
      const plan = await planOf(round);
      if (plan === null) throw refused('nobody has deposited: there is nothing to settle.');
      if (planHash !== undefined && planHash !== plan.leaves.planHash)
        throw refused(`the plan is ${plan.leaves.planHash} now and not the one that was shown: look at it again.`);
      if (plan.faults.length > 0) throw refused(plan.faults.join(' '));
      if (settler === null || calls === null) throw refused(NO_KEY);
      const call = callOf(plan);
      return calls.send(`settle/${round}`, call, await settler.estimate(call), async (writer) => {
        await putLeaves(writer, plan.leaves);
        if (plan.owed.length > 0) await writer.addIncidents([owedIncident(plan)]);
      });
    },
    async announce() {
      if (settler === null || calls === null || (await haltOf('reorganization')) !== undefined) return null;
      const busy = await calls.underWay();
      const known = [
        ...(await chainList(storage, 'chain/rounds')).map(({ closesAt }) => closesAt),
        ...(await unreadCloses()),
      ];
      const { time } = await chain.head();
      if (busy?.id.startsWith('announce/') !== true) await tellOfLost(known, time);
      if (busy !== null && !(await givesWay(busy))) return null;
      const last = Math.max(time + NOTICE_SECONDS - 1, ...known);
      const untold = (await storage.rounds())
        .filter((each) => (each.state === 'scheduled' || each.state === 'open') && closeSeconds(each) > last)
        .sort((a, b) => closeSeconds(a) - closeSeconds(b));
      const [first] = untold;
      if (first === undefined) return null;
      const wanted = await acceptable(settler, [...new Set(untold.map(closeSeconds))]);
      if (wanted === null) return null;
      const subject = `announce/${wanted.call.closes.join('+')}`;
      if (busy === null) return calls.send(subject, wanted.call, wanted.estimate);
      const until = new Date((closeSeconds(first) - NOTICE_SECONDS) * 1000).toISOString();
      return calls.giveWay(
        busy,
        { subject, ...wanted },
        {
          given: `${busy.id} (${busy.hash}), which no block took, gave way to the announcement of round ${first.number}, which could not be told to the vault beside it.${againOf(busy)}`,
          held: `${busy.id} (${busy.hash}) keeps the close of round ${first.number} from being announced, and its fee is the most that ROBATA_CHAIN_MAX_FEE_GWEI allows: unless a block takes it before ${until}, round ${first.number} has to be cancelled. Raise it with robata chain bump --max-fee GWEI --send.`,
        },
      );
    },
    async free() {
      const busy = calls === null ? null : await calls.underWay();
      if (settler === null || calls === null || busy === null || busy.gaveWayTo !== undefined) return null;
      const past = await pastOf(busy, (await chain.head()).time);
      if (past === null || (await haltOf('reorganization')) !== undefined) return null;
      const call: VaultCall = { kind: 'free' };
      const until = new Date(past.settleBy * 1000).toISOString();
      return calls.giveWay(
        busy,
        { subject: `free/${past.round}`, call, estimate: await settler.estimate(call) },
        {
          given: `The vault took a settlement of round ${past.round} until ${until}, and no block had ${busy.id} (${busy.hash}): a transfer of nothing takes its nonce. What the round pays and burns stays owed, and is in the settlement of a later round.`,
          held: `The vault took a settlement of round ${past.round} until ${until}. ${busy.id} (${busy.hash}) is offered at the most that ROBATA_CHAIN_MAX_FEE_GWEI allows, so that nothing can be sent in its place: set that higher and start the server again, or wait until a block has it.`,
        },
      );
    },
    keepLeaves,
    async follow() {
      if (calls === null) return [];
      const [halt, busy] = [await haltOf(), await calls.underWay()];
      const isPast = busy !== null && (await pastOf(busy, (await chain.head()).time)) !== null;
      return calls.follow(({ id }) => (halt === undefined && !isPast) || !id.startsWith('settle/'));
    },
    bumpPlan: async (priceMax) => (calls === null ? null : calls.plan(priceMax)),
    async bump(priceMax) {
      if (calls === null) throw refused(NO_KEY);
      const [halt, busy] = [await haltOf(), await calls.underWay()];
      if (halt !== undefined && busy?.id.startsWith('settle/') === true)
        throw refused(`nothing is settled: ${halt.sentence}`);
      const past = busy === null ? null : await pastOf(busy, (await chain.head()).time);
      if (past !== null)
        throw refused(
          `the vault took a settlement of round ${past.round} until ${new Date(past.settleBy * 1000).toISOString()}: its nonce is freed by itself.`,
        );
      return calls.raise(priceMax);
    },
  };
}

/** A round of the vault that closes with none of the tournament's has nothing to settle. */
function ownRounds(rounds: readonly VaultRound[], records: readonly RoundRecord[]): VaultRound[] {
  const closes = new Set(records.map(closeSeconds));
  return rounds.filter(({ closesAt }) => closes.has(closesAt));
}

function owedIncident({ leaves: { round }, owed }: SettlementPlan): IncidentRecord {
  const message = `The vault's round ${round} lets ${owed.length} stakes gain or lose less than what they are owed (rounds before it were not settled): a later settlement has the rest, as far as they are staked then. See robata chain settle.`;
  const rows = owed.length;
  return { rule: 'chain_beyond_clip', severity: 'warning', rows, day: null, security: null, round: null, message };
}

function lostIncident(record: RoundRecord, last: number, time: number): IncidentRecord {
  const { number, closesAt } = record;
  const why =
    closeSeconds(record) < time + HOUR
      ? 'it wants an hour'
      : `it knows a later one (${new Date(last * 1000).toISOString()}), or one too near to it`;
  const message = `The vault was not told of the close of round ${number} (${closesAt}), and takes it no more: ${why}. Its stakes could leave without their burns: cancel it (robata admin round cancel ${number}). Closes that should not be there are taken back by the vault's owner (dropRounds); the settler's key announces them, so see who has it.`;
  return { rule: 'chain_close_untold', severity: 'error', rows: 1, day: null, security: null, round: number, message };
}

/** What an operator has to do about it. */
const againOf = ({ id }: SentCall): string => {
  const [kind, round] = id.split('/');
  return kind === 'settle'
    ? ` Once that is confirmed the settlement is to be sent again: by itself where rounds are settled by themselves, else robata chain settle ${round} --send.`
    : '';
};

type Announcement = Extract<VaultCall, { kind: 'announce' }>;

/** All closes; or where the vault refuses them together (one is too near to the one before) those of them that it takes. Throws where it takes none. */
async function acceptable(
  settler: VaultSender,
  closes: readonly number[],
): Promise<{ readonly call: Announcement; readonly estimate: GasEstimate } | null> {
  const all: Announcement = { kind: 'announce', closes };
  try {
    return { call: all, estimate: await settler.estimate(all) };
  } catch (refusal) {
    if (!(refusal instanceof DomainError)) throw refusal;
    let taken: Awaited<ReturnType<typeof acceptable>> = null;
    for (const close of closes) {
      const call: Announcement = { kind: 'announce', closes: [...(taken?.call.closes ?? []), close] };
      const estimate = await settler.estimate(call).catch(() => null);
      if (estimate !== null) taken = { call, estimate };
    }
    if (taken === null) throw refusal;
    return taken;
  }
}
