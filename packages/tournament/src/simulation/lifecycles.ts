import { amountOf, RELEASE_POLICIES, robataPolicy } from '@robata/ledger';
import { memoryStorage } from '../storage/memoryStorage.ts';
import { Auditor } from './audit/auditor.ts';
import { auditReply } from './audit/auditReply.ts';
import { auditRest } from './audit/auditRows.ts';
import { DAY_MS, type Market } from './market.ts';
import { processStorage } from './processStorage.ts';
import type { Ask, Attempt } from './requests.ts';
import { seededRandom } from './seededRandom.ts';
import { type Plant, type ServerProcess, startProcess } from './serverProcess.ts';
import { AT_ONCE } from './turns.ts';
import { CALM } from './weather.ts';

const TOKEN = 10n ** 18n;
const START_MS = Date.parse('2026-01-05T00:00:00Z');

/** What may happen: eight kinds, each with one amount. `go on`: the clock goes to what is due next, and it is done. */
export const LETTERS = [
  'increase 1',
  'increase 2',
  'decrease 1',
  'decrease 2',
  'submit 1',
  'submit 2',
  'cancel',
  'go on',
] as const;
export type Letter = (typeof LETTERS)[number];

/** Two rounds that are open at once, each scored and resolved a day after its close; what one model wins the other loses. */
const MARKET: Market = {
  startMs: START_MS,
  rounds: [1, 2],
  horizonDays: 1,
  models: [1, 2].map((id) => ({
    id,
    name: `m${id}`,
    account: OWNERS(id),
    kind: 'participant',
    description: '',
    marked: false,
  })),
  policy: { ...robataPolicy(), payoutFactor: { curve: 'threshold', threshold: amountOf(15n * TOKEN) } },
  releasePolicy: RELEASE_POLICIES['last-active-round'],
  opensMs: () => START_MS,
  closesMs: (round) => START_MS + (round + 1) * (DAY_MS / 2),
  dueMs: (round, day) => (day === 0 ? START_MS : START_MS + (round + 1) * (DAY_MS / 2) + day * DAY_MS),
  arrivesMs: () => START_MS,
  scoreOf: (round, _day, model) => (round === model ? 0.031 : -0.047),
};

function OWNERS(model: number): string {
  return model === 1 ? 'ada' : 'bob';
}

/** A tournament that one letter after the other happens to, each audited. */
class Lifecycle {
  readonly #storage = memoryStorage();
  readonly auditor = new Auditor(MARKET, false);
  readonly #server: ServerProcess;
  #nowMs = START_MS;
  #asked = 0;
  #attempt: Attempt | null = null;

  constructor(plant: Plant) {
    const { storage } = processStorage({
      process: 'one',
      turns: AT_ONCE,
      random: seededRandom(0),
      weather: () => CALM,
      database: {
        storage: () => this.#storage,
        readsWait: false,
        transaction: { isOpen: false },
        onCommit: (writes) => {
          const attempts = this.#attempt === null ? [] : [this.#attempt];
          this.auditor.commit(writes, { attempts, trueMs: this.#nowMs, highestMs: this.#nowMs });
        },
      },
    });
    this.#server = startProcess({
      market: MARKET,
      storage,
      random: seededRandom(0),
      weather: () => CALM,
      approval: 'automatic',
      now: () => new Date(this.#nowMs),
      trueMs: () => this.#nowMs,
      turn: async () => undefined,
      plant,
      onError: (error) => {
        throw error;
      },
    });
  }

  async begin(): Promise<void> {
    await this.#storage.transaction((writer) => writer.putModels(MARKET.models));
    const dueAt = new Date(START_MS).toISOString().replace('.000', '');
    for (const round of MARKET.rounds) await this.#server.engine.schedule(round, [{ kind: 'open', day: 0, dueAt }]);
    await this.#ask({ kind: 'fund', amount: 100n * TOKEN });
    for (const { id, account } of MARKET.models) {
      await this.#ask({ kind: 'deposit', account, amount: 12n * TOKEN });
      await this.#ask({ kind: 'increase', account, model: id, amount: 8n * TOKEN });
    }
    await this.#work();
  }

  async take(letter: Letter): Promise<void> {
    const [kind, model] = letter.split(' ');
    switch (kind) {
      case 'go':
        return this.#goOn();
      case 'cancel': {
        const round = this.#firstRunning();
        if (round !== undefined) await this.#ask({ kind, round, reason: 'The data were wrong.' });
        return;
      }
      case 'submit': {
        const round = this.#firstOpen();
        if (round !== undefined) await this.#ask({ kind, model: Number(model), round, hash: `file of ${model}` });
        return;
      }
      default:
        await this.#ask({
          kind: kind as 'increase' | 'decrease',
          account: OWNERS(Number(model)),
          model: Number(model),
          amount: kind === 'increase' ? 4n * TOKEN : 5n * TOKEN,
        });
    }
  }

  /** Everything that decides what can come, but not how it came to be: no places in the ledger, no hashes, no keys. */
  get state(): string {
    const { ledger, rounds } = this.auditor;
    const closes = [...ledger.rounds.values()].sort((a, b) => a.closed - b.closed);
    return JSON.stringify(
      [
        this.#nowMs,
        [...ledger.balances].filter(([account, value]) => value !== 0n && account !== 'world').sort(),
        closes.map(({ name, state, atRisk }) => [name, state, [...atRisk]]),
        [...rounds.rounds.values()].map(({ number, state, scoredDays }) => [number, state, scoredDays]),
        MARKET.rounds.map((round) => [...rounds.selected(round).values()].map(({ model, late }) => [model, late])),
      ],
      (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value),
    );
  }

  /** The clock goes on until nothing more can come; then nothing waits. */
  async end(): Promise<void> {
    while (this.#next() !== undefined) await this.#goOn();
    auditRest(this.auditor, MARKET.rounds);
  }

  async #goOn(): Promise<void> {
    this.#nowMs = this.#next() ?? this.#nowMs;
    await this.#work();
  }

  /** The next time at which the calendar has something to do. */
  #next(): number | undefined {
    return MARKET.rounds
      .flatMap((round) => [MARKET.closesMs(round), MARKET.dueMs(round, 1)])
      .filter((ms) => ms > this.#nowMs)
      .sort((a, b) => a - b)[0];
  }

  async #work(): Promise<void> {
    while ((await this.#server.engine.tick()) > 0) await this.#server.runDue();
  }

  /** Twice, as a client that did not hear: the second time nothing more may happen. */
  async #ask(ask: Ask): Promise<void> {
    const request = { id: this.#asked, key: `k${this.#asked}`, ask };
    this.#asked += 1;
    this.auditor.asks(request);
    const [lowestMs, highestMs] = [this.#nowMs, this.#nowMs];
    for (let times = 0; times < 2; times++) {
      const { sequence } = this.auditor.ledger;
      const openRounds = this.auditor.rounds.open();
      this.#attempt = { request, process: 'one', lowestMs, highestMs, sequence, openRounds };
      auditReply(this.auditor, this.#attempt, await this.#server.service(request));
    }
    this.#attempt = null;
  }

  #firstRunning(): number | undefined {
    const states = this.auditor.rounds.rounds;
    return MARKET.rounds.find((round) => !['resolved', 'cancelled'].includes(states.get(round)?.state ?? ''));
  }

  #firstOpen(): number | undefined {
    return MARKET.rounds.find((round) => this.auditor.rounds.rounds.get(round)?.state === 'open');
  }
}

export interface Lifecycles {
  /** Different states that were reached, by the length of the shortest way to them. */
  readonly states: readonly number[];
  /** Commands that were tried in them. */
  readonly commands: number;
  /** From so many of the states the clock went on to the end. */
  readonly ended: number;
}

/**
 * All orders of the eight letters up to `length`, each state once: a state that came before in another order is not gone into again. Every
 * command of every state is audited, each asked twice; from every state the clock goes on to the end. Throws AuditFault with the way to it.
 */
export async function enumerateLifecycles({
  length,
  plant = {},
}: {
  readonly length: number;
  readonly plant?: Plant;
}): Promise<Lifecycles> {
  const seen = new Set<string>();
  const states: number[] = [];
  let frontier: (readonly Letter[])[] = [[]];
  let commands = 0;
  let ended = 0;
  for (let depth = 0; depth <= length; depth++) {
    const reached: (readonly Letter[])[] = [];
    for (const way of depth === 0 ? [[]] : frontier.flatMap((before) => LETTERS.map((letter) => [...before, letter]))) {
      try {
        const life = new Lifecycle(plant);
        await life.begin();
        for (const letter of way) await life.take(letter);
        if (depth > 0) commands += 1;
        const { state } = life;
        if (seen.has(state)) continue;
        seen.add(state);
        reached.push(way);
        await life.end();
        ended += 1;
      } catch (error) {
        if (error instanceof Error) error.message = `${way.join(', ') || 'the beginning'}: ${error.message}`;
        throw error;
      }
    }
    states.push(reached.length);
    frontier = reached;
  }
  return { states, commands, ended };
}
