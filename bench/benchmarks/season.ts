import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Benchmark } from '../benchmark.ts';
import { start } from '../start.ts';

const ROOT = join(import.meta.dirname, '..', '..');

interface Report {
  readonly rounds: number;
  readonly resolved: number;
  readonly scores: number;
  readonly digest: string;
  readonly ledger: { readonly conserved: boolean };
  readonly optimizer: Readonly<Record<string, number>>;
  readonly seconds: Readonly<Record<string, number>>;
}

export const season: Benchmark = {
  name: 'season',
  shows: 'a season of weekly rounds on a generated market, everything stored, as the command plays it.',
  goal: 'at most 5 min of wall time for 5 years weekly, 2,000 stocks, 60 models on 2 cores',
  defaults: { models: 60, stocks: 2000, rounds: 260, threads: 2 },
  smallest: { stocks: 20 },
  generate: () => undefined,
  async ours({ models, stocks, rounds, threads, seed }, folder) {
    const data = join(folder.path, 'season');
    const command = join(ROOT, 'apps', 'cli', 'src', 'main.ts');
    const words = { universe: stocks, models, rounds, threads, seed, data };
    const options = Object.entries(words).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const { DATABASE_URL: _, ROBATA_DATA: __, ROBATA_SEASON_KEY: ___, ...env } = process.env;
    const begin = performance.now();
    const output = await start(
      process.execPath,
      [
        '--import',
        join(import.meta.dirname, '..', 'usageAtExit.ts'),
        command,
        'season',
        '--generated',
        ...options,
        '--json',
      ],
      { ...env, ROBATA_BENCH_USAGE: join(folder.path, 'usage.json') },
    );
    const wallSeconds = (performance.now() - begin) / 1000;
    const used = folder.readValues<{ cpuSeconds: number; peakMemoryMb: number }>('usage');
    const { leaderboard: _rows, ...report } = JSON.parse(output) as Report & { leaderboard: unknown };
    const { resolved, scores, digest, ledger, optimizer, seconds } = report;
    const stored = globSync(`${data}/**/*`)
      .filter((file) => existsSync(file))
      .reduce((sum, file) => sum + (statSync(file).isFile() ? statSync(file).size : 0), 0);
    return {
      ...used,
      wallSeconds,
      details: {
        rounds: report.rounds,
        threads,
        resolved,
        scores,
        storedMb: Math.round(stored / 2 ** 20),
        conserved: ledger.conserved,
        optimizer,
        seconds,
        digest,
      },
    };
  },
  judge(_, __, ours) {
    const { optimizer, conserved } = ours.details as unknown as Report['ledger'] & Pick<Report, 'optimizer'>;
    if (!conserved) throw new Error('the ledger of the season is not conserved');
    return {
      accuracy: optimizer.worstResidual,
      accuracyMeaning: 'worst residual of any round portfolio; the ledger was verified and conserves every unit',
    };
  },
};
