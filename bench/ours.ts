/** The process in which ours runs: `ours.ts NAME FOLDER`, so that its memory and CPU are its own. */
import { benchmarkOf } from './benchmarks.ts';
import type { Sizes } from './benchmark.ts';
import { folderAt } from './folder.ts';

// What ours has started ends with it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
const [name, path] = process.argv.slice(2) as [string, string];
const folder = folderAt(path);
const measured = await benchmarkOf(name).ours(folder.readValues<Sizes>('sizes'), folder);
folder.writeValues('ours', { peakMemoryMb: process.resourceUsage().maxRSS / 1024, ...measured });
