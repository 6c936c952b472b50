import { readFileSync } from 'node:fs';
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { databaseBytes, type HealthView, type OperatorCommands, tournamentFigures } from '@robata/tournament';
import { cachedFor } from '../cachedFor.ts';
import type { TournamentServices } from '../services/openServices.ts';

export interface HealthInput {
  readonly services: Pick<
    TournamentServices,
    'place' | 'now' | 'folder' | 'accounts' | 'processes' | 'startedAt' | 'approval' | 'hasMail'
  >;
  readonly isReady: () => boolean;
  readonly isSignUpOpen: boolean;
  /** As the operator configured it; null where each request says it itself. */
  readonly publicUrl: string | null;
}

const FIGURES = { freshMs: 2_000, usableMs: 2_000 };
/** Ten thousand blobs take a tenth of a second to look at. */
const SIZES = { freshMs: 30_000, usableMs: 300_000 };
const NANO = 1e-6;
const isoSecond = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** The command `health`: how the server, its database and its folder do, in figures that a person reads. */
export function healthCommand({ services, isReady, isSignUpOpen, publicUrl }: HealthInput): OperatorCommands {
  const { place, folder, accounts } = services;
  const { db } = place.storage;
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const figures = cachedFor(FIGURES, () => tournamentFigures(db));
  const sizes = cachedFor(SIZES, async () => ({ folder: await folderSize(folder), bytes: await databaseBytes(db) }));

  return {
    health: async (): Promise<HealthView> => {
      const [{ databaseSeconds, ...counted }, size, disk] = [
        await figures(null),
        await sizes(null),
        await statfs(folder),
      ];
      const [backup] = (await accounts.acts({ action: 'backup', limit: 1 })).acts;
      return {
        isReady: isReady(),
        version,
        node: process.versions.node,
        startedAt: isoSecond(services.startedAt),
        now: isoSecond(services.now()),
        database: { backend: place.backend, seconds: databaseSeconds, bytes: size.bytes },
        folder: { ...size.folder, freeBytes: disk.bavail * disk.bsize },
        process: { memoryBytes: process.memoryUsage.rss(), eventLoopDelayP99Ms: delay.percentile(99) * NANO },
        lastBackup:
          backup === undefined
            ? null
            : { at: backup.at, by: backup.actor, bytes: Number(backup.details['bytes'] ?? 0) },
        figures: counted,
        processes: await services.processes(),
        settings: {
          signUp: isSignUpOpen ? 'open' : 'invited',
          address: publicUrl,
          mail: services.hasMail,
          approval: services.approval,
        },
      };
    },
  };
}

/** What lies below a folder. Files that vanish meanwhile count nothing. */
async function folderSize(folder: string): Promise<{ readonly bytes: number; readonly files: number }> {
  let [bytes, files] = [0, 0];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const found = await stat(join(entry.parentPath, entry.name)).catch(() => null);
    bytes += found?.size ?? 0;
    files += found === null ? 0 : 1;
  }
  return { bytes, files };
}
