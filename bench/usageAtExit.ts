/** Preloaded into a command that is measured from outside: writes what the process used to the file it is told, as it ends. */
import { writeFileSync } from 'node:fs';

const file = process.env['ROBATA_BENCH_USAGE'];
if (file !== undefined) {
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    const { maxRSS } = process.resourceUsage();
    writeFileSync(file, JSON.stringify({ cpuSeconds: (user + system) / 1e6, peakMemoryMb: maxRSS / 1024 }));
  });
}
