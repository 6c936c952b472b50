import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  accountService,
  type DataFolder,
  ensureOperator,
  FEED_DOCUMENT,
  type FeedState,
  immediateQueue,
  type JobKind,
  type ModelRecord,
  moneyCommands,
  openDataFolder,
  type RoundDesk,
  type RoundEngine,
  readOperatorKey,
  roundEngine,
  sharedLedger,
  smallDesk,
  stakeService,
} from '@robata/tournament';
import { createServer } from '../src/createServer.ts';
import { openServices, type TournamentServices } from '../src/services/openServices.ts';

export interface ConsoleServer {
  readonly origin: string;
  readonly services: TournamentServices;
  /** `PUBLIC$SECRET` of the machine's own operator. */
  readonly operatorToken: string;
  /** What failed on our side. */
  readonly failures: readonly unknown[];
  close(): Promise<void>;
}

/** Where the rounds of the fixture stand when the server opens. */
export const ROUNDS = { resolved: [1, 2], toApprove: [3, 4], postponed: 5, toCancel: 8 } as const;
export const MISSING = 'The prices of day 2 are not there yet.';
export const STAKER = 'grace';

/** Where a feed of prices would stand that lacks a day and holds a move back. */
export const FEED: FeedState = {
  exchange: 'XNYS',
  last: '2024-02-28',
  delivered: ['2024-03-01', '2024-03-04'],
  fault: {
    rule: 'missing_day',
    day: '2024-02-29',
    why: 'The feed has days up to 2024-03-04 and lacks 2024-02-29, on which New York Stock Exchange traded.',
  },
  held: [{ security: 'FB', ticker: 'META', day: '2024-02-27', ratio: 0.6123 }],
};

const HORIZON = 3;
const DAY_MS = 86_400_000;
const STEP_MS = DAY_MS / 2;
/** Days between the opening of the first round and the moment at which the server opens. */
const AGE_DAYS = 7.5;
const isoSecond = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/**
 * A server over a tournament whose rounds the real engine has run in a real database, by a clock of their own up to now; only the scores are
 * given. Payout plans wait for an operator; one round lacks its prices; one takes submissions.
 */
export async function consoleServer(webFolder: string | null): Promise<ConsoleServer> {
  const folder = await mkdtemp(join(tmpdir(), 'robata-console-'));
  const place = await openDataFolder(folder);
  const models = await stakedModels(place, folder);
  const desk = deskOf(models, Date.now() - AGE_DAYS * DAY_MS);
  await play(place, desk.desk, desk.at);
  await place.storage.transaction((writer) => writer.putDocument(FEED_DOCUMENT, FEED));
  const failures: unknown[] = [];
  const onFault = (error: unknown): void => void failures.push(error);
  let origin = '';
  const services = await openServices({
    place,
    folder,
    publicUrl: () => origin,
    configuredUrl: null,
    allowPrivateWebhooks: true,
    approval: 'operator',
    desk: desk.desk,
    threads: 1,
    now: () => new Date(),
    onFault,
  });
  const operator = readOperatorKey(folder);
  const app = await createServer({
    reader: place.storage,
    blobs: place.blobs,
    webFolder,
    isReady: () => true,
    services,
    onFailure: onFault,
  });
  origin = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    origin,
    services,
    operatorToken: operator === null ? '' : `${operator.publicId}$${operator.secretKey}`,
    failures,
    async close() {
      app.server.closeAllConnections();
      await app.close();
      await services.stop();
      await place.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Enough for the rounds that are resolved, which pay 20 each, and not for the next one. */
const TREASURY = '50';

/** Somebody with three staked models and something left in the wallet, and a treasury that soon runs out. */
async function stakedModels({ storage }: DataFolder, folder: string): Promise<readonly ModelRecord[]> {
  const accounts = accountService({ db: storage.db, now: () => new Date() });
  const ledger = sharedLedger(storage);
  const stakes = stakeService(ledger);
  const operator = await accounts.require({ id: (await ensureOperator(folder, accounts)).accountId });
  await moneyCommands({ storage, ledger, accounts, stakes })['treasury deposit']?.({ amount: TREASURY }, { operator });
  const { id: account } = await accounts.create({ username: STAKER, email: `${STAKER}@example.org` });
  await stakes.deposit({ account, amount: '1000' });
  for (const name of ['ridge', 'trees', 'contrarian']) {
    const { model } = await accounts.createModel({ account, name, tournament: 'classic' });
    await stakes.increase({ account, model, amount: '200' });
  }
  return (await storage.models()).filter((model) => model.account === STAKER);
}

function deskOf(models: readonly ModelRecord[], startMs: number) {
  /** Round n opens a day after the one before, closes a day later, and is scored on each of the days after that. */
  const at = (round: number, days: number): number => startMs + (round - 1 + days) * DAY_MS;
  const desk = smallDesk({
    models,
    horizonDays: HORIZON,
    opensAt: (round) => isoSecond(at(round, 0)),
    closesAt: (round) => isoSecond(at(round, 1)),
    scoredAt: (round, day) => isoSecond(at(round, 1 + day)),
    submitted: () => models.map(({ id }) => id),
    scoreOf: (round, day, model) => {
      if (round === ROUNDS.postponed && day === 2) return null;
      return (model === models[2]?.id ? -0.01 : 0.006) * day;
    },
  });
  return { desk, at };
}

/** What happened until now: half a day after the other. */
async function play({ storage }: DataFolder, desk: RoundDesk, at: (round: number, days: number) => number) {
  const clock = { ms: at(1, 0) };
  const now = (): Date => new Date(clock.ms);
  const jobKind = (kind: string): JobKind => {
    return { deadlineSeconds: 60, attempts: 1, handler: (...job) => engine.kinds[kind]?.handler(...job) ?? done() };
  };
  const done = async (): Promise<void> => undefined;
  const kinds = ['round-open', 'round-close', 'round-score', 'round-resolve'];
  const queue = immediateQueue({
    db: null,
    now,
    kinds: Object.fromEntries(kinds.map((kind) => [kind, jobKind(kind)])),
  });
  const engine: RoundEngine = roundEngine({
    storage,
    ledger: sharedLedger(storage),
    desk,
    now,
    approval: 'operator',
    enqueue: (kind, payload, key) => queue.enqueue(null, kind, payload, { key }),
  });
  for (let round = 1; round <= ROUNDS.toCancel; round += 1) {
    await engine.schedule(round, [{ kind: 'open', day: 0, dueAt: isoSecond(at(round, 0)) }]);
  }
  for (; clock.ms <= at(1, AGE_DAYS); clock.ms += STEP_MS) {
    while ((await engine.tick()) > 0) await queue.runDue();
    for (const round of ROUNDS.resolved) {
      const plan = await storage.plan(round);
      if (plan === null || plan.approvedBy !== null) continue;
      await engine.approve({ round, planHash: plan.hash, by: 'the night before' });
    }
  }
}
