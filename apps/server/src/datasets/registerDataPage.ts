/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import {
  dataCatalogue,
  dataIncidents,
  type DataPage,
  type DatasetService,
  type StorageReader,
  tradingPlaces,
} from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { cachedFor } from '../cachedFor.ts';
import { answerAddressErrors } from './addressErrors.ts';

export interface DataPageInput {
  readonly reader: Pick<StorageReader, 'document' | 'incidents' | 'rounds'>;
  /** Null where a server only shows what is stored: it has no files. */
  readonly files: { readonly datasets: DatasetService /** Where the releases lie. */; readonly folder: string } | null;
}

/** Releases come once a round. */
const FRESHNESS = { freshMs: 5_000, usableMs: 60_000 };
const INCIDENTS = 500;

/**
 * What everybody may see of the data: `GET /api/data`, what is published and what was found in it; `GET` and `HEAD /api/data/files/NAME`, which
 * leads to the file as it is now. Nobody has to be known: the data are given away.
 */
export function registerDataPage(app: FastifyInstance, { reader, files }: DataPageInput): void {
  const catalogue = files === null ? null : dataCatalogue(files.folder);
  const page = cachedFor(FRESHNESS, async (): Promise<DataPage> => {
    const [versions, incidents, rounds, places] = await Promise.all([
      catalogue?.versions() ?? [],
      reader.incidents(INCIDENTS),
      reader.rounds(),
      tradingPlaces(reader),
    ]);
    return { versions, incidents: dataIncidents(incidents, rounds, places) };
  });
  void app.register(async (scope) => {
    scope.setErrorHandler(answerAddressErrors);
    scope.get('/api/data', () => page(null));
    if (files === null) return;
    scope.route<{ Params: { '*': string } }>({
      method: ['GET', 'HEAD'],
      url: '/api/data/files/*',
      handler: async ({ params: { '*': name } }, reply) => {
        const tournament = name.startsWith('signals/') ? 'signals' : 'classic';
        const address = new URL(await files.datasets.datasetUrl(name, { tournament }));
        // Of this server, by whatever name it is known to who asks.
        return reply.header('cache-control', 'no-store').redirect(`${address.pathname}${address.search}`);
      },
    });
  });
}
