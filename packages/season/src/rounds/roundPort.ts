import type { MessagePort, Worker } from 'node:worker_threads';
import type { RescoreCause, RescoreOutcome, RoundStepKind } from '@robata/tournament';

/**
 * Where a running tournament's rounds are opened, closed, scored and resolved: by jobs of the round engine, from the papers that were written
 * before. Each call resolves when it is done and stored, by whichever process; what was done before, in an earlier life of this one, is not
 * done again.
 */
export interface RoundPort {
  /** Whether a step was done before; `day` as in its row. */
  isDone(round: number, kind: RoundStepKind, day: number): Promise<boolean>;
  open(round: number): Promise<void>;
  /** False: it was cancelled before it was closed, and nothing was decided at its close. */
  close(round: number): Promise<boolean>;
  score(round: number, day: number): Promise<void>;
  /** The score of a day is due, and what it needs has not come: it is put off with the reason of its paper, and is not waited for. */
  putOff(round: number, day: number): Promise<void>;
  /** The papers of days that were scored are other ones: they are scored again, unless the round is resolved. */
  rescore(round: number, cause: RescoreCause): Promise<RescoreOutcome>;
  /** Where an operator approves payouts, only that it is due is stored. */
  resolve(round: number): Promise<void>;
}

type Port = Pick<MessagePort | Worker, 'postMessage' | 'on'>;

type Word = number | string | RescoreCause;

interface Question {
  readonly rounds: true;
  readonly id: number;
  readonly method: keyof RoundPort;
  readonly words: readonly Word[];
}

interface Answer {
  readonly roundsAnswer: true;
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Answers a `remoteRounds` at the other end of a port: the market's side is a thread of its own. */
export function serveRounds(rounds: RoundPort, port: Port): void {
  port.on('message', (message: Partial<Question>) => {
    if (message.rounds !== true) return;
    const { id, method, words } = message as Question;
    const ask = rounds[method] as (...words: readonly Word[]) => Promise<unknown>;
    ask(...words).then(
      (value) => port.postMessage({ roundsAnswer: true, id, value } satisfies Answer),
      (error: unknown) =>
        port.postMessage({
          roundsAnswer: true,
          id,
          error: error instanceof Error ? error.message : String(error),
        } satisfies Answer),
    );
  });
}

/** The rounds at the other end of a port (see `serveRounds`). */
export function remoteRounds(port: Port): RoundPort {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let nextId = 1;
  port.on('message', (message: Partial<Answer>) => {
    if (message.roundsAnswer !== true) return;
    const { id, value, error } = message as Answer;
    const caller = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) caller?.resolve(value);
    else caller?.reject(new Error(error));
  });
  const ask = <T>(method: keyof RoundPort, ...words: readonly Word[]): Promise<T> =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      port.postMessage({ rounds: true, id, method, words } satisfies Question);
    });
  return {
    isDone: (round, kind, day) => ask('isDone', round, kind, day),
    open: (round) => ask('open', round),
    close: (round) => ask('close', round),
    score: (round, day) => ask('score', round, day),
    putOff: (round, day) => ask('putOff', round, day),
    rescore: (round, cause) => ask('rescore', round, cause),
    resolve: (round) => ask('resolve', round),
  };
}
