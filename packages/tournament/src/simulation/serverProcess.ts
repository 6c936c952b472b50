import { amountOf, formatAmount, sumAmounts } from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import { immediateQueue } from '../jobs/immediateQueue.ts';
import type { JobKind } from '../jobs/jobQueue.ts';
import type { RoundDesk } from '../rounds/engine/roundDesk.ts';
import { type RoundEngine, roundEngine } from '../rounds/engine/roundEngine.ts';
import { type SharedLedger, sharedLedger } from '../rounds/sharedLedger.ts';
import type { Approval } from '../rounds/engine/step.ts';
import { stakeService } from '../stakes/stakeService.ts';
import type { Storage } from '../storage/storage.ts';
import { isoSecond } from '../submissions/isoSecond.ts';
import { type Gate, gateOf } from './gate.ts';
import type { Market } from './market.ts';
import { ledgerKeyOf, type Reply, type Request } from './requests.ts';
import type { Random } from './seededRandom.ts';
import { simulatedDesk } from './simulatedDesk.ts';
import type { Weather } from './weather.ts';

/** Where a planted bug may put its hands: between the parts of a process, never inside of them. */
export interface Plant {
  storage?(storage: Storage, site: PlantSite): Storage;
  ledger?(ledger: SharedLedger, site: PlantSite): SharedLedger;
  gate?(gate: Gate, site: PlantSite): Gate;
  desk?(desk: RoundDesk, site: PlantSite): RoundDesk;
  engine?(engine: RoundEngine, site: PlantSite): RoundEngine;
  service?(service: Service, site: PlantSite): Service;
  approval?: Approval;
}

export interface PlantSite {
  readonly market: Market;
  readonly now: () => Date;
  readonly storage: Storage;
}

/** The server's edge: one request in, one reply out. */
export type Service = (request: Request) => Promise<Reply>;

export interface ProcessInput {
  readonly market: Market;
  readonly storage: Storage;
  readonly random: Random;
  readonly weather: () => Weather;
  readonly approval: Approval;
  readonly now: () => Date;
  readonly trueMs: () => number;
  readonly turn: (place: string) => Promise<void>;
  readonly plant: Plant;
  /** Told of what a job threw. */
  readonly onError: (error: unknown) => void;
}

export interface ServerProcess {
  readonly engine: RoundEngine;
  readonly service: Service;
  /** Runs the jobs that are due in this process. */
  runDue(): Promise<number>;
}

const KINDS = ['round-open', 'round-close', 'round-score', 'round-resolve'];

/** The production's ledger, stakes, engine and queue over a storage, with nothing in memory yet: as a process that has just started. */
export function startProcess(input: ProcessInput): ServerProcess {
  const { market, now, random, weather, plant } = input;
  const bare: PlantSite = { market, now, storage: input.storage };
  const storage = plant.storage?.(input.storage, bare) ?? input.storage;
  const site: PlantSite = { ...bare, storage };
  const ledger = plant.ledger?.(sharedLedger(storage), site) ?? sharedLedger(storage);
  const honestGate = gateOf({ storage, now: () => isoSecond(now()) });
  const gate = plant.gate?.(honestGate, site) ?? honestGate;
  const honestDesk = simulatedDesk({ market, gate, trueMs: input.trueMs, turn: input.turn });
  const desk = plant.desk?.(honestDesk, site) ?? honestDesk;
  // The queue asks the engine for its jobs, the engine the queue for a place in it.
  const kindOf = (kind: string): JobKind => honestEngine.kinds[kind] as JobKind;
  const queue = immediateQueue({
    db: null,
    now,
    kinds: Object.fromEntries(
      KINDS.map((kind) => [
        kind,
        {
          deadlineSeconds: 60,
          attempts: 3,
          async handler(payload, job) {
            await input.turn(kind);
            return kindOf(kind)
              .handler(payload, job)
              .catch((error: unknown) => {
                input.onError(error);
                throw error;
              });
          },
        },
      ]),
    ),
  });
  const honestEngine = roundEngine({
    storage,
    ledger,
    desk,
    now,
    approval: plant.approval ?? input.approval,
    async enqueue(kind, payload, key) {
      await input.turn('enqueue');
      if (random.chance(weather().lostJob)) return null;
      if (random.chance(weather().doubledJob)) await queue.enqueue(null, kind, payload);
      return queue.enqueue(null, kind, payload, { key });
    },
  });
  const engine = plant.engine?.(honestEngine, site) ?? honestEngine;
  const service = serviceOf({ market, ledger, gate, engine });
  return {
    engine,
    service: withSentences(plant.service?.(service, site) ?? service),
    runDue: () => queue.runDue(),
  };
}

interface Parts {
  readonly market: Market;
  readonly ledger: SharedLedger;
  readonly gate: Gate;
  readonly engine: RoundEngine;
}

function serviceOf({ market, ledger, gate, engine }: Parts): Service {
  const stakes = stakeService(ledger, {
    beforeChange: () => engine.takeDueSnapshots(),
    terms: async () => ({ policy: market.releasePolicy }),
  });
  return async (request) => {
    const { ask, key: idempotencyKey } = request;
    const amount = 'amount' in ask ? formatAmount(amountOf(ask.amount)) : '';
    switch (ask.kind) {
      case 'deposit':
        return { status: 'done', amount: (await stakes.deposit({ ...ask, amount, idempotencyKey })).amount };
      case 'withdraw':
        return { status: 'done', amount: (await stakes.requestWithdrawal({ ...ask, amount, idempotencyKey })).amount };
      case 'cancelWithdrawal':
        await stakes.cancelWithdrawal({ account: ask.account, request: ask.withdrawal, idempotencyKey });
        return { status: 'done' };
      case 'endWithdrawal': {
        const end = { request: ask.withdrawal, idempotencyKey };
        if (ask.sent) await stakes.confirmWithdrawal({ ...end, reference: 'transfer' });
        else await stakes.refuseWithdrawal({ ...end, reason: 'The address is wrong.' });
        return { status: 'done' };
      }
      case 'increase':
      case 'decrease':
        return { status: 'done', amount: (await stakes[ask.kind]({ ...ask, amount, idempotencyKey })).amount };
      case 'drain':
        return {
          status: 'done',
          amount: (await stakes.decrease({ ...ask, amount, drain: true, idempotencyKey })).amount,
        };
      case 'move':
        return { status: 'done', amount: (await stakes.move({ ...ask, amount, idempotencyKey })).amount };
      case 'cancelRelease':
        return { status: 'done', amount: (await stakes.cancelRelease({ ...ask, amount, idempotencyKey })).amount };
      case 'mode':
        await stakes.choosePayoutMode({ ...ask, idempotencyKey });
        return { status: 'done' };
      case 'submit': {
        const answer = await gate.submit(ask);
        return answer.status === 'accepted'
          ? { status: 'done', late: answer.late }
          : { status: 'refused', code: answer.status };
      }
      case 'fund': {
        const command = { kind: 'treasury_deposit', amount: amountOf(ask.amount) } as const;
        await ledger.transact((book) => book.post({ idempotencyKey: ledgerKeyOf(request), command }));
        return { status: 'done', amount: ask.amount };
      }
      case 'approve':
        await engine.approve({ round: ask.round, planHash: ask.planHash, by: 'operator' });
        return { status: 'done' };
      case 'cancel':
        await engine.cancel(ask.round, ask.reason);
        return { status: 'done' };
      case 'look':
        return { status: 'done', amount: await stakes.available(ask.account) };
      case 'figures': {
        const { stake, pending } = await stakes.figures(ask.model);
        return { status: 'done', amount: stake, pending: sumAmounts(pending.map((each) => each.amount)) };
      }
    }
  };
}

/** As the edge of the server does: what a rule refuses has a code, all else is ours. */
const withSentences =
  (service: Service): Service =>
  async (request) => {
    try {
      return await service(request);
    } catch (error) {
      return error instanceof DomainError
        ? { status: 'refused', code: error.code }
        : { status: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  };
