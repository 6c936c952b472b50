import { Worker } from 'node:worker_threads';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import type { PgliteData, PgliteReply, PgliteRequest } from './pgliteWorker.ts';

/**
 * Kysely on a PGlite that lives in a worker thread: in `folder`, or in memory for null.
 * PGlite has one connection: a transaction holds it and everything else waits. The caller holds the lock on the folder.
 * `onEnd`: told where the thread ends though nobody closed it; every query fails from then on. `schema`: what the migrations will make of a new
 * database, which may begin as that already; `keep` keeps it for the next ones, once they have made it. Default: it begins as initdb makes it.
 */
export function pgliteDialect(
  folder: string | null,
  onEnd: (error: Error) => void = () => undefined,
  schema: string | null = null,
): Dialect & { keep(): Promise<void> } {
  const driver = new PgliteDriver({ folder, schema }, onEnd);
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    keep: () => driver.keep(),
  };
}

interface Waiting {
  resolve(reply: Extract<PgliteReply, { rows: unknown }>): void;
  reject(error: Error): void;
}

class PgliteDriver implements Driver {
  readonly #data: PgliteData;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #nextId = 1;
  #tail: Promise<void> = Promise.resolve();
  readonly #releases = new WeakMap<DatabaseConnection, () => void>();

  readonly #onEnd: (error: Error) => void;
  #closedBy = new Error('the database is closed');

  constructor(data: PgliteData, onEnd: (error: Error) => void) {
    this.#data = data;
    this.#onEnd = onEnd;
  }

  async init(): Promise<void> {
    const worker = new Worker(new URL('./pgliteWorker.ts', import.meta.url), { workerData: this.#data });
    this.#worker = worker;
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('message', () => resolve());
    });
    const end = (error: Error): void => {
      if (this.#worker !== worker) return;
      this.#worker = null;
      this.#closedBy = error;
      for (const waiting of this.#waiting.values()) waiting.reject(error);
      this.#waiting.clear();
      void worker.terminate();
      this.#onEnd(error);
    };
    worker.on('message', (reply: PgliteReply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('rows' in reply) return waiting?.resolve(reply);
      const { message, code, detail, isLast } = reply.error;
      const error = Object.assign(new Error(message), { code, detail });
      if (isLast) end(error);
      waiting?.reject(error);
    });
    worker.on('error', end);
    worker.on('exit', () => end(new Error('the database thread has ended')));
    worker.unref();
  }

  #send(kind: PgliteRequest['kind'], sql: string, parameters: readonly unknown[]) {
    const worker = this.#worker;
    if (worker === null) return Promise.reject(this.#closedBy);
    return new Promise<Extract<PgliteReply, { rows: unknown }>>((resolve, reject) => {
      const id = this.#nextId++;
      if (this.#waiting.size === 0) worker.ref();
      const settle = (): void => {
        if (this.#waiting.size === 0) worker.unref();
      };
      this.#waiting.set(id, {
        resolve: (reply) => (settle(), resolve(reply)),
        reject: (error) => (settle(), reject(error)),
      });
      worker.postMessage({ id, kind, sql, parameters } satisfies PgliteRequest);
    });
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#tail;
    let release = (): void => undefined;
    this.#tail = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    const connection: DatabaseConnection = {
      executeQuery: async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
        const reply = await this.#send('query', query.sql, query.parameters);
        return { rows: reply.rows as R[], numAffectedRows: BigInt(reply.affectedRows) };
      },
      // oxlint-disable-next-line require-yield
      async *streamQuery(): AsyncIterableIterator<never> {
        throw new Error('streaming is not offered on PGlite: ask for pages');
      },
    };
    this.#releases.set(connection, release);
    return connection;
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    this.#releases.get(connection)?.();
  }

  async beginTransaction(): Promise<void> {
    await this.#send('query', 'begin', []);
  }

  async commitTransaction(): Promise<void> {
    await this.#send('query', 'commit', []);
  }

  async rollbackTransaction(): Promise<void> {
    await this.#send('query', 'rollback', []);
  }

  async keep(): Promise<void> {
    await this.#send('keep', '', []);
  }

  async destroy(): Promise<void> {
    const worker = this.#worker;
    if (worker === null) return;
    await this.#send('close', '', []);
    this.#worker = null;
    await worker.terminate();
  }
}
