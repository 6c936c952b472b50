/**
 * The soak: seeds of the simulator, then kills of the real server, for as long as it takes; its figures as one JSON line. Writes nothing but
 * into temporary folders.
 */
import { parseArgs } from 'node:util';
import { startPostgres } from '../../packages/tournament/src/storage/postgresForTests.ts';
import { simulateMany } from '../../packages/tournament/src/simulation/simulateMany.ts';
import { killCycles, type KillCyclesReport } from './killCycles.ts';

const HELP = `node tools/faults/soak.ts [--seeds N] [--kills N] [--database pglite|postgres|both] [--seconds-limit S] [--seed K]
  plays N seeds of the simulator in memory (default 100000), then kills the real server N times (default 200) on each database while participants move money and submit, restarts it each time,
  and compares what they were told with what it still knows. Prints one JSON line; exit code 1 where anything was lost or doubled.`;

/** A tournament is repeated after each kill to check itself: short ones keep that short. */
const KILLS_PER_TOURNAMENT = 25;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100000' },
    kills: { type: 'string', default: '200' },
    database: { type: 'string', default: 'both' },
    'seconds-limit': { type: 'string', default: '86400' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
const seeds = Number(values.seeds);
const kills = Number(values.kills);
const secondsLimit = Number(values['seconds-limit']);
const databases = values.database === 'both' ? (['pglite', 'postgres'] as const) : [values.database];
const isCount = (count: number): boolean => Number.isInteger(count) && count >= 0;
const isUsable = isCount(seeds) && isCount(kills) && secondsLimit > 0 && Number.isInteger(Number(values.seed));
if (values.help || !isUsable || databases.some((name) => name !== 'pglite' && name !== 'postgres')) {
  console.log(HELP);
  process.exit(values.help ? 0 : 1);
}

// So that what it started ends with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const began = performance.now();
const secondsLeft = (): number => secondsLimit - (performance.now() - began) / 1000;
const postgres = databases.includes('postgres') ? await startPostgres() : null;
const reports: Record<string, unknown> = {};
let isSound = true;
let simulated = { seeds: 0, crashes: 0, rounds: 0, failures: 0, seconds: 0 };
/** A campaign keeps what it saw: so many seeds at a time. */
const SEEDS_AT_ONCE = 1_000;
for (let from = 1; from <= seeds && secondsLeft() > 0; from += SEEDS_AT_ONCE) {
  const count = Math.min(SEEDS_AT_ONCE, seeds - from + 1);
  const { failures, resolved, cancelled, crashes } = await simulateMany({ storage: 'memory', from, seeds: count });
  for (const { seed, fault } of failures) console.error(`seed ${seed}: ${fault}`);
  const before = simulated;
  simulated = {
    seeds: before.seeds + count,
    crashes: before.crashes + crashes.outside + crashes.inside,
    rounds: before.rounds + resolved + cancelled,
    failures: before.failures + failures.length,
    seconds: Math.round((performance.now() - began) / 1000),
  };
  reports['simulator'] = simulated;
  isSound &&= failures.length === 0;
  console.error(`simulator: seed ${from + count - 1}, ${simulated.failures} failures`);
}
for (const database of databases) {
  if (database === 'postgres' && postgres !== null && 'reason' in postgres) {
    reports[database] = { skipped: postgres.reason };
    continue;
  }
  const parts: KillCyclesReport[] = [];
  for (let left = kills; left > 0 && secondsLeft() > 0; left -= KILLS_PER_TOURNAMENT) {
    const databaseUrl =
      database === 'postgres' && postgres !== null && 'createDatabase' in postgres
        ? await postgres.createDatabase()
        : null;
    const part = await killCycles({
      kills: Math.min(left, KILLS_PER_TOURNAMENT),
      seed: Number(values.seed) * 1_000 + parts.length,
      databaseUrl,
      secondsLimit: secondsLeft(),
      tell: (line) => console.error(`${database}: ${line}`),
    });
    for (const sentence of [...part.lost, ...part.doubled, ...part.broken, ...part.complaints])
      console.error(`${database}: ${sentence}`);
    parts.push(part);
  }
  const sum = (figure: (part: KillCyclesReport) => number): number =>
    parts.reduce((total, part) => total + figure(part), 0);
  reports[database] = {
    cycles: sum(({ cycles }) => cycles),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    lost: sum(({ lost }) => lost.length),
    doubled: sum(({ doubled }) => doubled.length),
    broken: sum(({ broken }) => broken.length),
    serverFaults: sum(({ serverFaults }) => serverFaults),
    resolvedAfterRestart: sum(({ resolvedAfterRestart }) => resolvedAfterRestart),
    slowestRestartSeconds: Math.round(10 * Math.max(0, ...parts.flatMap(({ restartSeconds }) => restartSeconds))) / 10,
    seconds: Math.round(sum(({ seconds }) => seconds)),
  };
  isSound &&= parts.every(({ lost, doubled, broken }) => lost.length + doubled.length + broken.length === 0);
}
console.log(JSON.stringify(reports));
process.exit(isSound ? 0 : 1);
