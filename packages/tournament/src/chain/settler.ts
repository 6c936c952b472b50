import { DomainError } from '../domainError.ts';
import type { Storage, StorageWriter } from '../storage/storage.ts';
import type { SharedLedger } from '../rounds/sharedLedger.ts';
import {
  chainDocument,
  chainList,
  leavesOf,
  putChainDocument,
  putLeaves,
  type SentCall,
  type VaultRound,
  type VaultSettlement,
} from './chainDocuments.ts';
import type { GasEstimate, VaultCall, VaultChain, VaultSettler } from './chainPort.ts';
import { matchedPositions } from './ledgerOfVault.ts';
import { closeSeconds, type SettlementPlan, settlementPlan } from './settlementPlan.ts';
import type { OwnedModel } from './watcher.ts';

export interface SettlerInput {
  readonly storage: Storage;
  readonly ledger: SharedLedger;
  readonly chain: VaultChain;
  /** Null: this tournament only watches. */
  readonly settler: VaultSettler | null;
  readonly owned: () => Promise<readonly OwnedModel[]>;
  readonly confirmations: number;
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
  /** The plan of a round of the vault and what it would cost. Null where nobody has deposited. Throws where the vault has no such round. */
  prepare(round: number): Promise<PreparedSettlement | null>;
  /** Sends a settlement whose plan has no fault, once: asked again while it is under way it gives the same transaction. Throws with the reason where it cannot. */
  send(round: number): Promise<SentCall>;
  /** Announces the closes of open rounds to the vault; null where there is none to announce. */
  announce(): Promise<SentCall | null>;
  /** Looks after what was sent: keeps what it cost once it is confirmed, and sends again what no block has. */
  follow(): Promise<readonly SentCall[]>;
}

/** The vault wants an hour; a transaction may take some minutes. */
const NOTICE_SECONDS = 3_600 + 300;

export function chainSettler(input: SettlerInput): ChainSettler {
  const { storage, ledger, chain, settler, confirmations, now } = input;

  const standing = async (): Promise<VaultSettlement | undefined> =>
    (await chainList(storage, 'chain/settlements')).findLast(({ state }) => state === 'settled');

  /** One transaction at a time: what is under way is followed to its end first. */
  async function sendOnce(
    subject: string,
    call: VaultCall,
    estimate: GasEstimate,
    keep: (writer: StorageWriter) => Promise<void>,
  ): Promise<SentCall> {
    if (settler === null) throw refused('nobody here has the key of the settler: set ROBATA_CHAIN_SETTLER_KEY_FILE.');
    const outbox = await chainList(storage, 'chain/outbox');
    const busy = outbox.find(({ state }) => state === 'sent');
    if (busy !== undefined && !busy.id.startsWith(`${subject}/`))
      throw refused(`${busy.id} is under way (${busy.hash}): wait until it is confirmed.`);
    if (busy !== undefined) return busy;
    const attempt = outbox.filter(({ id }) => id.startsWith(`${subject}/`)).length + 1;
    const sent: SentCall = { id: `${subject}/${attempt}`, state: 'sent', ...(await settler.sign(call, estimate)) };
    // Kept before it is sent: whoever comes after a crash sends these bytes, and no others.
    const isFirst = await storage.transaction(async (writer) => {
      const current = await chainList(writer, 'chain/outbox');
      if (current.length !== outbox.length) return false;
      await keep(writer);
      await putChainDocument(writer, 'chain/outbox', [...current, sent]);
      return true;
    });
    if (!isFirst) throw refused('another transaction of the settler came first: ask again.');
    await settler.broadcast(sent);
    return sent;
  }

  async function planOf(number: number): Promise<SettlementPlan | null> {
    const models = await input.owned();
    const [cursor, vault] = [await chainDocument(storage, 'chain/cursor'), await chainDocument(storage, 'chain/vault')];
    const round = (await chainList(storage, 'chain/rounds')).find((each) => each.round === number);
    if (round === undefined || cursor === null || vault === null)
      throw refused(`the vault has no round ${number} that is confirmed: see robata chain status.`);
    const positions = await chainList(storage, 'chain/positions');
    const matched = matchedPositions(positions, await chainList(storage, 'chain/links'), models);
    const last = await standing();
    const before = last === undefined ? null : await leavesOf(storage, last);
    const [atRisk, totals] = await Promise.all([
      chain.atRisk(matched, number, cursor.block),
      chain.totals(cursor.block),
    ]);
    const plan = settlementPlan({
      identity: chain.identity,
      journal: await ledger.journal(),
      afterSequence: vault.afterSequence,
      round,
      records: await storage.rounds(),
      positions,
      matched,
      atRisk,
      before,
      treasury: totals.treasury,
    });
    if (plan === null) return null;
    const faults = [...plan.faults];
    if (last !== undefined && before === null)
      faults.push(
        `The leaves of the settlement of round ${last.round} (${last.root}) are not kept here: somebody else sent it.`,
      );
    if (last !== undefined && last.round >= number)
      faults.push(`Round ${last.round} of the vault is settled already, and rounds settle in their order.`);
    for (const halt of await chainList(storage, 'chain/halts')) faults.push(`Nothing is settled: ${halt.sentence}`);
    if (cursor.time < round.closesAt)
      faults.push(`Round ${number} of the vault closes at ${new Date(round.closesAt * 1000).toISOString()}.`);
    const { time } = await chain.head();
    if (time > round.settleBy)
      faults.push(
        `Round ${number} of the vault could be settled until ${new Date(round.settleBy * 1000).toISOString()}.`,
      );
    if (time < totals.finalAt)
      faults.push(`The settlement before is final at ${new Date(totals.finalAt * 1000).toISOString()}.`);
    return { ...plan, faults };
  }

  const callOf = ({ leaves: { round, root, payout, burn, planHash } }: SettlementPlan): VaultCall => {
    return { kind: 'settle', round, root, payout, burn, planHash };
  };
  const underWay = async (round: number): Promise<SentCall | null> =>
    (await chainList(storage, 'chain/outbox')).find(
      ({ id, state }) => state === 'sent' && id.startsWith(`settle/${round}/`),
    ) ?? null;

  return {
    async next() {
      const cursor = await chainDocument(storage, 'chain/cursor');
      const last = (await standing())?.round ?? 0;
      const rounds = await chainList(storage, 'chain/rounds');
      return (
        rounds.find(
          ({ round, closesAt, settleBy }) =>
            round > last && cursor !== null && closesAt <= cursor.time && cursor.time <= settleBy,
        ) ?? null
      );
    },
    async prepare(round) {
      const plan = await planOf(round);
      if (plan === null) return null;
      const sent = await underWay(round);
      const isReady = plan.faults.length === 0 && sent === null && settler !== null;
      return { plan, sent, estimate: isReady ? await settler.estimate(callOf(plan)) : null };
    },
    async send(round) {
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
      if (plan.faults.length > 0) throw refused(plan.faults.join(' '));
      if (settler === null) throw refused('nobody here has the key of the settler: set ROBATA_CHAIN_SETTLER_KEY_FILE.');
      const call = callOf(plan);
      return sendOnce(`settle/${round}`, call, await settler.estimate(call), (writer) =>
        putLeaves(writer, plan.leaves),
      );
    },
    async announce() {
      if (settler === null) return null;
      const known = await chainList(storage, 'chain/rounds');
      const last = Math.max((await chain.head()).time + NOTICE_SECONDS - 1, ...known.map(({ closesAt }) => closesAt));
      const closes = (await storage.rounds())
        .filter(({ state }) => state === 'scheduled' || state === 'open')
        .map(closeSeconds)
        .filter((close) => close > last)
        .sort((a, b) => a - b);
      if (closes.length === 0) return null;
      const call: VaultCall = { kind: 'announce', closes: [...new Set(closes)] };
      const subject = `announce/${call.closes.join('+')}`;
      const outbox = await chainList(storage, 'chain/outbox');
      const mined = outbox.find(({ id, state }) => id.startsWith(`${subject}/`) && state === 'mined');
      if (mined !== undefined || outbox.some(({ state }) => state === 'sent')) return mined ?? null;
      return sendOnce(subject, call, await settler.estimate(call), async () => undefined);
    },
    async follow() {
      if (settler === null) return [];
      const under = (await chainList(storage, 'chain/outbox')).filter(({ state }) => state === 'sent');
      const done: SentCall[] = [];
      for (const sent of under) {
        const receipt = await settler.receipt(sent.hash);
        if (receipt === null) {
          if ((await settler.nonce()) <= sent.nonce) await settler.broadcast(sent);
          else if ((await settler.receipt(sent.hash)) === null) done.push({ ...sent, state: 'replaced' });
          continue;
        }
        if (receipt.block > (await chain.head()).number - confirmations) continue;
        const { gasUsed, price, block } = receipt;
        const ended: SentCall = { ...sent, state: receipt.isReverted ? 'reverted' : 'mined' };
        const cost = {
          id: sent.id,
          transaction: sent.hash,
          block,
          at: now().toISOString(),
          gasUsed,
          price,
          fee: gasUsed * price,
        };
        await end(storage, ended, async (writer) => {
          await putChainDocument(writer, 'chain/gas', [...(await chainList(writer, 'chain/gas')), cost]);
        });
        done.push(ended);
      }
      for (const sent of done.filter(({ state }) => state === 'replaced'))
        await end(storage, sent, async () => undefined);
      return done;
    },
  };
}

const refused = (sentence: string): DomainError =>
  new DomainError('not_settled', `${sentence[0]?.toUpperCase()}${sentence.slice(1)}`);

/** Once: a call that has ended has ended. */
const end = (storage: Storage, ended: SentCall, keep: (writer: StorageWriter) => Promise<void>): Promise<void> =>
  storage.transaction(async (writer) => {
    const outbox = await chainList(writer, 'chain/outbox');
    const known = outbox.find(({ id }) => id === ended.id);
    if (known?.state !== 'sent') return;
    await putChainDocument(
      writer,
      'chain/outbox',
      outbox.map((each) => (each === known ? ended : each)),
    );
    await keep(writer);
    if (ended.state === 'mined') return;
    await writer.addIncidents([
      {
        rule: 'chain_transaction_failed',
        severity: 'error',
        rows: 1,
        day: null,
        security: null,
        round: null,
        message: `${ended.id} (${ended.hash}) was ${ended.state === 'reverted' ? 'refused by the vault' : 'replaced by another transaction of the settler'}: see robata chain status, then send it again.`,
      },
    ]);
  });
