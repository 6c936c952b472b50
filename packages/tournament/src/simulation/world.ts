import { DomainError } from '../domainError.ts';
import type { Approval } from '../rounds/engine/step.ts';
import { Auditor } from './audit/auditor.ts';
import { AuditFault } from './audit/auditFault.ts';
import { auditReply } from './audit/auditReply.ts';
import type { Market } from './market.ts';
import { processStorage, type SharedDatabase } from './processStorage.ts';
import type { Ask, Attempt, Reply, Request } from './requests.ts';
import type { Random } from './seededRandom.ts';
import { type Plant, type ServerProcess, startProcess } from './serverProcess.ts';
import type { SimulatedDatabase } from './simulatedDatabase.ts';
import { Turns } from './turns.ts';
import { CALM, type Weather } from './weather.ts';

export interface WorldInput {
  readonly market: Market;
  readonly approval: Approval;
  readonly database: SimulatedDatabase;
  readonly plant: Plant;
  /** One stream for the order of things, one for faults, so that a fault less does not change all that follows. */
  readonly order: Random;
  readonly faults: Random;
  readonly trace: ((line: string) => void) | null;
}

export interface Figures {
  turns: number;
  requests: number;
  replies: number;
  commits: number;
  /** By where the process was: before a transaction, inside of it, at its commit, after it, in the power cut. */
  readonly crashes: Record<'outside' | 'inside' | 'commit' | 'committed' | 'power', number>;
}

interface Running {
  readonly name: string;
  readonly server: ServerProcess;
  readonly die: () => void;
}

const LABELS = ['a', 'b'] as const;
/** A server that lets more wait than this would be overloaded; it is another test that asks for that. */
const TASKS_MAX = 8;
const TROUBLE = /could not serialize access|connection to the database was lost/;

/** Two processes on one database, a clock, and people who ask: what a seed plays with. */
export class World {
  readonly market: Market;
  readonly auditor: Auditor;
  readonly figures: Figures = {
    turns: 0,
    requests: 0,
    replies: 0,
    commits: 0,
    crashes: { outside: 0, inside: 0, commit: 0, committed: 0, power: 0 },
  };
  /** The first thing that must not be. */
  fault: string | null = null;
  /** Asked and not answered yet. */
  readonly unanswered = new Set<Request>();
  weather: Weather = CALM;
  readonly #input: WorldInput;
  readonly #turns: Turns;
  readonly #running = new Map<string, Running>();
  readonly #attempts = new Set<Attempt>();
  readonly #shared: SharedDatabase;
  #tasks = 0;
  #births = 0;
  #trueMs: number;
  #errorMs = 0;
  #highestMs: number;

  constructor(input: WorldInput) {
    const { market, database, order, approval } = input;
    this.#input = input;
    this.market = market;
    this.auditor = new Auditor(market, approval === 'operator');
    this.#trueMs = market.startMs - 60_000;
    this.#highestMs = this.#trueMs;
    this.#turns = new Turns(order);
    this.#shared = {
      storage: () => database.storage(),
      readsWait: database.readsWait,
      transaction: { isOpen: false },
      onCommit: (writes, process) => {
        this.figures.commits += 1;
        this.trace(() => `${process} committed ${writes.map(({ method }) => method).join(', ') || 'nothing'}`);
        this.audit(() => {
          const attempts = [...this.#attempts].filter((each) => each.process === process);
          this.auditor.commit(writes, { attempts, trueMs: this.#trueMs, highestMs: this.#highestMs });
        });
      },
    };
    for (const label of LABELS) this.#start(label);
  }

  get nowMs(): number {
    return this.#trueMs + this.#errorMs;
  }

  get trueMs(): number {
    return this.#trueMs;
  }

  get isWrongClock(): boolean {
    return this.#errorMs !== 0;
  }

  get isCrowded(): boolean {
    return this.#tasks >= TASKS_MAX;
  }

  trace(line: () => string): void {
    this.#input.trace?.(`${new Date(this.nowMs).toISOString().slice(5, 19)} ${line()}`);
  }

  audit(check: () => void): void {
    try {
      if (this.fault === null) check();
    } catch (error) {
      if (!(error instanceof AuditFault)) throw error;
      this.fault = error.message;
      this.trace(() => `FAULT ${error.message}`);
    }
  }

  /** Sets what the clock shows. @param errorMs how far it goes wrong from now on */
  async setClock(trueMs: number, errorMs: number): Promise<void> {
    await this.#turns.settle();
    this.#trueMs = trueMs;
    this.#errorMs = errorMs;
    this.#highestMs = Math.max(this.#highestMs, this.nowMs);
    for (const attempt of this.#attempts) {
      attempt.lowestMs = Math.min(attempt.lowestMs, this.nowMs);
      attempt.highestMs = Math.max(attempt.highestMs, this.nowMs);
    }
    this.trace(() => `the clock shows this${errorMs === 0 ? '' : `, wrong by ${errorMs / 1000} s`}`);
  }

  /** Makes a request of it; `key` is another's where its owner uses that again. */
  ask(ask: Ask, key = `k${this.figures.requests}`): Request {
    const request = { id: this.figures.requests, key, ask };
    this.figures.requests += 1;
    this.auditor.asks(request);
    this.unanswered.add(request);
    return request;
  }

  /** Sends a request to a process. Its answer comes, or is lost, or never comes. */
  send(request: Request, to: string): void {
    const { name, server } = this.#process(to);
    const attempt: Attempt = {
      request,
      process: name,
      lowestMs: this.nowMs,
      highestMs: this.nowMs,
      sequence: this.auditor.ledger.sequence,
      openRounds: this.auditor.rounds.open(),
    };
    this.#attempts.add(attempt);
    this.trace(() => `${name} is asked ${request.id} ${describe(request.ask)}`);
    this.#task(name, async () => {
      await this.#turns.turn(name, 'request');
      const reply = await server.service(request);
      this.#attempts.delete(attempt);
      this.#answer(attempt, reply);
    });
  }

  #answer(attempt: Attempt, reply: Reply): void {
    const { request } = attempt;
    const isLost = this.#input.faults.chance(this.weather.lostReply);
    this.trace(
      () =>
        `${attempt.process} answers ${request.id} ${reply.status === 'done' ? 'done' : describe(reply)}${isLost ? ' (lost)' : ''}`,
    );
    this.audit(() => auditReply(this.auditor, attempt, reply));
    if (isLost || reply.status === 'failed') return;
    this.figures.replies += 1;
    this.unanswered.delete(request);
  }

  /** The ticker of a process, and the jobs that it made. */
  work(of: string): void {
    const { name, server } = this.#process(of);
    this.#task(name, async () => {
      await server.engine.tick();
      await server.runDue();
    });
  }

  /** The first process writes down when each round opens. */
  schedule(): void {
    const { name, server } = this.#process(LABELS[0]);
    this.#task(name, async () => {
      for (const round of this.market.rounds) {
        const dueAt = `${new Date(this.market.opensMs(round)).toISOString().slice(0, 19)}Z`;
        await server.engine.schedule(round, [{ kind: 'open', day: 0, dueAt }]);
      }
    });
  }

  /** One task goes on, or its process dies where it stands. False where none could. */
  async turn(): Promise<boolean> {
    const chosen = await this.#turns.take();
    if (chosen === null) return false;
    this.figures.turns += 1;
    if (this.#input.faults.chance(this.weather.crash)) {
      const where =
        chosen.place === 'commit' || chosen.place === 'committed'
          ? chosen.place
          : this.#shared.transaction.isOpen
            ? 'inside'
            : 'outside';
      this.trace(() => `${chosen.owner} dies at ${chosen.place}`);
      this.figures.crashes[where] += 1;
      this.kill(chosen.owner);
      return true;
    }
    this.#input.trace?.(`               ${chosen.owner} ${chosen.place}`);
    chosen.go();
    return true;
  }

  /** Until nobody can go on. */
  async rest(): Promise<void> {
    while (this.fault === null && (await this.turn()));
    await this.#turns.settle();
    if (this.fault === null && this.#tasks > 0) this.fault = `${this.#tasks} tasks wait for each other`;
  }

  /** Ends a process and starts it anew. */
  kill(name: string): void {
    for (const [label, process] of this.#running) {
      if (process.name !== name) continue;
      this.#bury(process);
      this.#start(label);
    }
  }

  /** Everything goes out at once, the database too, and comes back. */
  async powerCut(): Promise<void> {
    await this.#turns.settle();
    this.trace(() => 'the power goes');
    this.figures.crashes.power += 1;
    await this.#input.database.crash(async () => {
      for (const process of this.#running.values()) this.#bury(process);
      await this.#turns.settle();
    });
    for (const label of LABELS) this.#start(label);
  }

  /** Ends everything, wherever it stands. */
  async stop(): Promise<void> {
    for (const process of this.#running.values()) this.#bury(process);
    await this.#turns.settle();
  }

  #bury({ name, die }: Running): void {
    die();
    for (const attempt of this.#attempts) if (attempt.process === name) this.#attempts.delete(attempt);
    this.#tasks -= this.#tasksOf.get(name) ?? 0;
    this.#tasksOf.delete(name);
  }

  readonly #tasksOf = new Map<string, number>();

  #task(name: string, work: () => Promise<void>): void {
    const count = (change: number): void => {
      this.#tasks += change;
      this.#tasksOf.set(name, (this.#tasksOf.get(name) ?? 0) + change);
    };
    count(1);
    work()
      .catch((error: unknown) => this.#onError(error))
      .finally(() => {
        if (this.#tasksOf.has(name)) count(-1);
      });
  }

  /** A job or a tick may fail by what the weather did to it, and by nothing else. */
  #onError(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof DomainError || TROUBLE.test(message)) return;
    this.trace(() => `ERROR ${error instanceof Error ? error.stack : message}`);
    this.fault ??= `a step failed: ${message}`;
  }

  #process(label: string): Running {
    const found = this.#running.get(label);
    if (found === undefined) throw new Error(`there is no process ${label}`);
    return found;
  }

  #start(label: string): void {
    this.#births += 1;
    const name = `${label}${this.#births}`;
    const { market, faults, approval, plant } = this.#input;
    const weather = (): Weather => this.weather;
    const turns = this.#turns;
    const { storage, die } = processStorage({ database: this.#shared, process: name, turns, random: faults, weather });
    const server = startProcess({
      market,
      storage,
      random: faults,
      weather,
      approval,
      now: () => new Date(this.nowMs),
      trueMs: () => this.#trueMs,
      turn: (place) => turns.turn(name, place),
      plant,
      onError: (error) => this.#onError(error),
    });
    this.#running.set(label, { name, server, die });
  }
}

const describe = (value: object): string =>
  JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? `${item}` : item));
