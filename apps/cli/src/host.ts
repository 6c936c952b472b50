import { once } from 'node:events';
import { createServer as createNetServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import {
  chainSettings,
  createServer,
  fundVisibility,
  logLevel,
  metaModelDelay,
  openServices,
  shutDown,
  smtpMailer,
  smtpSettings,
  trustedProxies,
} from '@robata/server';
import { brokeredProducts } from '@robata/season';
import type { DataFolder } from '@robata/tournament';
import { MODE_DOCUMENT, type DemonstrationMode } from './demonstration/mode.ts';
import { lastingDemonstration } from './demonstration/lastingDemonstration.ts';
import { type RunningDemonstration, runDemonstration } from './demonstration/runDemonstration.ts';
import { announceServer } from './serverFile.ts';
import { sentenceOf } from './sentence.ts';
import { untilStopped } from './untilStopped.ts';
import { UsageError } from './usageError.ts';

export interface Hosting {
  readonly place: DataFolder;
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  readonly threads: number;
  /** False leaves the jobs to workers. */
  readonly works: boolean;
  /** The web app, on its way: building it and opening the database take their time side by side. */
  readonly web: Promise<string | null>;
}

/** Serves a data folder until the process is told to stop; one that holds a demonstration goes on with it. */
export async function host({ place, folder, host: address, port, threads, works, web }: Hosting): Promise<void> {
  const onFailure = (error: unknown): void => console.error(`robata could not answer a request: ${sentenceOf(error)}`);
  const configuredUrl = publicUrlOf(process.env['ROBATA_PUBLIC_URL']);
  const smtp = smtpSettings(process.env);
  const level = logLevel(process.env);
  const brokered = brokeredProductsOf(process.env['ROBATA_FUND_BROKER']);
  const proxies = trustedProxiesOf(process.env['ROBATA_TRUSTED_PROXIES']);
  const chain = chainSettingsOf(process.env);
  let listening = `http://localhost:${port}`;
  const mode = (await place.storage.document(MODE_DOCUMENT)) as DemonstrationMode | null;
  const wasPlayed = (await place.storage.document('season')) !== null;
  const services = await openServices({
    place,
    folder,
    publicUrl: () => configuredUrl ?? listening,
    configuredUrl,
    allowPrivateWebhooks: process.env['ROBATA_PRIVATE_WEBHOOKS'] === '1',
    works: works || place.backend === 'pglite',
    threads,
    approval: process.env['ROBATA_APPROVE_PAYOUTS'] === '1' ? 'operator' : 'automatic',
    chain,
    mailer: smtp === null ? null : smtpMailer(smtp),
    // The cast of a demonstration takes its names in its first seconds; somebody else's model of such a name would end it.
    seasonProgram: [process.execPath, fileURLToPath(new URL('../bin/robata.js', import.meta.url))],
    isSettingUp: async () => mode !== null && !(await place.storage.models()).some(({ kind }) => kind === 'meta'),
    now: () => new Date(),
    onFault: onFailure,
  });
  let demonstration: RunningDemonstration | null = null;
  let isStopping = false;
  let app: Awaited<ReturnType<typeof createServer>> | null = null;
  let unannounce: () => void = () => undefined;
  try {
    app = await createServer({
      reader: place.storage,
      blobs: place.blobs,
      webFolder: await web,
      services,
      configuredUrl,
      isSignUpOpen: process.env['ROBATA_SIGN_UP'] !== 'closed',
      fundVisibility: fundVisibilityOf(process.env['ROBATA_FUND']),
      metaModelDelayRounds: metaModelDelayOf(process.env['ROBATA_META_MODEL_DELAY_ROUNDS']),
      trustedProxies: proxies,
      logLevel: level,
      onFailure,
      isReady: () => !isStopping && (mode === null || wasPlayed || demonstration?.isPlayed() === true),
    });
    const url = await app.listen({ host: address, port }).catch((cause: NodeJS.ErrnoException) => {
      throw new UsageError(whyNotListening(cause.code, address, port), { cause });
    });
    listening = url.replace('127.0.0.1', 'localhost');
    // Before anybody is told where it is: who stops it then finds it listening to that, too.
    const stopped = untilStopped();
    unannounce = announceServer(folder, url);
    console.log(`Robata is at ${listening} (data in ${folder}; stop with Ctrl-C).`);
    // Only now: the first page has the machine to itself until it can be seen.
    if (mode !== null) {
      demonstration = lastingDemonstration({
        run: () => runDemonstration(place, folder, mode, threads, services.rounds, brokered),
        folder,
        tell: (sentence) => console.error(sentence),
      });
    }
    await Promise.race([stopped, place.lost, ...(demonstration === null ? [] : [demonstration.failure])]);
  } finally {
    isStopping = true;
    unannounce();
    const faults = await shutDown([
      { name: 'The HTTP server', withinSeconds: 20, stop: () => app?.close() },
      // It opens and closes rounds with jobs: those come last.
      { name: 'The demonstration', withinSeconds: 120, stop: () => demonstration?.stop() },
      { name: 'The jobs', withinSeconds: 20, stop: () => services.stop() },
    ]);
    for (const fault of faults) console.error(fault);
  }
}

/** Throws UsageError where it is neither public nor investors. */
export function fundVisibilityOf(text: string | undefined): ReturnType<typeof fundVisibility> {
  try {
    return fundVisibility(text);
  } catch (cause) {
    throw new UsageError(sentenceOf(cause), { cause });
  }
}

/** Throws UsageError where it names a product that there is not. */
export function brokeredProductsOf(text: string | undefined): ReturnType<typeof brokeredProducts> {
  try {
    return brokeredProducts(text);
  } catch (cause) {
    throw new UsageError(sentenceOf(cause), { cause });
  }
}

/** Throws UsageError where what is said of the vault is not enough, or wrong. */
export function chainSettingsOf(env: NodeJS.ProcessEnv): ReturnType<typeof chainSettings> {
  try {
    return chainSettings(env);
  } catch (cause) {
    throw new UsageError(sentenceOf(cause), { cause });
  }
}

/** Throws UsageError where it names what is no address or network. */
export function trustedProxiesOf(text: string | undefined): ReturnType<typeof trustedProxies> {
  try {
    return trustedProxies(text);
  } catch (cause) {
    throw new UsageError(sentenceOf(cause), { cause });
  }
}

/** Throws UsageError where it is no number of rounds. */
export function metaModelDelayOf(text: string | undefined): number {
  try {
    return metaModelDelay(text);
  } catch (cause) {
    throw new UsageError(sentenceOf(cause), { cause });
  }
}

/** Throws UsageError where it is no web address. */
export function publicUrlOf(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, '');
  throw new UsageError(
    `ROBATA_PUBLIC_URL is '${text}': set it to where people reach this server, as https://robata.example.org.`,
  );
}

/** Throws UsageError where nobody could listen there: before a data folder is made for a server that never starts. */
export async function assertFreePort(address: string, port: number): Promise<void> {
  const probe = createNetServer();
  try {
    await once(probe.listen({ host: address, port }), 'listening');
  } catch (cause) {
    throw new UsageError(whyNotListening((cause as NodeJS.ErrnoException).code, address, port), { cause });
  } finally {
    probe.close();
  }
}

function whyNotListening(code = 'unknown', address: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `port ${port} of ${address} is in use by another program: name a free one with --port.`;
  if (code === 'EACCES')
    return `port ${port} of ${address} may not be opened by this user: name one above 1023 with --port.`;
  if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL') {
    return `${address} is no address of this machine: name one with --host, 127.0.0.1 for this machine only.`;
  }
  return `robata cannot listen on port ${port} of ${address} (${code}): name others with --port and --host.`;
}

/** The port of --port, or of the environment's PORT, or 8080. */
export function portOf(given: number | undefined): number {
  const text = process.env['PORT'];
  const port = given ?? (text === undefined || text === '' ? 8080 : Number(text));
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError(`PORT is '${text}': set it to a whole number from 0 to 65535, or unset it.`);
}
