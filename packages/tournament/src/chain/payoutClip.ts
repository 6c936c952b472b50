import { decimal12, formatDecimal12 } from '@robata/ledger';
import type { RuleFault } from '../configuration/checkRules.ts';
import type { ConfigurationReader } from '../configuration/configurationReader.ts';
import type { Rules } from '../configuration/ruleFields.ts';
import type { StorageReader } from '../storage/storage.ts';
import { chainDocument } from './chainDocuments.ts';

/**
 * Rules by which a round could pay or burn more of a stake than the vault lets it: what is beyond stays owed, and grows with every round. Empty without a
 * vault, and where its clip is not known yet.
 */
export async function clipFaults(reader: Pick<StorageReader, 'document'>, rules: Rules): Promise<RuleFault[]> {
  const clip = (await chainDocument(reader, 'chain/vault'))?.clip;
  if (clip === undefined) return [];
  return Object.entries(rules).flatMap(([field, limit]) =>
    /^(?:signals\.)?payout\.clip$/.test(field) && decimal12(String(limit)) > clip
      ? [{ field, sentence: sentenceOf(String(limit), clip) }]
      : [],
  );
}

/** Of the configurations that hold now and from a later round on; the first fault, with the rule's name. */
export async function clipProblem(
  reader: Pick<StorageReader, 'document'>,
  configuration: Pick<ConfigurationReader, 'versions' | 'nextRound'>,
): Promise<string | null> {
  const [versions, next] = [await configuration.versions(), await configuration.nextRound()];
  const inForce = versions.findLast(({ effectiveFromRound }) => effectiveFromRound < next) ?? versions[0];
  for (const version of versions.filter((each) => each === inForce || each.effectiveFromRound >= next)) {
    const [fault] = await clipFaults(reader, version.rules);
    if (fault !== undefined)
      return `Version ${version.version} of the configuration, ${fault.field}: ${fault.sentence}`;
  }
  return null;
}

const sentenceOf = (limit: string, clip: bigint): string => {
  const most = formatDecimal12(clip as Parameters<typeof formatDecimal12>[0]);
  return `A round would pay or burn up to ${limit} of what is at risk, and the vault lets it be ${most}: the rest would stay owed for ever. Propose ${most} or less (robata admin configuration propose), or have the vault's owner raise its clip first.`;
};
