import { createHash } from 'node:crypto';
import { type BigIntStats } from 'node:fs';
import { type FileHandle, link, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../domainError.ts';
import type { LiveRounds, TournamentName } from '../submissions/liveRounds.ts';
import type { AddressSigner } from '../submissions/signedAddress.ts';
import { aliasesOf } from './aliases.ts';
import { csvTwin } from './csvTwin.ts';
import { type DataDeprecation, deprecationHeaders, readDeprecations } from './deprecations.ts';
import { LEGACY_ZIP, type LegacySources, legacyZip } from './legacyZip.ts';

export interface OpenDataset {
  readonly handle: FileHandle;
  readonly name: string;
  readonly etag: string;
  /** What is to be told of it: that its version goes. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface DatasetService {
  /**
   * To be called after each release is written: keeps its live files under the round's name too (`v1.0/live_{round}.parquet`), and makes
   * their CSV twins. What is there already for the round is replaced. Gives the names that were made.
   */
  publishRound(tournament: TournamentName, round: number): Promise<string[]>;
  /** Names as `datasetUrl` takes them: files first, in order of name, then the aliases that old clients ask for. With `round`: those of that round. */
  datasetFiles(tournament: TournamentName, round?: number | null): Promise<string[]>;
  /**
   * An absolute address of the file as it is now, good for a day. It names these very bytes: a release that comes while somebody downloads,
   * or before he goes on, does not change them. The zip of old (`numerai_datasets.zip`, classic only) is made the first time that somebody
   * asks for it after a release, which takes as long as writing all of it as CSV does. Throws DomainError `unknown_dataset` with what there is.
   */
  datasetUrl(
    filename: string,
    options: { readonly tournament: TournamentName; readonly round?: number | null },
  ): Promise<string>;
  /** What an address stands for; `path` is all of it after `/datasets/`. The caller closes the handle. Throws DomainError as the signer does. */
  open(path: string, token: string): Promise<OpenDataset>;
  /** The versions that go, as the operator said it. */
  deprecations(): Promise<readonly DataDeprecation[]>;
  /** Removes replaced files whose addresses have expired; gives their number. For a job, once a day. */
  sweep(): Promise<number>;
}

export interface DatasetServiceInput {
  /** Where releases lie: `{folder}/v1.0/train.parquet`, for Signals `{folder}/signals/v1.0/…`. */
  readonly folder: string;
  readonly rounds: LiveRounds;
  readonly signer: AddressSigner;
  readonly publicUrl: () => string;
  readonly now: () => Date;
}

const ADDRESS_SECONDS = 86_400;
/** Files that addresses were given for, under names of their own: hard links, which cost no space while the release stands. */
const SERVED = '.served';
/** Zips of old are large: of the releases before the last two none is kept. */
const ZIPS_KEPT = 2;
const ZIP_PREFIX = 'legacy-';
const PUBLISHED = /\.(parquet|csv|json|zip)$/;
const VERSION = /^v\d+\.\d+$/;
const OF_A_ROUND = /_(\d+)(?=\.(?:parquet|csv)$)/;
const LIVE_FILES = ['live', 'live_example_preds'];
const LONGEST_NAME = 200;

export function datasetService({ folder, rounds, signer, publicUrl, now }: DatasetServiceInput): DatasetService {
  const rootOf = (tournament: TournamentName): string => (tournament === 'signals' ? 'signals/' : '');

  const filesOf = async (tournament: TournamentName): Promise<string[]> => {
    const root = rootOf(tournament);
    const versions = (await listing(join(folder, root))).filter((name) => VERSION.test(name));
    const names: string[] = [];
    for (const version of versions) {
      const files = await listing(join(folder, root, version));
      names.push(...files.filter((file) => PUBLISHED.test(file)).map((file) => `${root}${version}/${file}`));
    }
    return names.sort();
  };

  const namesOf = async (tournament: TournamentName): Promise<ReadonlyMap<string, string>> => {
    const files = await filesOf(tournament);
    return new Map([...files.map((file) => [file, file] as const), ...aliasesOf(files)]);
  };

  /** The file of a name for a round: live files of another than the current one are those that were kept under its number. */
  const fileOf = async (filename: string, tournament: TournamentName, round: number | null): Promise<string> => {
    const names = await namesOf(tournament);
    const file = filename.length <= LONGEST_NAME ? names.get(filename) : undefined;
    if (file === undefined) {
      throw new DomainError('unknown_dataset', `There is no dataset file ${JSON.stringify(filename.slice(0, 80))}.`, {
        field: 'filename',
        remedy: `There are ${
          [...names.keys()]
            .filter((name) => !OF_A_ROUND.test(name))
            .slice(0, 12)
            .join(', ') || 'none yet'
        }; list_datasets gives all.`,
      });
    }
    const isLive = LIVE_FILES.some((live) => new RegExp(`/${live}\\.(parquet|csv)$`).test(file));
    if (round === null || !isLive || OF_A_ROUND.test(file)) return file;
    const kept = file.replace(/\.(parquet|csv)$/, `_${round}.$1`);
    if (names.has(kept)) return kept;
    if (round === rounds.current(tournament)?.number) return file;
    throw new DomainError('unknown_dataset', `The live file of round ${round} is not there.`, { field: 'round' });
  };

  let zipping: { readonly version: string; readonly done: Promise<string> } | undefined;
  /** The zip of old of the newest version's files as they are now, made once: what it is kept as. Null where the files are not there. */
  const zipVersion = async (): Promise<string | null> => {
    const newest = (await listing(folder)).findLast((name) => VERSION.test(name)) ?? '';
    const pathOf = (name: string): string => join(folder, newest, `${name}.parquet`);
    const sources = { train: pathOf('train'), validation: pathOf('validation'), live: pathOf('live') };
    const stats = await Promise.all(
      Object.values(sources).map((path) => stat(path, { bigint: true }).catch(() => undefined)),
    );
    if (stats.some((found) => found === undefined)) return null;
    const versions = stats.map((found) => versionOf(found as BigIntStats)).join();
    const version = `${ZIP_PREFIX}${createHash('sha256').update(versions).digest('hex').slice(0, 32)}`;
    if (zipping?.version !== version) zipping = { version, done: zipOnce(sources, version) };
    try {
      return await zipping.done;
    } catch (error) {
      zipping = undefined;
      throw error;
    }
  };
  const zipOnce = async (sources: LegacySources, version: string): Promise<string> => {
    const served = join(folder, SERVED);
    await mkdir(served, { recursive: true });
    const isThere = await stat(join(served, version)).then(
      () => true,
      () => false,
    );
    if (!isThere) await legacyZip(sources, join(served, version));
    const zips = (await listing(served)).filter((name) => name.startsWith(ZIP_PREFIX) && name !== version);
    const made = await Promise.all(zips.map(async (name) => ({ name, at: (await stat(join(served, name))).mtimeMs })));
    for (const { name } of made.sort((a, b) => b.at - a.at).slice(ZIPS_KEPT - 1)) {
      await rm(join(served, name), { force: true });
    }
    return version;
  };
  const addressOf = (file: string, version: string): string => {
    const token = signer.sign({ purpose: 'dataset', fields: [file, version] }, ADDRESS_SECONDS);
    return `${publicUrl()}/datasets/${file}?token=${token}`;
  };

  return {
    async publishRound(tournament, round) {
      const made: string[] = [];
      for (const file of await filesOf(tournament)) {
        const live = LIVE_FILES.find((name) => file.endsWith(`/${name}.parquet`));
        if (live === undefined) continue;
        const base = file.slice(0, -'.parquet'.length);
        await csvTwin(join(folder, file), join(folder, `${base}.csv`));
        for (const ending of ['parquet', 'csv']) {
          const kept = `${base}_${round}.${ending}`;
          await rm(join(folder, kept), { force: true });
          await link(join(folder, `${base}.${ending}`), join(folder, kept));
          made.push(kept);
        }
        made.push(`${base}.csv`);
      }
      return made.sort();
    },

    async datasetFiles(tournament, round = null) {
      const names = [...(await namesOf(tournament)).keys()];
      if (round === null) return names;
      const current = rounds.current(tournament)?.number;
      return names.filter((name) => {
        const number = OF_A_ROUND.exec(name)?.[1];
        if (number !== undefined) return Number(number) === round;
        return round === current || !/\/live/.test(name);
      });
    },

    async datasetUrl(filename, { tournament, round = null }) {
      if (filename === LEGACY_ZIP && tournament === 'classic') {
        const version = await zipVersion();
        if (version !== null) return addressOf(LEGACY_ZIP, version);
      }
      const file = await fileOf(filename, tournament, round);
      const path = join(folder, file);
      const version = versionOf(await stat(path, { bigint: true }));
      await mkdir(join(folder, SERVED), { recursive: true });
      await link(path, join(folder, SERVED, version)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      });
      return addressOf(file, version);
    },

    async open(path, token) {
      const [file, version] = signer.verify('dataset', token) as [string, string];
      if (file !== path) {
        throw new DomainError('address_invalid', 'This address was not given out for this file.', {
          remedy: 'Ask for a new one.',
        });
      }
      const handle = await open(join(folder, SERVED, version), 'r').catch((cause: unknown) => {
        throw new DomainError('file_gone', 'This version of the file is not kept any more.', {
          remedy: 'Ask for a new address.',
          cause,
        });
      });
      const headers = deprecationHeaders(await readDeprecations(folder), file);
      return { handle, name: file.split('/').at(-1) as string, etag: `"${version}"`, headers };
    },

    deprecations: () => readDeprecations(folder),

    async sweep() {
      let removed = 0;
      for (const name of await listing(join(folder, SERVED))) {
        const path = join(folder, SERVED, name);
        // The last link's change time is when the release that it belonged to was replaced.
        const { nlink, ctimeMs } = await stat(path);
        if (nlink > 1 || ctimeMs > now().getTime() - 2 * ADDRESS_SECONDS * 1000) continue;
        await rm(path);
        removed += 1;
      }
      return removed;
    },
  };
}

async function listing(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** A name for these very bytes: a file that takes their place has another time, size or number. */
function versionOf({ ino, size, mtimeNs }: BigIntStats): string {
  return createHash('sha256').update(`${ino} ${size} ${mtimeNs}`).digest('hex').slice(0, 32);
}
