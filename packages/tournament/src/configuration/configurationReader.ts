import { robata1, type TournamentConfig } from '../rounds/tournamentConfig.ts';
import type { StorageReader } from '../storage/storage.ts';
import type { Rules } from './ruleFields.ts';
import { configOf, configText, parseConfig, rulesOf } from './rules.ts';

/** A configuration as it was adopted: never changed, never taken away. */
export interface ConfigurationVersion {
  readonly version: number;
  /** It holds for this round and those after it, up to the next version's. */
  readonly effectiveFromRound: number;
  /** Null of the first, which the tournament began with. */
  readonly author: string | null;
  readonly time: string | null;
  readonly reason: string;
  /** Of the proposal that was adopted; null of the first. */
  readonly hash: string | null;
  readonly rules: Rules;
  /** Of the payout policy, where that is no preset. */
  readonly policyVersion: number;
}

/** The first one is kept whole, with what cannot change. */
interface FirstVersion extends ConfigurationVersion {
  readonly config: string;
}

/** A configuration that somebody wishes for, to be looked at before it is adopted. There is at most one. */
export interface ConfigurationProposal {
  readonly hash: string;
  /** The version that it would follow. */
  readonly after: number;
  readonly effectiveFromRound: number;
  readonly author: string;
  readonly time: string;
  readonly reason: string;
  readonly rules: Rules;
}

/** What a tournament's documents say of its configurations. */
export interface ConfigurationReader {
  /** Oldest first; never empty. */
  versions(): Promise<readonly ConfigurationVersion[]>;
  /** The newest one, whether it holds yet or not. */
  latest(): Promise<ConfigurationVersion>;
  proposal(): Promise<ConfigurationProposal | null>;
  /** What the tournament began with. */
  first(): Promise<TournamentConfig>;
  /** All of them, oldest first. */
  configs(): Promise<readonly TournamentConfig[]>;
  /** In force for a round. */
  of(round: number): Promise<TournamentConfig>;
  /** In force for the round that opened last, or for the first one. */
  current(): Promise<TournamentConfig>;
  /** The first round for which a change may hold: no round before it waits for its configuration, and no later version begins after it. */
  nextRound(): Promise<number>;
}

/** Documents: each version, the newest one's number, the proposal, and the last round whose configuration was decided. */
export const CONFIGURATION_DOCUMENTS = {
  version: (version: number): string => `configuration/${version}`,
  latest: 'configuration',
  proposal: 'configuration/proposal',
  taken: 'configuration/taken',
} as const;

/** `given`: what the tournament began with, where the caller knows it; else what is written down, or robata-1. */
export function configurationReader(
  reader: Pick<StorageReader, 'document' | 'rounds'>,
  given?: TournamentConfig,
): ConfigurationReader {
  const read = async (version: number) =>
    (await reader.document(CONFIGURATION_DOCUMENTS.version(version))) as ConfigurationVersion | null;
  const latestNumber = async (): Promise<number> =>
    ((await reader.document(CONFIGURATION_DOCUMENTS.latest)) as { latest: number } | null)?.latest ?? 1;
  const first = async (): Promise<TournamentConfig> => {
    if (given !== undefined) return given;
    const stored = (await read(1)) as FirstVersion | null;
    return stored === null ? robata1 : parseConfig(stored.config);
  };
  const numbered = async (version: number): Promise<ConfigurationVersion> =>
    (await read(version)) ?? firstVersion(await first());
  const built = async ({ version, rules, policyVersion }: ConfigurationVersion): Promise<TournamentConfig> => {
    const began = await first();
    return version === 1 ? began : configOf(rules, { first: began, version, policyVersion });
  };
  const inForce = async (round: number): Promise<ConfigurationVersion> => {
    for (let version = await latestNumber(); version > 1; version--) {
      const found = await read(version);
      if (found !== null && found.effectiveFromRound <= round) return found;
    }
    return numbered(1);
  };
  const openedLast = async (): Promise<number> => {
    const opened = (await reader.rounds()).findLast(({ state }) => state !== 'scheduled')?.number ?? 0;
    return Math.max(await takenIn(reader), opened);
  };
  const latest = async (): Promise<ConfigurationVersion> => numbered(await latestNumber());
  const versions = async (): Promise<readonly ConfigurationVersion[]> =>
    Promise.all(Array.from({ length: await latestNumber() }, (_, at) => numbered(at + 1)));

  return {
    versions,
    latest,
    first,
    configs: async () => Promise.all((await versions()).map(built)),
    proposal: async () => (await reader.document(CONFIGURATION_DOCUMENTS.proposal)) as ConfigurationProposal | null,
    of: async (round) => built(await inForce(round)),
    current: async () => built(await inForce(Math.max(1, await openedLast()))),
    nextRound: async () => Math.max((await openedLast()) + 1, (await latest()).effectiveFromRound),
  };
}

/** The last round whose configuration was decided. */
export const takenIn = async (reader: Pick<StorageReader, 'document'>): Promise<number> =>
  ((await reader.document(CONFIGURATION_DOCUMENTS.taken)) as { round: number } | null)?.round ?? 0;

/** What a tournament begins with, as its first version. */
export const firstVersion = (first: TournamentConfig): FirstVersion => ({
  version: 1,
  effectiveFromRound: 1,
  author: null,
  time: null,
  reason: 'The tournament began with it.',
  hash: null,
  rules: inOneOrder(rulesOf(first)),
  policyVersion: first.payoutPolicy.version,
  config: configText(first),
});

/** Keys in one order, whichever way they came. */
export const inOneOrder = (rules: Rules): Rules =>
  Object.fromEntries(Object.entries(rules).sort(([a], [b]) => (a < b ? -1 : 1)));
