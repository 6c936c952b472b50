/** The thread in which PGlite lives: its calls block, so it must not stand in the server's event loop. */
import { existsSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite, type Results } from '@electric-sql/pglite';
import { keepCluster, preparedCluster } from './preparedCluster.ts';

export interface PgliteRequest {
  readonly id: number;
  /** `keep`: the database is as the migrations made it; others may begin so. */
  readonly kind: 'query' | 'keep' | 'close';
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export interface PgliteData {
  /** Null: in memory. */
  readonly folder: string | null;
  /** What the migrations will make of a new database, which may begin as that already (see preparedCluster.ts); null: it begins as initdb makes it. */
  readonly schema: string | null;
}

export type PgliteReply =
  | { readonly id: number; readonly rows: Record<string, unknown>[]; readonly affectedRows: number }
  | {
      readonly id: number;
      /** `isLast`: the database has panicked and never answers again. */
      readonly error: { message: string; code: string | null; detail: string | null; isLast: boolean };
    };

const INT8 = 20;
/** PGlite panics, and never answers again, where it finds no room for the next 16 MiB of its log: so much is kept for what is under way. */
const RESERVE_BYTES = 48 * 2 ** 20;
/** PostgreSQL's code for a full disk. */
const DISK_FULL = '53100';
const port = parentPort;
if (port === null) throw new Error('pgliteWorker runs as a worker thread only');
const { folder, schema } = workerData as PgliteData;
const isNew = folder === null || !existsSync(join(folder, 'PG_VERSION'));
const begun = schema ?? 'initdb';
const prepared = isNew ? preparedCluster(begun) : null;
const database = await PGlite.create({
  ...(folder === null ? {} : { dataDir: folder }),
  ...(prepared === null ? {} : { loadDataDir: prepared }),
  parsers: { [INT8]: (value: string) => value },
});

/** What was made in seconds, others begin with in less. */
async function keep(): Promise<void> {
  if (isNew && prepared === null) await keepCluster(database, begun);
}
if (schema === null) await keep();

let isInTransaction = false;

/** Refuses what begins to write while the disk is nearly full, so that nothing is half done; what has begun goes on, and reading does. */
function requireRoom(sql: string): void {
  const word = /^\s*(\w+)/.exec(sql)?.[1]?.toLowerCase() ?? '';
  const isBeginning = word === 'begin' || word === 'start';
  const isEnding = word === 'commit' || word === 'rollback';
  if (folder !== null && !isInTransaction && !isEnding && word !== 'select') {
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < RESERVE_BYTES) {
      const message = `No space left on device: the database needs ${RESERVE_BYTES / 2 ** 20} MiB free on the disk of its folder`;
      throw Object.assign(new Error(message), { code: DISK_FULL });
    }
  }
  if (isBeginning) isInTransaction = !/;/.test(sql);
  else if (isEnding) isInTransaction = false;
}

/**
 * Without parameters a request may hold several statements: the result has the rows of all of them. A transaction that was begun in the
 * same text and failed is rolled back, as a pool would do by giving another connection.
 */
async function run({ sql, parameters }: PgliteRequest): Promise<Results<Record<string, unknown>>> {
  if (parameters.length > 0) return database.query(sql, [...parameters]);
  try {
    const results = await database.exec(sql);
    const last = results.at(-1) ?? { rows: [], fields: [] };
    return results.length === 1 ? last : { ...last, rows: results.flatMap(({ rows }) => rows) };
  } catch (error) {
    if (/^\s*begin\s*;/i.test(sql)) await database.exec('rollback');
    throw error;
  }
}

port.on('message', async (request: PgliteRequest) => {
  try {
    if (request.kind === 'close') {
      await database.close();
      port.postMessage({ id: request.id, rows: [], affectedRows: 0 } satisfies PgliteReply);
      port.close();
      return;
    }
    if (request.kind === 'keep') {
      await keep();
      port.postMessage({ id: request.id, rows: [], affectedRows: 0 } satisfies PgliteReply);
      return;
    }
    requireRoom(request.sql);
    const result = await run(request);
    port.postMessage({
      id: request.id,
      rows: result.rows,
      affectedRows: result.affectedRows ?? 0,
    } satisfies PgliteReply);
  } catch (cause) {
    const error = cause as { message?: string; code?: string; detail?: string; severity?: string };
    port.postMessage({
      id: request.id,
      error: {
        message: error.message ?? String(cause),
        code: error.code ?? null,
        detail: error.detail ?? null,
        isLast: error.severity === 'PANIC' || error.severity === 'FATAL',
      },
    } satisfies PgliteReply);
  }
});
port.postMessage({ id: 0, rows: [], affectedRows: 0 } satisfies PgliteReply);
