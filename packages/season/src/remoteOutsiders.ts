import type { MessagePort, Worker } from 'node:worker_threads';
import type { Outsiders } from './outsiders.ts';

type Port = Pick<MessagePort | Worker, 'postMessage' | 'on'>;

interface Question {
  readonly outsiders: true;
  readonly id: number;
  readonly method: keyof Outsiders;
  readonly words: readonly unknown[];
}

interface Answer {
  readonly outsidersAnswer: true;
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Answers a `remoteOutsiders` at the other end of a port: the season plays in a thread, its participants come through the server's. */
export function serveOutsiders(outsiders: Outsiders, port: Port): void {
  port.on('message', (message: Partial<Question>) => {
    if (message.outsiders !== true) return;
    const { id, method, words } = message as Question;
    const ask = outsiders[method] as (...words: readonly unknown[]) => Promise<unknown>;
    ask(...words).then(
      (value) => port.postMessage({ outsidersAnswer: true, id, value } satisfies Answer),
      (error: unknown) =>
        port.postMessage({
          outsidersAnswer: true,
          id,
          error: error instanceof Error ? error.message : String(error),
        } satisfies Answer),
    );
  });
}

/** The outsiders who are known at the other end of a port (see `serveOutsiders`). */
export function remoteOutsiders(port: Port): Outsiders {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let nextId = 1;
  port.on('message', (message: Partial<Answer>) => {
    if (message.outsidersAnswer !== true) return;
    const { id, value, error } = message as Answer;
    const caller = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) caller?.resolve(value);
    else caller?.reject(new Error(error));
  });
  const ask = <T>(method: keyof Outsiders, ...words: readonly unknown[]): Promise<T> =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      port.postMessage({ outsiders: true, id, method, words } satisfies Question);
    });
  return {
    times: (round) => ask('times', round),
    opened: (round) => ask('opened', round),
    closed: (round) => ask('closed', round),
    late: (round) => ask('late', round),
  };
}
