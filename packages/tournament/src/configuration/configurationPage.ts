import type { TournamentConfig } from '../rounds/tournamentConfig.ts';
import type { ConfigurationProposal, ConfigurationReader, ConfigurationVersion } from './configurationReader.ts';
import { diffRules, type RuleChange } from './diffRules.ts';
import { payablePresets, type RuleField, ruleFields, type Rules } from './ruleFields.ts';
import { payoutRules, SIGNALS_PAYOUT } from './rules.ts';

/** The rules of a tournament, as everybody may read them. */
export interface ConfigurationPage {
  /** What the rules are called and mean, and what they may be. */
  readonly fields: readonly RuleField[];
  /** The version in force for the round that opened last (or for the first one). */
  readonly inForce: number;
  /** The first round for which a change may hold. */
  readonly nextRound: number;
  /** Newest first. */
  readonly versions: readonly ShownVersion[];
}

export interface ShownVersion extends ConfigurationVersion {
  /** The last round that it holds for; null: nobody has said one. Below `effectiveFromRound` for one that was replaced before it began. */
  readonly lastRound: number | null;
  /** Against the version before it. */
  readonly changes: readonly RuleChange[];
}

/** What an operator sees beside it. */
export interface ConfigurationDesk extends ConfigurationPage {
  readonly proposal: ShownProposal | null;
  /** Payout policies that pay what this tournament scores, as rules. */
  readonly presets: readonly PresetRules[];
  /** The same of its Signals part; none where there is none. */
  readonly signalsPresets: readonly PresetRules[];
}

export interface PresetRules {
  readonly id: string;
  readonly rules: Rules;
}

export interface ShownProposal extends ConfigurationProposal {
  readonly changes: readonly RuleChange[];
  /** What an operator should know before adopting it. */
  readonly notices: readonly string[];
  /** Why it cannot be adopted any more, or null. */
  readonly refusal: string | null;
}

export async function configurationPage(book: ConfigurationReader): Promise<ConfigurationPage> {
  const [versions, first, current, nextRound] = await Promise.all([
    book.versions(),
    book.first(),
    book.current(),
    book.nextRound(),
  ]);
  const shown = versions.map((version, at): ShownVersion => {
    const next = versions[at + 1];
    const before = versions[at - 1];
    return {
      ...version,
      lastRound: next === undefined ? null : next.effectiveFromRound - 1,
      changes: before === undefined ? [] : diffRules(before.rules, version.rules, first),
    };
  });
  return {
    fields: ruleFields(first.columns, first.signals),
    inForce: current.version,
    nextRound,
    versions: shown.reverse(),
  };
}

export async function configurationDesk(book: ConfigurationReader): Promise<ConfigurationDesk> {
  const [page, first, proposal] = await Promise.all([configurationPage(book), book.first(), book.proposal()]);
  return {
    ...page,
    proposal: proposal === null ? null : shownProposal(proposal, page, first),
    presets: presetRules(first.columns),
    signalsPresets: first.signals === undefined ? [] : presetRules(first.signals.columns, SIGNALS_PAYOUT),
  };
}

const presetRules = (columns: TournamentConfig['columns'], prefix?: string): PresetRules[] =>
  payablePresets(columns).map((policy) => ({ id: policy.id, rules: payoutRules(policy, columns, prefix) }));

type Shown = Parameters<typeof diffRules>[2];

function shownProposal(
  proposal: ConfigurationProposal,
  { versions, nextRound }: ConfigurationPage,
  config: Shown,
): ShownProposal {
  const latest = versions[0] as ShownVersion;
  const changes = diffRules(
    versions.find(({ version }) => version === proposal.after)?.rules ?? latest.rules,
    proposal.rules,
    config,
  );
  const refusal =
    latest.version !== proposal.after
      ? `Version ${latest.version} was adopted meanwhile: propose the change anew.`
      : proposal.effectiveFromRound < nextRound
        ? `Round ${proposal.effectiveFromRound} has opened with the rules that held before: propose it anew from round ${nextRound} on.`
        : null;
  return { ...proposal, changes, notices: noticesOf(changes, proposal.effectiveFromRound, versions), refusal };
}

/** Rounds over which TC is a mean: within them the optimizer should stay the same (finance-defaults §7). */
const TC_ROUNDS = 20;
const MOVES_TC = new Set(['Portfolio', 'Meta model', 'True Contribution']);

/** What an operator should know of a change, by what it touches. */
export function noticesOf(
  changes: readonly RuleChange[],
  fromRound: number,
  versions: readonly ShownVersion[],
): string[] {
  const groups = new Set(changes.map(({ field }) => field.group));
  const movesTc = (list: readonly RuleChange[]): boolean => list.some(({ field }) => MOVES_TC.has(field.group));
  const notices: string[] = [];
  if (movesTc(changes)) {
    notices.push(
      `TC depends on these rules more than on the models: for ${TC_ROUNDS} rounds its means mix scores before and after the change.`,
    );
    const last = versions.find(({ version, changes: theirs }) => version > 1 && movesTc(theirs));
    if (last !== undefined && fromRound - last.effectiveFromRound < TC_ROUNDS) {
      notices.push(
        `Version ${last.version} changed such rules from round ${last.effectiveFromRound} on, ${fromRound - last.effectiveFromRound} rounds before.`,
      );
    }
  }
  if (groups.has('Payouts'))
    notices.push('Rounds that are open or closed are paid by the policy that they opened with.');
  if (groups.has('Stakes'))
    notices.push('What is taken out of a stake is released by the policy that holds when it is asked for.');
  return notices;
}
