import type { MessagePort, Worker } from 'node:worker_threads';
import { untilNotOvertaken } from './overtaken.ts';
import { READS, WRITES } from './storageMethods.ts';
import type { Storage, StorageWriter } from './storage.ts';

type Port = Pick<MessagePort | Worker, 'postMessage' | 'on'>;

/** Calls once nobody is at the other end any more: a port is closed, a thread has ended. */
function onGone(port: Port, listener: () => void): void {
  const ended = port as { on(event: 'close' | 'exit', listener: () => void): unknown };
  ended.on('close', listener);
  ended.on('exit', listener);
}

type Request =
  | { readonly storage: true; readonly id: number; readonly kind: 'begin' }
  | {
      readonly storage: true;
      readonly id: number;
      readonly kind: 'end';
      readonly transaction: number;
      readonly commit: boolean;
    }
  | {
      readonly storage: true;
      readonly id: number;
      readonly kind: 'call';
      readonly transaction: number | null;
      readonly method: keyof StorageWriter;
      readonly words: readonly unknown[];
    };

interface Reply {
  readonly storageReply: true;
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/**
 * Answers a `remoteStorage` at the other end of a port: so that a thread which computes for long can write into the database that the
 * server's thread holds. Other messages on the port are left alone. When the other end goes away in the middle of a transaction it is
 * rolled back: a database with one connection would wait for it for ever.
 */
export function serveStorage(storage: Storage, port: Port): void {
  const open = new Map<number, { readonly writer: StorageWriter; readonly end: (commit: boolean) => Promise<void> }>();
  let isGone = false;
  onGone(port, () => {
    isGone = true;
    for (const { end } of open.values()) end(false).catch(() => undefined);
  });
  const begin = (id: number): Promise<void> =>
    new Promise((started, failed) => {
      let begun = 0;
      const done = storage.transaction(
        (writer) =>
          new Promise<void>((commit, rollback) => {
            begun += 1;
            // What is to be done again is at the other end.
            if (begun > 1) rollback(new Error('could not serialize access: another writer came first'));
            if (begun > 1) return;
            if (isGone) rollback(new RolledBack());
            open.set(id, {
              writer,
              end: async (isCommit) => {
                open.delete(id);
                if (isCommit) commit();
                else rollback(new RolledBack());
                await done.catch((error: unknown) => {
                  if (!(error instanceof RolledBack)) throw error;
                });
              },
            });
            started();
          }),
      );
      done.catch(failed);
    });

  const answer = async (request: Request): Promise<unknown> => {
    switch (request.kind) {
      case 'begin':
        return begin(request.id);
      case 'end':
        return open.get(request.transaction)?.end(request.commit);
      case 'call': {
        const target = request.transaction === null ? storage : open.get(request.transaction)?.writer;
        if (target === undefined) throw new Error('that transaction has ended');
        const method = (target as StorageWriter)[request.method] as (...words: readonly unknown[]) => Promise<unknown>;
        return method.apply(target, [...request.words]);
      }
    }
  };
  port.on('message', (message: Partial<Request>) => {
    if (message.storage !== true) return;
    const request = message as Request;
    answer(request).then(
      (value) => port.postMessage({ storageReply: true, id: request.id, value } satisfies Reply),
      (error: unknown) =>
        port.postMessage({
          storageReply: true,
          id: request.id,
          error: error instanceof Error ? error.message : String(error),
        } satisfies Reply),
    );
  });
}

class RolledBack extends Error {}

/** A storage whose database lives at the other end of `port` (see `serveStorage`). `close` leaves that database open. */
export function remoteStorage(port: Port): Storage {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let nextId = 1;
  port.on('message', (message: Partial<Reply>) => {
    if (message.storageReply !== true) return;
    const reply = message as Reply;
    const caller = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.error === undefined) caller?.resolve(reply.value);
    else caller?.reject(new Error(reply.error));
  });
  onGone(port, () => {
    for (const { reject } of waiting.values()) reject(new Error('the thread that holds the database has ended'));
    waiting.clear();
  });
  const send = (request: (id: number) => Request): { readonly id: number; readonly answer: Promise<unknown> } => {
    const id = nextId++;
    const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
    port.postMessage(request(id));
    return { id, answer };
  };
  const methods = <M extends keyof StorageWriter>(
    names: readonly M[],
    transaction: number | null,
  ): Pick<StorageWriter, M> =>
    Object.fromEntries(
      names.map((method) => [
        method,
        (...words: unknown[]) => send((id) => ({ storage: true, id, kind: 'call', transaction, method, words })).answer,
      ]),
    ) as unknown as Pick<StorageWriter, M>;

  return {
    ...methods(READS, null),
    transaction: (work) => untilNotOvertaken(() => transact(work)),
    close: async () => undefined,
  };

  async function transact<T>(work: (writer: StorageWriter) => Promise<T>): Promise<T> {
    const { id: transaction, answer } = send((id) => ({ storage: true, id, kind: 'begin' }));
    await answer;
    const end = (commit: boolean) => send((id) => ({ storage: true, id, kind: 'end', transaction, commit })).answer;
    let result: Awaited<ReturnType<typeof work>>;
    try {
      result = await work({ ...methods(READS, transaction), ...methods(WRITES, transaction) });
    } catch (error) {
      await end(false);
      throw error;
    }
    await end(true);
    return result;
  }
}
