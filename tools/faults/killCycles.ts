/** A tournament that is killed again and again in the middle of its work while participants move money and submit, then audited. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDataFolder } from '@robata/tournament';
import { sql } from 'kysely';
import { type Random, seededRandom } from '../../packages/ledger/src/testing/random.ts';
import { type Audit, auditTournament, type StoredSubmission } from './auditTournament.ts';
import { History } from './history.ts';
import { moveMoney, type Participant, post, submitPredictions } from './participant.ts';
import { addressOf, admin, launchRobata, type RobataProcess, until } from './robataProcess.ts';

export interface KillCyclesInput {
  readonly kills: number;
  readonly seed: number;
  /** The URL of an empty PostgreSQL, or null for PGlite in the data folder. */
  readonly databaseUrl: string | null;
  /** No cycle begins after so many seconds. Default: no limit. */
  readonly secondsLimit?: number;
  /** Told what happens, a line each. */
  readonly tell?: (line: string) => void;
}

export interface KillCyclesReport extends Audit {
  /** Kills. */
  readonly cycles: number;
  /** Where the kills were aimed at. */
  readonly aims: Readonly<Partial<Record<Aim, number>>>;
  /** Commands and submissions whose success somebody was told. */
  readonly acknowledged: number;
  /** Requests that were answered that the server failed. */
  readonly serverFaults: number;
  /** What the servers said about requests that they could not answer, each sentence once. */
  readonly complaints: readonly string[];
  /** Rounds that were running at a kill and are resolved at the end. */
  readonly resolvedAfterRestart: number;
  /** Seconds from a restart until the market went on, by kill. */
  readonly restartSeconds: readonly number[];
  readonly seconds: number;
}

export type Aim = 'closing' | 'scoring' | 'resolving' | 'starting' | 'anywhere';
const AIMS: readonly Aim[] = ['closing', 'scoring', 'resolving', 'closing', 'resolving', 'starting', 'anywhere'];

const DAY_MS = 1000;
/** A tournament that is live after seconds. */
export const SMALL = ['--universe', '150', '--rounds', '8', '--models', '8', '--day-seconds', String(DAY_MS / 1000)];
/** The smallest that has everything: rounds that are resolved before it is live, participants, the fund. */
export const TINY = '--universe 100 --rounds 2 --models 2 --signals 0 --day-seconds 1'.split(' ');
const PARTICIPANTS = 3;
/** Between the changes of one day's work less time passes, and between two days' more. */
const QUIET_MS = 350;
const COMPLAINTS_MAX = 20;
/** What is aimed at may be days away: then whatever is under way is hit. */
const AIM_MS = 10_000;

interface Round {
  readonly number: number;
  readonly state: string;
  readonly scoredDays: number;
  readonly horizonDays: number;
}

/** Plays one tournament in a folder of its own through `kills` kills. Throws where it does not come back or does not go on. */
export async function killCycles(input: KillCyclesInput): Promise<KillCyclesReport> {
  const { databaseUrl, kills, secondsLimit = Number.POSITIVE_INFINITY, tell = () => undefined } = input;
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  const random = seededRandom(input.seed);
  const folder = mkdtempSync(join(tmpdir(), 'robata-kills-'));
  const clean = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', clean);
  const where = ['--data', folder, ...(databaseUrl === null ? [] : ['--database', databaseUrl])];
  const history = new History();
  let isOver = false;
  const complaints = new Set<string>();
  /** Ends it, and keeps what it complained of. */
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const code = await server.end(signal);
    for (const line of server.said().split('\n')) {
      if (line.includes('could not answer') && complaints.size < COMPLAINTS_MAX) complaints.add(line);
    }
    return code;
  };
  let server = launchRobata(['start', ...SMALL, '--port', '0', ...where]);
  try {
    let url = await addressOf(server);
    await isLive(server, url);
    const { participants, operator } = await enrol(where, url);
    const watch = new RoundWatch(() => url, operator);
    await watch.nextDay(server);
    const clients = participants.flatMap((participant, at) => {
      const client = (name: string) => ({
        url: () => url,
        participant,
        operator,
        history,
        random: seededRandom(random.integer(2 ** 32)),
        isOver: () => isOver,
        name: `${name}-${at}`,
      });
      return [moveMoney(client('one')), moveMoney(client('another')), submitPredictions(client('files'))];
    });
    const failed = Promise.all(clients);
    failed.catch(() => undefined);
    tell(`live after ${seconds().toFixed(1)} s`);

    const aims: Partial<Record<Aim, number>> = {};
    const restartSeconds: number[] = [];
    const running = new Set<number>();
    let cycles = 0;
    for (; cycles < kills && seconds() < secondsLimit; cycles++) {
      const aim = AIMS[cycles % AIMS.length] as Aim;
      aims[aim] = (aims[aim] ?? 0) + 1;
      if (aim === 'starting') {
        await end('SIGKILL');
        server = launchRobata(['serve', '--port', '0', ...where]);
        await sleep(random.next() * 3_000);
      } else await watch.moment(server, aim, random);
      for (const { number, state } of watch.rounds)
        if (['open', 'closed', 'scoring'].includes(state)) running.add(number);
      await end('SIGKILL');
      const killedAt = performance.now();
      server = launchRobata(['serve', '--port', '0', ...where]);
      url = await addressOf(server);
      await watch.nextDay(server);
      restartSeconds.push((performance.now() - killedAt) / 1000);
      tell(
        `kill ${cycles + 1} (${aim}): back after ${restartSeconds.at(-1)?.toFixed(1)} s, ${seconds().toFixed(0)} s in all`,
      );
    }
    await watch.resolves(server);
    tell(`the next round is resolved, ${seconds().toFixed(0)} s in all`);
    isOver = true;
    await failed;
    tell(`every participant has its answer, ${seconds().toFixed(0)} s in all`);
    const code = await end('SIGTERM');
    if (code !== 0) throw new Error(`the server ended with ${code}: ${server.said()}`);
    tell(`stopped, ${seconds().toFixed(0)} s in all`);
    const place = await openDataFolder(folder, databaseUrl);
    try {
      const { rows } = await sql<StoredSubmission>`select id, model, round, state, late, filename,
        values_hash as "valuesHash", turn from submission`.execute(place.storage.db);
      const audit = await auditTournament(history, place.storage, rows);
      const rounds = new Map((await place.storage.rounds()).map((round) => [round.number, round.state]));
      return {
        ...audit,
        cycles,
        aims,
        acknowledged: history.acknowledged,
        serverFaults: history.serverFaults,
        complaints: [...complaints],
        resolvedAfterRestart: [...running].filter((number) => rounds.get(number) === 'resolved').length,
        restartSeconds,
        seconds: seconds(),
      };
    } finally {
      await place.close();
    }
  } finally {
    isOver = true;
    await server.end('SIGKILL');
    process.off('exit', clean);
    clean();
  }
}

/** Waits until the season before is played. */
export async function isLive(server: RobataProcess, url: string): Promise<void> {
  await until('the market is live', server, async () => {
    const page = (await (await fetch(`${url}/api/overview`)).json()) as {
      progress?: { state?: string; stage?: string };
    };
    return page.progress?.state === 'live' && page.progress.stage === 'live' ? true : undefined;
  });
}

/** An operator with the first participant by `robata admin`, as people do, the rest as programs would: through the operator's address. */
export async function enrol(
  where: readonly string[],
  url: string,
): Promise<{ readonly participants: readonly Participant[]; readonly operator: string }> {
  type Key = { accountId: string; publicId: string; secretKey: string };
  const tokenOf = ({ publicId, secretKey }: Key): string => `${publicId}$${secretKey}`;
  const chief = ['--username', 'chief', '--email', 'chief@example.org', '--role', 'operator'];
  const operator = tokenOf(await admin<Key>(where, 'account', 'create', ...chief));
  const operate = async <T>(words: string, body: object): Promise<T> => {
    const answer = await post(url, `/api/operator/${words}`, operator, body);
    if (answer.httpStatus !== 200) throw new Error(`${words}: ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  };
  const participants: Participant[] = [];
  for (let at = 0; at < PARTICIPANTS; at++) {
    const username = `hand-${at}`;
    const account = { username, email: `${username}@example.org` };
    const key =
      at === 0
        ? await admin<Key>(where, 'account', 'create', '--username', username, '--email', account.email)
        : await operate<Key>('account/create', account);
    const models = [];
    for (const name of ['a', 'b']) {
      const model = { username, tournament: 'classic', name: `${username}-${name}` };
      const { modelId, number } = await operate<{ modelId: string; number: number }>('model/create', model);
      models.push({ id: modelId, number });
    }
    participants.push({ username, account: key.accountId, token: tokenOf(key), models });
  }
  return { participants, operator };
}

/** Sees the rounds go on from outside, and knows from their pace when the next day's work begins and how long it takes. */
class RoundWatch {
  rounds: readonly Round[] = [];
  readonly #url: () => string;
  readonly #operator: string;
  /** When something about the rounds was seen to have changed last. */
  #changedAt = 0;
  /** How long a day's work took lately. */
  #busyMs = 150;

  constructor(url: () => string, operator: string) {
    this.#url = url;
    this.#operator = operator;
  }

  /** Looks once; whether anything has changed since. */
  async #look(): Promise<boolean> {
    const { body } = await post(this.#url(), '/api/operator/round/list', this.#operator, { limit: 12 });
    const rounds = (body as { rounds: Round[] }).rounds;
    const before = this.rounds;
    this.rounds = rounds;
    return before.length > 0 && JSON.stringify(rounds) !== JSON.stringify(before);
  }

  /** Waits until the next day's work is done: its changes follow each other closely, then a day is quiet. */
  async nextDay(server: RobataProcess): Promise<void> {
    let began: number | null = null;
    await until('the rounds go on', server, async () => {
      const hasChanged = await this.#look();
      const now = performance.now();
      if (hasChanged) {
        began ??= now;
        this.#changedAt = now;
      }
      return began !== null && now - this.#changedAt > QUIET_MS ? true : undefined;
    });
    this.#busyMs = (this.#busyMs + this.#changedAt - (began ?? this.#changedAt) + 100) / 2;
  }

  /** Waits until the work aimed at is probably under way: it begins a day after the last was done. */
  async moment(server: RobataProcess, aim: Exclude<Aim, 'starting'>, random: Random): Promise<void> {
    const end = performance.now() + AIM_MS;
    const isLate = (): boolean => performance.now() > end;
    if (aim === 'anywhere') return sleep(random.next() * 2 * DAY_MS);
    if (aim === 'resolving') {
      const isNext = ({ scoredDays, horizonDays }: Round): boolean => scoredDays === horizonDays - 1;
      while (!this.rounds.some(isNext) && !isLate()) await this.nextDay(server);
    }
    if (aim === 'closing') {
      const isOpen = (): boolean => this.rounds[0]?.state === 'open';
      // It closes on the second day after it has opened.
      while (isOpen() && !isLate()) await this.nextDay(server);
      while (!isOpen() && !isLate()) await this.nextDay(server);
      await this.nextDay(server);
    }
    const wait = this.#changedAt + DAY_MS - performance.now() + random.next() * this.#busyMs;
    return sleep(Math.max(0, wait));
  }

  /** After the last kill: waits until the next round has resolved and none is left behind. */
  async resolves(server: RobataProcess): Promise<void> {
    await this.#look();
    const waiting = Math.min(...this.rounds.filter(({ state }) => state === 'scoring').map(({ number }) => number));
    await until(`round ${waiting} resolves`, server, async () => {
      await this.#look();
      return this.rounds.some(({ number, state }) => number === waiting && state === 'resolved') ? true : undefined;
    });
    const left = this.rounds.filter(
      ({ number, state }) => number < waiting && !['resolved', 'cancelled'].includes(state),
    );
    if (left.length > 0) throw new Error(`rounds were left behind: ${JSON.stringify(left)}`);
  }
}
