import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openDataFolder } from '@robata/tournament';
import { startPostgres } from '../../packages/tournament/src/storage/postgresForTests.ts';
import type { Benchmark, Sizes } from '../benchmark.ts';
import type { Folder } from '../folder.ts';
import { ask, command, send } from '../server/client.ts';
import { type Hosted, hosted } from '../server/hosted.ts';
import { latencies } from '../server/percentile.ts';
import type { SubmissionPlan, SubmissionResult } from '../server/submissionLoad.ts';
import { start } from '../start.ts';

const LOAD = join(import.meta.dirname, '..', 'server', 'submissionLoad.ts');
const MODELS_PER_ACCOUNT = 10;
/** The round that is sent to stays open for two of its days. */
const SPARE_SECONDS = 60;

export const submissions: Benchmark = {
  name: 'submissions',
  shows: 'participants who send files to `robata start` at a steady rate, as clients do: address, upload, submission.',
  goal: '50 submissions a second of 5,000 rows for 60 s, none lost, p99 of the submission at most 1,000 ms on 2 cores (PostgreSQL)',
  defaults: { models: 500, stocks: 5000, rate: 50, seconds: 60, check: 20 },
  smallest: { models: 2, stocks: 100 },
  generate: () => undefined,
  async ours(sizes, folder) {
    const server = await startPostgres({ isDurable: true });
    const postgres = 'reason' in server ? null : await serve('postgres', sizes, folder, await server.createDatabase());
    const pglite = await serve('pglite', sizes, folder, null);
    const { cpuSeconds, wallSeconds, peakMemoryMb } = postgres ?? pglite;
    return {
      cpuSeconds: cpuSeconds ?? Number.NaN,
      wallSeconds,
      peakMemoryMb: peakMemoryMb ?? Number.NaN,
      details: {
        rate: sizes.rate,
        rounds: 1,
        postgres: postgres ?? { reason: (server as { reason: string }).reason },
        pglite,
      },
    };
  },
  judge(_, __, { details }) {
    const { postgres, pglite } = details as { postgres: Partial<Served>; pglite: Served };
    return {
      accuracy: (postgres.lost ?? 0) + pglite.lost,
      accuracyMeaning:
        'submissions that were sent and are not in the database as accepted, or not downloaded as they were sent',
    };
  },
};

type Served = Awaited<ReturnType<typeof serve>>;

async function serve(name: string, sizes: Sizes, folder: Folder, database: string | null) {
  const data = join(folder.path, name);
  const daySeconds = Math.ceil((sizes.seconds + SPARE_SECONDS + 0.02 * sizes.models) / 2);
  const server = await hosted({
    command: 'start',
    data,
    database,
    options: { universe: sizes.stocks, rounds: 1, models: 2, 'day-seconds': daySeconds },
  });
  const measured = await load(server, sizes, folder).finally(() => server.stop());
  const { accepted, failures, downloadedAlike, ...figures } = measured;
  const stored = await acceptedIn(data, database);
  const kept = accepted.filter(({ id }) => stored.has(id)).length;
  const sent = sizes.rate * sizes.seconds;
  return {
    ...figures,
    secondsToAnswer: tenths(server.secondsToAnswer),
    secondsToReady: tenths(server.secondsToReady),
    sent,
    accepted: accepted.length,
    acceptedASecond: tenths(accepted.length / measured.wallSeconds),
    lost: sent - kept + (Math.min(sizes.check, accepted.length) - downloadedAlike),
    failures,
    createMs: latencies(accepted.map(({ createMs }) => createMs)),
    wholeMs: latencies(accepted.map(({ wholeMs }) => wholeMs)),
  };
}

async function load(server: Hosted, sizes: Sizes, folder: Folder) {
  const { ids, participants } = await prepared(server, sizes);
  const { rate, seconds, check, seed } = sizes;
  folder.writeValues('plan', {
    url: server.url,
    participants,
    ids,
    rate,
    seconds,
    check,
    seed,
  } satisfies SubmissionPlan);
  const cpuBefore = server.cpuSeconds();
  const before = machineSeconds();
  await start(process.execPath, [LOAD, folder.path]);
  const sent = folder.readValues<SubmissionResult>('sent');
  const cpuAfter = server.cpuSeconds();
  const after = machineSeconds();
  return {
    accepted: sent.accepted,
    failures: sent.failures,
    downloadedAlike: sent.downloadedAlike,
    wallSeconds: sent.seconds,
    cpuSeconds: cpuBefore === null || cpuAfter === null ? null : tenths(cpuAfter - cpuBefore),
    /** Of all cores: the server, its database and the participants. */
    machineBusy: Math.round((100 * (after.busy - before.busy)) / (after.all - before.all)) / 100,
    peakMemoryMb: server.peakMemoryMb(),
  };
}

/** Accounts with a key and models each, and the ids of the round that is open. */
async function prepared({ url, operatorKey }: Hosted, { models }: Sizes) {
  const participants: { key: string; modelId: string }[] = [];
  for (let account = 0; participants.length < models; account++) {
    const username = `bench_${account}`;
    const { publicId, secretKey } = await command<{ publicId: string; secretKey: string }>(
      url,
      operatorKey,
      'account create',
      { username, email: `${username}@example.org` },
    );
    for (let at = 0; at < MODELS_PER_ACCOUNT && participants.length < models; at++) {
      const model = { username, tournament: 'classic', name: `bench_${account}_${at}` };
      const { modelId } = await command<{ modelId: string }>(url, operatorKey, 'model create', model);
      participants.push({ key: `${publicId}$${secretKey}`, modelId });
    }
  }
  return { participants, ids: await liveIds(url) };
}

/** The ids of the round that is open, from its live file, as soon as both are there. */
async function liveIds(url: string): Promise<string[]> {
  const query = 'query ($filename: String!) { dataset(filename: $filename tournament: 8) }';
  for (;;) {
    const { rounds } = await ask<{ rounds: ({ number: number } | null)[] }>(
      url,
      null,
      '{ rounds(tournament: 8, number: 0) { number } }',
    );
    const filename = `v1.0/live_${rounds[0]?.number}.csv`;
    const { dataset } = await ask<{ dataset: string }>(url, null, query, { filename }).catch(() => ({ dataset: null }));
    if (dataset !== null) {
      const { pathname, search } = new URL(dataset);
      const { body } = await send('GET', url + pathname + search);
      const lines = body.toString().trim().split('\n').slice(1);
      return lines.map((line) => line.slice(0, line.indexOf(',')));
    }
    await pause(200);
  }
}

/** What a database holds once the server is gone. */
async function acceptedIn(data: string, database: string | null): Promise<ReadonlySet<string>> {
  const place = await openDataFolder(data, database);
  try {
    const rows = await place.storage.db.selectFrom('submission').select('id').where('state', '=', 'accepted').execute();
    return new Set(rows.map(({ id }) => id));
  } finally {
    await place.close();
  }
}

function machineSeconds() {
  const times = cpus().map((cpu) => cpu.times);
  const all = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0);
  return { all, busy: all - times.reduce((sum, { idle }) => sum + idle, 0) };
}

const tenths = (value: number): number => Math.round(10 * value) / 10;
