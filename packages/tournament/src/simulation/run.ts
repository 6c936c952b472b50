/**
 * Plays the tournament simulator from the shell and prints one line of JSON; exit code 1 where a seed failed, with how to replay it.
 *
 *     node packages/tournament/src/simulation/run.ts --seeds 1000 --from 1 --storage memory
 *     node packages/tournament/src/simulation/run.ts --from 66 --trace
 */
import { parseArgs } from 'node:util';
import { simulateMany, type SimulatedStorage } from './simulateMany.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1' },
    from: { type: 'string', default: '1' },
    storage: { type: 'string', default: 'memory' },
    trace: { type: 'boolean', default: false },
  },
});
const [seeds, from] = [Number(values.seeds), Number(values.from)];
if (!Number.isSafeInteger(seeds) || seeds < 1 || !Number.isSafeInteger(from) || from < 1) {
  throw new Error('--seeds and --from are whole numbers from 1 on');
}
if (values.storage !== 'memory' && values.storage !== 'pglite') throw new Error('--storage is memory or pglite');
const storage: SimulatedStorage = values.storage;

const say = (line: string): boolean => process.stderr.write(`${line}\n`);
const start = performance.now();
const before = process.cpuUsage();
const campaign = await simulateMany({
  storage,
  from,
  seeds,
  ...(values.trace && { trace: say }),
});
const { user, system } = process.cpuUsage(before);
const seconds = Math.round(performance.now() - start) / 1000;
process.stdout.write(
  `${JSON.stringify({ ...campaign, from, seconds, cpuSeconds: Math.round((user + system) / 1000) / 1000 })}\n`,
);
for (const { seed, fault } of campaign.failures) {
  say(`seed ${seed}: ${fault}`);
  say(`  node packages/tournament/src/simulation/run.ts --from ${seed} --storage ${storage} --trace`);
}
process.exitCode = campaign.failures.length === 0 ? 0 : 1;
