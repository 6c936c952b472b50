import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LiveRound, openDataFolder, readOperatorKey, type Storage } from '@robata/tournament';
import type { ChainSettings } from '../src/chain/chainSettings.ts';
import { createServer } from '../src/createServer.ts';
import type { FundVisibility } from '../src/fund/fundAccess.ts';
import { openServices, type TournamentServices } from '../src/services/openServices.ts';
import { makeOwnedModel } from './ownedModel.ts';
import { quietPort } from './quietPort.ts';
import { syntheticSeason } from './syntheticSeason.ts';

export interface ParticipantServer {
  readonly origin: string;
  readonly services: TournamentServices;
  /** Of the public record. */
  readonly reader: Storage;
  /** The round that takes submissions; open for an hour. */
  readonly round: LiveRound;
  /** `PUBLIC$SECRET` of the operator. */
  readonly operatorToken: string;
  /** What failed on our side. */
  readonly failures: readonly unknown[];
  /** Sets which rounds take submissions. */
  setLive(rounds: readonly LiveRound[]): Promise<void>;
  close(): Promise<void>;
}

export interface ParticipantServerOptions {
  /** The season is in the database of the people, with a model that one of them may own; stakes are those of the ledger there. */
  readonly isOneStorage?: boolean;
  /** Who sees the fund. Default: everybody. */
  readonly fundVisibility?: FundVisibility;
  /** Where stakes are on chain. Default: they are points. */
  readonly chain?: ChainSettings;
}

const ROUND = 60;
const STOCKS = 80;
const HOUR_MS = 3_600_000;
const isoSecond = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** A server over the synthetic season whose last round is open, with everything that people can do in it: a real database, uploads and jobs. */
export async function participantServer(
  webFolder: string | null,
  { isOneStorage = false, fundVisibility = 'public', chain }: ParticipantServerOptions = {},
): Promise<ParticipantServer> {
  const folder = await mkdtemp(join(tmpdir(), 'robata-participants-'));
  const ids = Array.from({ length: STOCKS }, (_, at) => `n${String(at).padStart(6, '0')}`);
  const features = ids.map((id, at) => `${id},X,live,${(at % 5) / 4},${((at * 7) % 5) / 4}`);
  await mkdir(join(folder, 'datasets', 'v1.0'), { recursive: true });
  await writeFile(
    join(folder, 'datasets', 'v1.0', `live_${ROUND}.csv`),
    `id,era,data_type,feature_ash,feature_birch\n${features.join('\n')}\n`,
  );
  const place = await openDataFolder(folder);
  const failures: unknown[] = [];
  // Whoever signs in with a wallet signs the server's address, which has to be configured.
  const port = chain === undefined ? 0 : await quietPort();
  const configuredUrl = chain === undefined ? null : `http://127.0.0.1:${port}`;
  let origin = '';
  const services = await openServices({
    place,
    folder,
    publicUrl: () => origin,
    configuredUrl,
    allowPrivateWebhooks: true,
    now: () => new Date(),
    ...(chain !== undefined && { chain }),
    onFault: (error) => failures.push(error),
  });
  const operator = readOperatorKey(folder);
  const now = Date.now();
  const round: LiveRound = {
    number: ROUND,
    ids,
    state: 'open',
    opensAt: isoSecond(now - HOUR_MS),
    closesAt: isoSecond(now + HOUR_MS),
  };
  await services.live.set('classic', [round]);
  const { storage, blobs } = await syntheticSeason({
    rounds: ROUND,
    ...(isOneStorage && { into: services.place.storage }),
  });
  if (isOneStorage) await makeOwnedModel(services);
  const app = await createServer({
    reader: storage,
    blobs,
    webFolder,
    isReady: () => true,
    services,
    fundVisibility,
    configuredUrl,
    onFailure: (error) => failures.push(error),
  });
  origin = await app.listen({ host: '127.0.0.1', port });
  return {
    origin,
    services,
    reader: storage,
    round,
    operatorToken: operator === null ? '' : `${operator.publicId}$${operator.secretKey}`,
    failures,
    setLive: (rounds) => services.live.set('classic', rounds),
    async close() {
      app.server.closeAllConnections();
      await app.close();
      await services.stop();
      await place.close();
      await rm(folder, { recursive: true });
    },
  };
}
