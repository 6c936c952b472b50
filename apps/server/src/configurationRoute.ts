/* oxlint-disable oxc/no-async-endpoint-handlers -- that is of Express; Fastify awaits its handlers. */
import { configurationReader, type ConfigurationPage, configurationPage, type StorageReader } from '@robata/tournament';
import type { FastifyInstance } from 'fastify';
import { cachedFor } from './cachedFor.ts';

/** It changes when an operator adopts one, and when a round opens. */
const FRESHNESS = { freshMs: 1_000, usableMs: 10_000 };

/** The rules in force, every version before, and what changes from which round on: `GET /api/configuration`, for everybody. */
export function configurationRoute(app: FastifyInstance, reader: StorageReader): void {
  const page = cachedFor(FRESHNESS, (): Promise<ConfigurationPage> => configurationPage(configurationReader(reader)));
  app.get('/api/configuration', () => page(null));
}
