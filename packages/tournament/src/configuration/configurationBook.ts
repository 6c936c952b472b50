import { sha256 } from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import type { TournamentConfig } from '../rounds/tournamentConfig.ts';
import type { Storage, StorageWriter } from '../storage/storage.ts';
import { clipFaults } from '../chain/payoutClip.ts';
import { type CheckedRules, checkRules } from './checkRules.ts';
import {
  CONFIGURATION_DOCUMENTS,
  type ConfigurationProposal,
  type ConfigurationReader,
  configurationReader,
  type ConfigurationVersion,
  firstVersion,
  inOneOrder,
  takenIn,
} from './configurationReader.ts';
import { diffRules } from './diffRules.ts';
import type { Rules } from './ruleFields.ts';
import { payoutRules } from './rules.ts';

export interface ProposeInput {
  /** Rules by name; what is left out stays. */
  readonly changes: unknown;
  /** Default: the next one that is not open. */
  readonly effectiveFromRound?: number | undefined;
  readonly reason: string;
  readonly author: string;
  readonly time: string;
}

/**
 * A tournament's configurations. A round takes the one in force for it once, when it opens; from then on no change applies to it, in a repetition
 * either. A change is proposed, looked at, and adopted by the hash of what was looked at.
 */
export interface ConfigurationBook extends ConfigurationReader {
  /** Writes down what the tournament began with, where nothing is written down yet. */
  begin(first: TournamentConfig): Promise<void>;
  /** The configuration in force for a round that is about to open: a change that is adopted later holds for later rounds. */
  take(round: number): Promise<TournamentConfig>;
  /** What a change makes of the rules, and why it cannot be: by itself, or for the vault of the stakes. Keeps nothing. */
  check(changes: unknown): Promise<CheckedRules>;
  /** Puts a proposal in the place of the one before. Throws DomainError with the field of the first fault. */
  propose(input: ProposeInput): Promise<ConfigurationProposal>;
  withdraw(hash: string): Promise<ConfigurationProposal>;
  /** Adopts the proposal with this hash, which somebody has seen. Throws DomainError where it is another one, or comes too late. */
  adopt(adoption: Adoption): Promise<ConfigurationVersion>;
}

interface Adoption {
  readonly hash: string;
  readonly author: string;
  readonly time: string;
}

const LONGEST_REASON = 1_000;
const FURTHEST_ROUNDS = 10_000;

/** `given`: what the tournament began with, where the caller knows it; else what is written down, or robata-1. */
export function configurationBook(
  storage: Pick<Storage, 'transaction' | 'document' | 'rounds'>,
  given?: TournamentConfig,
): ConfigurationBook {
  const { version: keyOf, taken, proposal: proposed } = CONFIGURATION_DOCUMENTS;
  return {
    ...configurationReader(storage, given),
    begin: (first) =>
      storage.transaction(async (writer) => {
        if ((await writer.document(keyOf(1))) === null) await writer.putDocument(keyOf(1), firstVersion(first));
      }),
    take: (round) =>
      storage.transaction(async (writer) => {
        if ((await takenIn(writer)) < round) await writer.putDocument(taken, { round });
        return configurationReader(writer, given).of(round);
      }),
    check: (changes) => checked(storage, configurationReader(storage, given), changes),
    propose: (input) =>
      storage.transaction(async (writer) => {
        const proposal = await proposalOf(writer, configurationReader(writer, given), input);
        await writer.putDocument(proposed, proposal);
        return proposal;
      }),
    withdraw: (hash) =>
      storage.transaction(async (writer) => {
        const proposal = asShown(await configurationReader(writer, given).proposal(), hash);
        await writer.putDocument(proposed, null);
        return proposal;
      }),
    adopt: (adoption) => storage.transaction((writer) => adopted(writer, configurationReader(writer, given), adoption)),
  };
}

async function checked(
  documents: Pick<Storage, 'document'>,
  reader: ConfigurationReader,
  changes: unknown,
): Promise<CheckedRules> {
  const { rules, faults } = checkRules(changes, (await reader.latest()).rules, await reader.first());
  return { rules, faults: faults.length > 0 ? faults : await clipFaults(documents, rules) };
}

async function proposalOf(
  documents: Pick<Storage, 'document'>,
  reader: ConfigurationReader,
  input: ProposeInput,
): Promise<ConfigurationProposal> {
  const [latest, first, soonest] = [await reader.latest(), await reader.first(), await reader.nextRound()];
  const { rules, faults } = await checked(documents, reader, input.changes);
  const [fault] = faults;
  if (fault !== undefined) throw new DomainError('rule_refused', fault.sentence, { field: fault.field });
  if (diffRules(latest.rules, rules, first).length === 0) {
    throw new DomainError('nothing_changes', `This is what version ${latest.version} says already.`, {
      field: 'rules',
      remedy: 'Change something first.',
    });
  }
  const reason = input.reason.trim();
  if (reason === '' || reason.length > LONGEST_REASON) {
    throw new DomainError('reason_needed', `A reason has 1 to ${LONGEST_REASON} characters: participants read it.`, {
      field: 'reason',
    });
  }
  const { effectiveFromRound = soonest, author, time } = input;
  if (effectiveFromRound < soonest || effectiveFromRound > soonest + FURTHEST_ROUNDS) {
    throw new DomainError(
      'round_refused',
      `A change can hold from round ${soonest} on: earlier rounds are open, played, or have a change of their own.`,
      { field: 'effectiveFromRound', remedy: `Give a round from ${soonest} to ${soonest + FURTHEST_ROUNDS}.` },
    );
  }
  const proposal = { after: latest.version, effectiveFromRound, author, time, reason, rules: inOneOrder(rules) };
  return { hash: sha256(JSON.stringify(proposal)), ...proposal };
}

function asShown(proposal: ConfigurationProposal | null, hash: string): ConfigurationProposal {
  if (proposal === null)
    throw new DomainError('no_proposal', 'No configuration is proposed.', { remedy: 'Propose one first.' });
  if (proposal.hash === hash) return proposal;
  throw new DomainError('other_proposal', 'The proposal is not the one with this hash any more.', {
    field: 'hash',
    remedy: 'Look at the one that is there now.',
  });
}

async function adopted(
  writer: StorageWriter,
  reader: ConfigurationReader,
  { hash, author, time }: Adoption,
): Promise<ConfigurationVersion> {
  const proposal = asShown(await reader.proposal(), hash);
  const [latest, first, soonest] = [await reader.latest(), await reader.first(), await reader.nextRound()];
  if (latest.version !== proposal.after) {
    throw new DomainError('proposal_overtaken', `Version ${latest.version} was adopted meanwhile.`, {
      remedy: 'Propose the change anew.',
    });
  }
  if (proposal.effectiveFromRound < soonest) {
    throw new DomainError(
      'round_already_open',
      `Round ${proposal.effectiveFromRound} has opened with the rules that held before.`,
      { field: 'effectiveFromRound', remedy: `Propose it anew from round ${soonest} on.` },
    );
  }
  const [fault] = await clipFaults(writer, proposal.rules);
  if (fault !== undefined) throw new DomainError('rule_refused', fault.sentence, { field: fault.field });
  const version = latest.version + 1;
  const pays = (rules: Rules): string =>
    JSON.stringify(Object.keys(payoutRules(first.payoutPolicy, first.columns)).map((name) => rules[name]));
  const { effectiveFromRound, reason, rules } = proposal;
  const record: ConfigurationVersion = {
    version,
    effectiveFromRound,
    author,
    time,
    reason,
    hash,
    rules,
    // Counted on from the first policy's own version: two policies never bear the same one.
    policyVersion:
      pays(rules) === pays(latest.rules) ? latest.policyVersion : first.payoutPolicy.version + latest.version,
  };
  const { version: keyOf, latest: newest, proposal: proposed } = CONFIGURATION_DOCUMENTS;
  if ((await writer.document(keyOf(version))) !== null) throw new Error(`configuration ${version} is there already`);
  await writer.putDocument(keyOf(version), record);
  await writer.putDocument(newest, { latest: version });
  await writer.putDocument(proposed, null);
  return record;
}
