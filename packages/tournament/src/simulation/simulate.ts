import { createHash } from 'node:crypto';
import { auditRest, auditRows } from './audit/auditRows.ts';
import { AuditFault } from './audit/auditFault.ts';
import { type MarketSize, marketOf, ownerOf } from './market.ts';
import { Player, PROCESSES } from './player.ts';
import { seededRandom } from './seededRandom.ts';
import type { Plant } from './serverProcess.ts';
import { memoryDatabase, type SimulatedDatabase } from './simulatedDatabase.ts';
import { CALM, weatherOf } from './weather.ts';
import { type Figures, World } from './world.ts';

export interface SimulationInput {
  readonly seed: number;
  /** Things that happen before the faults stop. Default 150. */
  readonly steps?: number;
  readonly size?: MarketSize;
  /** An empty one. Default: in memory. */
  readonly database?: SimulatedDatabase;
  /** How often the power goes, at each step. Default .004. */
  readonly powerCut?: number;
  readonly plant?: Plant;
  readonly trace?: (line: string) => void;
}

export interface Simulation extends Figures {
  readonly seed: number;
  readonly steps: number;
  readonly resolved: number;
  readonly cancelled: number;
  readonly entries: number;
  /** Of what is in the ledger at the end: the same seed gives the same, but for the ids that the program draws itself. */
  readonly digest: string;
  /** The first thing that must not be; null where all held. */
  readonly fault: string | null;
}

const TOKEN = 10n ** 18n;
const HOUR_MS = 3_600_000;
/** When the faults have stopped, time goes on in steps of this. */
const REST_MS = 4 * HOUR_MS;
const RICH = 1_000_000n * TOKEN;

/**
 * A tournament in bad weather, from one seed: first everything happens at once, then the faults stop and everything must come to its end.
 * Every commit and every reply is audited as it comes.
 */
export async function simulate(input: SimulationInput): Promise<Simulation> {
  const { seed, steps = 150, size = { rounds: 5, models: 5 }, powerCut = 0.004, database = memoryDatabase() } = input;
  const random = seededRandom(4 * seed);
  const weather = weatherOf(random);
  const market = marketOf(random, size, weather);
  const world = new World({
    market,
    approval: random.chance(0.4) ? 'operator' : 'automatic',
    database,
    plant: input.plant ?? {},
    order: seededRandom(4 * seed + 1),
    faults: seededRandom(4 * seed + 2),
    trace: input.trace ?? null,
  });
  await database.storage().transaction((writer) => writer.putModels(market.models));
  await begin(world);
  world.weather = weather;
  const player = new Player(world, random, weather);
  let done = 0;
  for (; done < steps && world.fault === null; done++) {
    await player.act();
    if (random.chance(powerCut)) await world.powerCut();
    for (let turns = random.integer(TURNS_A_STEP); turns > 0 && world.fault === null && (await world.turn()); turns--);
  }
  world.weather = CALM;
  await comeToRest(world);
  if (world.fault === null) await checkRows(world, database);
  await world.stop();
  const { rounds } = world.auditor.rounds;
  const inState = (state: string): number => [...rounds.values()].filter((round) => round.state === state).length;
  return {
    ...world.figures,
    seed,
    steps: done,
    resolved: inState('resolved'),
    cancelled: inState('cancelled'),
    entries: world.auditor.ledger.sequence,
    digest: digestOf(world),
    fault: world.fault,
  };
}

/** So many awaits at most between two steps: fewer than most tasks need, so that they overlap. */
const TURNS_A_STEP = 36;

/** What a tournament has before the weather turns: its calendar, and people with stakes. */
async function begin(world: World): Promise<void> {
  world.schedule();
  for (const account of new Set(world.market.models.map(({ id }) => ownerOf(id)))) {
    world.send(world.ask({ kind: 'deposit', account, amount: 200n * TOKEN }), 'a');
  }
  world.send(world.ask({ kind: 'fund', amount: 3n * TOKEN }), 'b');
  await world.rest();
  for (const { id } of world.market.models) {
    if (id === 2) continue;
    world.send(world.ask({ kind: 'increase', account: ownerOf(id), model: id, amount: 40n * TOKEN + BigInt(id) }), 'b');
  }
  await world.rest();
}

/** The faults have stopped: whoever waits for an answer asks again, the operator does what there is to do, and time goes on. */
async function comeToRest(world: World): Promise<void> {
  const { market, auditor } = world;
  await world.setClock(world.trueMs, 0);
  await world.rest();
  world.ask({ kind: 'fund', amount: RICH });
  const endMs = market.dueMs(market.rounds.length, market.horizonDays) + 24 * HOUR_MS;
  let after = 3;
  while (world.fault === null && after > 0) {
    for (const { round, hash, approvedBy } of auditor.rounds.plans.values()) {
      const isWaiting = approvedBy === null && auditor.rounds.rounds.get(round)?.state === 'scoring';
      if (isWaiting) world.ask({ kind: 'approve', round, planHash: hash });
    }
    for (const [i, request] of [...world.unanswered].entries()) {
      world.send(request, PROCESSES[i % 2] ?? 'a');
      if (world.isCrowded) await world.rest();
    }
    for (const process of PROCESSES) world.work(process);
    await world.rest();
    if (world.trueMs >= endMs) after -= 1;
    await world.setClock(world.trueMs + REST_MS, 0);
  }
  world.audit(() => auditRest(auditor, market.rounds));
  if (world.fault === null && world.unanswered.size > 0)
    world.fault = `${world.unanswered.size} requests have no answer`;
}

function digestOf({ auditor: { ledger } }: World): string {
  const entries = [...ledger.entries.values()].map(({ sequence, idempotencyKey }) => `${sequence} ${idempotencyKey}`);
  const balances = [...ledger.balances].map(([account, value]) => `${account.replace(/^hold:.*/, 'hold')} ${value}`);
  return createHash('sha256')
    .update([...entries, ...balances.sort()].join('\n'))
    .digest('hex');
}

async function checkRows(world: World, database: SimulatedDatabase): Promise<void> {
  try {
    await auditRows(world.auditor, database.storage());
  } catch (error) {
    if (!(error instanceof AuditFault)) throw error;
    world.fault = error.message;
  }
}
