import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openDataFolder, type RoundRecord, type Storage } from '@robata/tournament';
import { createServer } from '../src/createServer.ts';
import { openServices, type TournamentServices } from '../src/services/openServices.ts';

export interface PlayedSeason {
  readonly origin: string;
  readonly storage: Storage;
  readonly services: TournamentServices;
  /** Ascending; all of them resolved. */
  readonly rounds: readonly RoundRecord[];
  /** What failed on our side. */
  readonly failures: readonly unknown[];
  close(): Promise<void>;
}

const ROBATA = fileURLToPath(new URL('../../cli/bin/robata.js', import.meta.url));
const SMALL = ['--universe', '40', '--rounds', '4', '--models', '8', '--threads', '1'];

/** A server over a small season that was really played, by `robata season`: every score, kit and commitment in it is computed. */
export async function playedSeason(
  folder: string,
  webFolder: string | null,
  season: readonly string[] = SMALL,
): Promise<PlayedSeason> {
  await promisify(execFile)(process.execPath, [ROBATA, 'season', '--generated', ...season, '--data', folder]);
  const place = await openDataFolder(folder);
  const failures: unknown[] = [];
  let origin = '';
  const services = await openServices({
    place,
    folder,
    publicUrl: () => origin,
    configuredUrl: null,
    allowPrivateWebhooks: false,
    now: () => new Date(),
    onFault: (error) => failures.push(error),
  });
  const app = await createServer({
    reader: place.storage,
    blobs: place.blobs,
    webFolder,
    isReady: () => true,
    services,
    onFailure: (error) => failures.push(error),
  });
  origin = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    origin,
    storage: place.storage,
    services,
    rounds: await place.storage.rounds(),
    failures,
    async close() {
      app.server.closeAllConnections();
      await app.close();
      await services.stop();
      await place.close();
      await rm(folder, { recursive: true });
    },
  };
}
