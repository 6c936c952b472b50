import { anyAsk, anyOperation, lastMinuteAsk, type PeopleInput } from './people.ts';
import type { Request } from './requests.ts';
import type { Random } from './seededRandom.ts';
import type { Weather } from './weather.ts';
import type { World } from './world.ts';

export const PROCESSES = ['a', 'b'] as const;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const CLOCK_ERROR_S = 7200;

/** Decides what happens next in a world, at random: time goes on, somebody asks, a worker looks at what is due. */
export class Player {
  readonly #world: World;
  readonly #random: Random;
  readonly #weather: Weather;
  /** What was asked under a key that its owner may use again by mistake. */
  readonly #asked: Request[] = [];

  constructor(world: World, random: Random, weather: Weather) {
    this.#world = world;
    this.#random = random;
    this.#weather = weather;
  }

  async act(): Promise<void> {
    const { isCrowded } = this.#world;
    const luck = this.#random.next();
    if (luck < 0.27) return this.#moveClock();
    if (isCrowded) return;
    if (luck < 0.41) return this.#world.work(this.#random.pick(PROCESSES));
    if (luck < 0.52) return this.#repeat();
    if (luck < 0.58) return this.#operate();
    this.#request();
  }

  async #moveClock(): Promise<void> {
    const [world, random] = [this.#world, this.#random];
    let errorMs = world.nowMs - world.trueMs;
    if (random.chance(this.#weather.clockStep)) errorMs = errorMs !== 0 && random.chance(0.6) ? 0 : this.#anyError();
    const luck = random.next();
    const next = this.#nextInstant();
    let trueMs = world.trueMs;
    if (luck < 0.35 && next !== null) trueMs = next - errorMs;
    else if (luck < 0.5 && next !== null) trueMs = next - 1000 - errorMs;
    else trueMs += luck < 0.9 ? MINUTE_MS + 1000 : random.integer(3 * HOUR_MS);
    await world.setClock(Math.max(trueMs, world.trueMs), errorMs);
    const isClose = world.market.rounds.some((round) => world.market.closesMs(round) === world.nowMs);
    if (isClose && random.chance(0.5)) this.#send(world.ask(lastMinuteAsk(this.#people())));
    if (luck < 0.35 && random.chance(0.2)) return;
    for (const process of PROCESSES) if (random.chance(0.8)) world.work(process);
  }

  readonly #anyError = (): number => (this.#random.integer(2 * CLOCK_ERROR_S) - CLOCK_ERROR_S) * 1000;

  /** The next one at which something is due by the calendar, as the clock shows it. */
  #nextInstant(): number | null {
    const { market, nowMs } = this.#world;
    let next: number | null = null;
    for (const round of market.rounds) {
      const instants = [market.opensMs(round), market.closesMs(round)];
      for (let day = 1; day <= market.horizonDays; day++) instants.push(market.dueMs(round, day));
      for (const instant of instants) if (instant > nowMs && (next === null || instant < next)) next = instant;
    }
    return next;
  }

  #request(): void {
    const [world, random] = [this.#world, this.#random];
    const ask = anyAsk(this.#people());
    const same = random.chance(this.#weather.reusedKey)
      ? this.#asked.filter((each) => 'account' in ask && 'account' in each.ask && each.ask.account === ask.account)
      : [];
    const request = world.ask(ask, same.length > 0 ? random.pick(same).key : undefined);
    if ('amount' in ask) this.#asked.push(request);
    this.#send(request);
  }

  #operate(): void {
    const ask = anyOperation(this.#people());
    if (ask !== null) this.#send(this.#world.ask(ask));
  }

  /** Whoever had no answer asks again, at whichever process. */
  #repeat(): void {
    const unanswered = [...this.#world.unanswered];
    if (unanswered.length > 0) this.#send(this.#random.pick(unanswered));
  }

  #send(request: Request): void {
    const random = this.#random;
    this.#world.send(request, random.pick(PROCESSES));
    if (random.chance(this.#weather.duplicate)) this.#world.send(request, random.pick(PROCESSES));
  }

  #people(): PeopleInput {
    const { market, auditor, nowMs } = this.#world;
    return { random: this.#random, market, auditor, nowMs };
  }
}
