import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FEATURE_SETS, type FeaturesJson, type MissingJson, type ReleaseJson } from '@robata/market';
import { asyncBufferFromFile, parquetMetadataAsync, parquetSchema } from 'hyparquet';
import type { TournamentName } from '../submissions/liveRounds.ts';
import type { DataFeature, DataFile, DataVersion } from './dataPage.ts';
import { type DataDeprecation, readDeprecations } from './deprecations.ts';
import { sayOfFile } from './sayOfFile.ts';

export interface DataCatalogue {
  /** What is published now, newest version first; classic before Signals. */
  versions(): Promise<readonly DataVersion[]>;
}

const VERSION = /^v\d+\.\d+$/;
const PUBLISHED = /\.(parquet|csv|json)$/;
const OF_A_ROUND = /_(\d+)\.(?:parquet|csv)$/;
/** Larger than any release's own descriptions. */
const LONGEST_JSON_BYTES = 32 * 2 ** 20;

interface Read {
  /** Of the file it was read from: another file has another one. */
  readonly key: string;
  readonly value: unknown;
}

/** Reads what lies in the data set's folder; what a file says is read once for each version of it. */
export function dataCatalogue(folder: string): DataCatalogue {
  const known = new Map<string, Read>();
  const readOnce = async <T>(path: string, key: string, read: () => Promise<T>): Promise<T> => {
    const found = known.get(path);
    if (found?.key === key) return found.value as T;
    const value = await read();
    known.set(path, { key, value });
    return value;
  };

  async function versionOf(
    root: string,
    version: string,
    tournament: TournamentName,
    deprecations: readonly DataDeprecation[],
  ): Promise<Described> {
    const path = join(folder, root, version);
    const files: DataFile[] = [];
    const json = new Map<string, unknown>();
    let columns: readonly string[] = [];
    const names = (await listing(path)).filter((name) => PUBLISHED.test(name));
    for (const name of names) {
      const file = join(path, name);
      const about = await stat(file, { bigint: true }).catch(() => null);
      // Taken away since it was listed.
      if (about === null) continue;
      const key = `${about.ino} ${about.size} ${about.mtimeNs}`;
      if (name.endsWith('.json')) {
        json.set(name, about.size > LONGEST_JSON_BYTES ? null : await readOnce(file, key, () => jsonOf(file)));
      }
      const shape = name.endsWith('.parquet') ? await readOnce(file, key, () => shapeOf(file)) : null;
      if (LAYOUT.has(name)) columns = shape?.names ?? columns;
      files.push({
        name: `${root}${version}/${name}`,
        bytes: Number(about.size),
        writtenAt: new Date(Number(about.mtimeMs)).toISOString(),
        says: sayOfFile(name),
        round: Number(OF_A_ROUND.exec(name)?.[1] ?? Number.NaN) || null,
        rows: shape?.rows ?? null,
        columns: shape?.names.length ?? null,
        rowGroups: shape?.rowGroups ?? null,
        eras: null,
      });
    }
    const release = json.get('release.json') as ReleaseJson | null | undefined;
    const features = json.get('features.json') as Partial<FeaturesJson> | null | undefined;
    return {
      tournament,
      version,
      files: files.map((file) => ({ ...file, eras: erasOf(file.name, release) })).sort(inUse),
      features: features?.feature_sets === undefined ? null : featuresOf(features),
      targets: (features?.target_manifests ?? []).map((manifest) => ({
        ...manifest,
        isDefault: manifest.name === features?.default_target,
      })),
      correlations: release?.target_correlations ?? null,
      missingValues: release?.missing_values ?? null,
      missing: (json.get('missing.json') as MissingJson | null | undefined) ?? null,
      changes: release?.change_log ?? [],
      asOf: release?.as_of ?? null,
      graduated: release?.graduated ?? [],
      deprecation: deprecations.find((each) => each.version === `${root}${version}`) ?? null,
      columns,
    };
  }

  return {
    async versions() {
      const deprecations = await readDeprecations(folder);
      const found = await Promise.all(
        (['classic', 'signals'] as const).map(async (tournament) => {
          const root = tournament === 'signals' ? 'signals/' : '';
          const versions = (await listing(join(folder, root))).filter((name) => VERSION.test(name)).sort(byVersion);
          return withAdded(
            await Promise.all(versions.map((version) => versionOf(root, version, tournament, deprecations))),
          );
        }),
      );
      return found.flat();
    },
  };
}

/** Files that have all columns of a version. */
const LAYOUT = new Set(['train.parquet', 'live.parquet']);

type Described = Omit<DataVersion, 'added'> & { readonly columns: readonly string[] };

/** Says of each version, newest first, what it adds to the one before it of the same major version. */
function withAdded(versions: readonly Described[]): DataVersion[] {
  return versions.map(({ columns, ...version }, place): DataVersion => {
    const before = versions[place + 1];
    const isOfOneMajor = before?.version.split('.')[0] === version.version.split('.')[0];
    if (before === undefined || !isOfOneMajor) return { ...version, added: null };
    const known = new Set(before.columns);
    return { ...version, added: { since: before.version, columns: columns.filter((name) => !known.has(name)) } };
  });
}

function featuresOf(json: Partial<FeaturesJson>): DataVersion['features'] {
  const { feature_sets: sets = { small: [], medium: [], all: [] }, feature_stats: statistics = {} } = json;
  const recipes = json.feature_recipes;
  const members = new Map(FEATURE_SETS.map((set) => [set, new Set(sets[set])]));
  return {
    sets: FEATURE_SETS.map((name) => ({ name, features: sets[name]?.length ?? 0 })),
    areRecipesPublished: recipes !== undefined,
    missing: json.missing_features ?? [],
    features: (sets.all ?? []).map((name): DataFeature => {
      const recipe = recipes?.[name];
      return {
        name,
        sets: FEATURE_SETS.filter((set) => members.get(set)?.has(name)),
        recipe: recipe === undefined ? null : { name: recipe.name, family: recipe.family, formula: recipe.formula },
        missingShare: statistics[name]?.missing_share ?? null,
        corr: statistics[name]?.corr_mean ?? null,
        corrSharpe: statistics[name]?.corr_sharpe ?? null,
      };
    }),
  };
}

function erasOf(name: string, release: ReleaseJson | null | undefined): DataFile['eras'] {
  const kind = /\/(train|validation)\.parquet$/.exec(name)?.[1] as 'train' | 'validation' | undefined;
  const file = kind === undefined ? undefined : release?.files[kind];
  return file === undefined ? null : { count: file.eras, first: file.first_era, last: file.last_era };
}

/** Those that one begins with first, then the newest round's. */
const ORDER = [
  'train',
  'validation',
  'live',
  'live_example_preds',
  'validation_example_preds',
  'meta_model',
  'features',
];
function inUse(a: DataFile, b: DataFile): number {
  const placeOf = ({ name, round }: DataFile): number => {
    const stem = (name.split('/').at(-1) ?? '').replace(/(_\d+)?\.\w+$/, '');
    const place = ORDER.indexOf(stem);
    return (round === null ? 0 : 1_000) + (place < 0 ? ORDER.length : place);
  };
  if (a.round !== b.round && a.round !== null && b.round !== null) return b.round - a.round;
  return placeOf(a) - placeOf(b) || (a.name < b.name ? 1 : -1);
}

/** Newest first: v10.0 before v9.1. */
const byVersion = (a: string, b: string): number => {
  const [majorA = 0, minorA = 0] = a.slice(1).split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.slice(1).split('.').map(Number);
  return majorB - majorA || minorB - minorA;
};

async function shapeOf(path: string): Promise<{ rows: number; names: string[]; rowGroups: number } | null> {
  try {
    const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
    return {
      rows: Number(metadata.num_rows),
      names: parquetSchema(metadata).children.map(({ element }) => element.name),
      rowGroups: metadata.row_groups.length,
    };
  } catch {
    // Somebody else's file: its size is all that is said of it.
    return null;
  }
}

async function jsonOf(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return null;
  }
}

async function listing(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
