import type {
  FeatureSet,
  Graduation,
  MissingJson,
  ReleaseChange,
  TargetCorrelations,
  TargetManifest,
} from '@robata/market';
import type { DataDeprecation } from './deprecations.ts';
import type { TournamentName } from '../submissions/liveRounds.ts';

/** Everything that is published, newest version first, and what was found in the data. */
export interface DataPage {
  readonly versions: readonly DataVersion[];
  /** Newest first, at most 500; those of single rounds stand on the page of incidents. */
  readonly incidents: readonly DataIncident[];
}

/** Something in the data that people must know of. */
export interface DataIncident {
  readonly rule: string;
  readonly severity: 'info' | 'warning' | 'error';
  /** Rows or cells concerned. */
  readonly rows: number;
  readonly day: string | null;
  readonly security: string | null;
  readonly found: string;
  /** What was done about it; null where the sentence of what was found says it. */
  readonly decision: string | null;
  /** Those whose scoring window holds the day. */
  readonly rounds: { readonly first: number; readonly last: number } | null;
}

export interface DataVersion {
  readonly tournament: TournamentName;
  /** `v1.0` */
  readonly version: string;
  readonly files: readonly DataFile[];
  /** Null where the version has no features.json. */
  readonly features: {
    readonly sets: readonly { readonly name: FeatureSet; readonly features: number }[];
    /** Whether what the obfuscated features are is published. */
    readonly areRecipesPublished: boolean;
    readonly features: readonly DataFeature[];
    /** Features that these data cannot give, with what they lack. */
    readonly missing: readonly { readonly name: string; readonly needs: readonly string[] }[];
  } | null;
  readonly targets: readonly (TargetManifest & { readonly isDefault: boolean })[];
  /** As they were computed when the release was written; null for one that was written without. */
  readonly correlations: TargetCorrelations | null;
  /** How missing values are coded. */
  readonly missingValues: { readonly features: string; readonly targets: string } | null;
  /** Why values are missing, by file, reason and feature; null where nobody counted. */
  readonly missing: MissingJson | null;
  /** Of all versions up to this one, oldest first. */
  readonly changes: readonly ReleaseChange[];
  /** The last trading day whose prices stand in it; null where it does not say. */
  readonly asOf: string | null;
  /** Live eras that have joined the validation file, oldest first. */
  readonly graduated: readonly Graduation[];
  /** Null where it does not go. */
  readonly deprecation: DataDeprecation | null;
  /** Against the version before it of the same major one: columns that it adds. Null where there is none. */
  readonly added: { readonly since: string; readonly columns: readonly string[] } | null;
}

export interface DataFile {
  /** As `datasetUrl` and `GET /api/data/files/NAME` take it. */
  readonly name: string;
  readonly bytes: number;
  readonly writtenAt: string;
  /** What it holds. */
  readonly says: string;
  /** Null of a file that is no round's own. */
  readonly round: number | null;
  /** Of Parquet files, from the file itself. */
  readonly rows: number | null;
  readonly columns: number | null;
  readonly rowGroups: number | null;
  readonly eras: { readonly count: number; readonly first: string | null; readonly last: string | null } | null;
}

export interface DataFeature {
  readonly name: string;
  readonly sets: readonly FeatureSet[];
  readonly recipe: { readonly name: string; readonly family: string; readonly formula: string } | null;
  /** Of the training rows. */
  readonly missingShare: number | null;
  /** Mean of the training eras' rank correlations with the default target, and that over their sd. */
  readonly corr: number | null;
  readonly corrSharpe: number | null;
}
