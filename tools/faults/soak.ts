/**
 * The soak: kills of the real server for as long as it takes, its figures as one JSON line. Writes nothing but into temporary folders.
 * A part of its own adds its figures to `reports` under its name, as the databases do: so the seeds of the simulator.
 */
import { parseArgs } from 'node:util';
import { startPostgres } from '../../packages/tournament/src/storage/postgresForTests.ts';
import { killCycles, type KillCyclesReport } from './killCycles.ts';

const HELP = `node tools/faults/soak.ts [--kills N] [--database pglite|postgres|both] [--seconds-limit S] [--seed K]
  kills the real server N times (default 200) on each database while participants move money and submit, restarts it each time,
  and compares what they were told with what it still knows. Prints one JSON line; exit code 1 where anything was lost or doubled.`;

/** A tournament is repeated after each kill to check itself: short ones keep that short. */
const KILLS_PER_TOURNAMENT = 25;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    database: { type: 'string', default: 'both' },
    'seconds-limit': { type: 'string', default: '86400' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
const kills = Number(values.kills);
const secondsLimit = Number(values['seconds-limit']);
const databases = values.database === 'both' ? (['pglite', 'postgres'] as const) : [values.database];
const isUsable = Number.isInteger(kills) && kills > 0 && secondsLimit > 0 && Number.isInteger(Number(values.seed));
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
