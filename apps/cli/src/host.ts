import { createServer } from '@robata/server';
import type { DataFolder } from '@robata/tournament';
import { MODE_DOCUMENT, type DemonstrationMode } from './demonstration/mode.ts';
import { runDemonstration } from './demonstration/runDemonstration.ts';
import { sentenceOf } from './sentence.ts';
import { untilStopped } from './untilStopped.ts';

export interface Hosting {
  readonly place: DataFolder;
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  readonly threads: number;
  /** The web app, on its way: building it and opening the database take their time side by side. */
  readonly web: Promise<string | null>;
}

/** Serves a data folder until the process is told to stop; one that holds a demonstration goes on with it. */
export async function host({ place, folder, host: address, port, threads, web }: Hosting): Promise<void> {
  const mode = (await place.storage.document(MODE_DOCUMENT)) as DemonstrationMode | null;
  const wasPlayed = (await place.storage.document('season')) !== null;
  const demonstration = mode === null ? null : runDemonstration(place, folder, mode, threads);
  try {
    const app = await createServer({
      reader: place.storage,
      blobs: place.blobs,
      webFolder: await web,
      onFailure: (error) => console.error(`robata could not answer a request: ${sentenceOf(error)}`),
      isReady: () => demonstration === null || wasPlayed || demonstration.isPlayed(),
    });
    try {
      const url = await app.listen({ host: address, port });
      console.log(`Robata is at ${url.replace('127.0.0.1', 'localhost')} (data in ${folder}; stop with Ctrl-C).`);
      await Promise.race([untilStopped(), ...(demonstration === null ? [] : [demonstration.failure])]);
    } finally {
      await app.close();
    }
  } finally {
    await demonstration?.stop();
  }
}

/** The port of --port, or of the environment's PORT, or 8080. */
export function portOf(given: number | undefined): number {
  const text = process.env['PORT'];
  const port = given ?? (text === undefined || text === '' ? 8080 : Number(text));
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new RangeError(`PORT is '${text}': set it to a whole number from 0 to 65535, or unset it.`);
}
