import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openDataFolder } from '@robata/tournament';
import pg from 'pg';
import { startPostgres } from '../../packages/tournament/src/storage/postgresForTests.ts';
import type { Benchmark, Sizes } from '../benchmark.ts';
import type { Folder } from '../folder.ts';
import type { BoardPlan, BoardResult } from '../server/boardLoad.ts';
import { send } from '../server/client.ts';
import { fillBoard, resolvedRoundSql } from '../server/fillBoard.ts';
import { type Hosted, hosted } from '../server/hosted.ts';
import { latencies } from '../server/percentile.ts';
import { start } from '../start.ts';

const LOAD = join(import.meta.dirname, '..', 'server', 'boardLoad.ts');
/** Between one resolved round and the next while scores arrive: in earnest a day or a week. */
const ROUND_EVERY_MS = 2_000;

export const leaderboard: Benchmark = {
  name: 'leaderboard',
  shows:
    'clients in parallel who read a long leaderboard from `robata serve` on PostgreSQL, at rest and while rounds resolve.',
  goal: '10,000 models: p99 of a page of 50 at most 50 ms under 20 clients',
  defaults: { models: 10_000, rounds: 100, clients: 20, seconds: 8 },
  smallest: { models: 60 },
  generate: () => undefined,
  async ours(sizes, folder) {
    const cluster = await startPostgres({ isDurable: true });
    const database = 'reason' in cluster ? null : await cluster.createDatabase();
    const data = join(folder.path, 'data');
    const place = await openDataFolder(data, database);
    await fillBoard(place, sizes.models, sizes.rounds);
    await place.close();
    const server = await hosted({ command: 'serve', data, database });
    try {
      return await measured(server, database, sizes, folder);
    } finally {
      await server.stop();
    }
  },
  judge: (_, __, { details }) => ({
    accuracy: (details as { failures: number }).failures,
    accuracyMeaning: 'requests that were not answered, or answered with an error',
  }),
};

async function measured(server: Hosted, database: string | null, sizes: Sizes, folder: Folder) {
  const { models, rounds, clients, seconds, seed } = sizes;
  const cpuBefore = server.cpuSeconds() ?? Number.NaN;
  const wallBefore = performance.now();
  let failures = 0;
  const readBy = async (what: BoardPlan['what'], how: BoardPlan['how']) => {
    folder.writeValues('plan', { url: server.url, clients, seconds, models, seed, what, how } satisfies BoardPlan);
    await start(process.execPath, [LOAD, folder.path]);
    const read = folder.readValues<BoardResult>('read');
    failures += read.failures;
    return {
      ...latencies(read.milliseconds),
      aSecond: Math.round(read.milliseconds.length / seconds),
      kilobytes: Math.round(read.bytes / 1024),
    };
  };
  const first = await timed(() =>
    send('POST', `${server.url}/graphql`, '{"query":"{v2Leaderboard(limit:1){rank}}"}', JSON_BODY),
  );
  const firstApi = await timed(() => send('GET', `${server.url}/api/leaderboard?limit=1`));
  const page = { graphql: await readBy('page', 'graphql'), api: await readBy('page', 'api') };
  const whole = { graphql: await readBy('whole', 'graphql'), api: await readBy('whole', 'api') };
  let arriving: unknown = { reason: 'PGlite has one process' };
  if (database !== null) {
    const arrivals = roundsArriving(database, rounds, models);
    arriving = {
      graphql: await readBy('page', 'graphql'),
      api: await readBy('page', 'api'),
      rounds: await arrivals.stop(),
    };
  }
  return {
    cpuSeconds: (server.cpuSeconds() ?? Number.NaN) - cpuBefore,
    wallSeconds: (performance.now() - wallBefore) / 1000,
    peakMemoryMb: server.peakMemoryMb() ?? Number.NaN,
    details: {
      rounds,
      clients,
      secondsToReady: server.secondsToReady,
      firstMs: Math.round(first),
      firstApiMs: Math.round(firstApi),
      page,
      whole,
      arriving,
      failures,
    },
  };
}

const JSON_BODY = { 'content-type': 'application/json' };

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** Stores one resolved round after another, as another process of the tournament would. */
function roundsArriving(database: string, rounds: number, models: number) {
  const stopping = new AbortController();
  let stored = 0;
  const running = (async () => {
    const client = new pg.Client({ connectionString: database });
    await client.connect();
    while (!stopping.signal.aborted) {
      await client.query(resolvedRoundSql(rounds + stored + 1, models));
      stored += 1;
      await pause(ROUND_EVERY_MS);
    }
    await client.end();
  })();
  return {
    async stop(): Promise<number> {
      stopping.abort();
      await running;
      return stored;
    },
  };
}
