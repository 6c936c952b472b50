import {
  amount,
  decimal12,
  formatAmount,
  formatDecimal12,
  paidScore,
  parseCanonicalJson,
  type PayoutPolicy,
  PROPORTIONAL,
  RELEASE_POLICIES,
  type StakeWeighting,
} from '@robata/ledger';
import { type SignalsConfig, UNUSED_SHARE_MAX } from '../rounds/signals/signalsConfig.ts';
import { releasePolicyOf, type TournamentConfig } from '../rounds/tournamentConfig.ts';
import { payablePresets, type Rules } from './ruleFields.ts';

/** What a configuration says, flat. `configOf` makes it again from what it says and the tournament's first one. */
export function rulesOf(config: TournamentConfig): Rules {
  const { columns, optimizer, contribution, weighting = PROPORTIONAL } = config;
  return {
    schedule: config.schedule,
    universeSize: config.universeSize,
    horizonDays: config.horizonDays,
    lagDays: config.lagDays,
    columns: columnsText(columns),
    ...payoutRules(config.payoutPolicy, columns),
    releasePolicy: releasePolicyOf(config).id,
    'weighting.kind': weighting.kind,
    'weighting.share': weighting.kind === 'capped' ? weighting.share : null,
    'weighting.exponent': weighting.kind === 'concave' ? weighting.exponent : null,
    alphaFactor: config.alphaFactor,
    ...prefixed('optimizer', optimizer),
    ...prefixed('contribution', contribution),
    kits: config.kits ?? 'own',
    ...(config.signals === undefined ? {} : signalsRules(config.signals)),
  };
}

const columnsText = (columns: TournamentConfig['columns']): string =>
  columns
    .map(({ key, definitionId, target }) => `${key}: ${definitionId}${target === null ? '' : ` on ${target}`}`)
    .join(', ');

/** Before the names of the rules by which Signals models are paid. */
export const SIGNALS_PAYOUT = 'signals.payout';

const signalsRules = (config: SignalsConfig): Rules => {
  const { columns, payoutPolicy, metaModelShare, minimumRows, unusedShareMax = UNUSED_SHARE_MAX, fill, gate } = config;
  return {
    'signals.columns': columnsText(columns),
    ...payoutRules(payoutPolicy, columns, SIGNALS_PAYOUT),
    'signals.metaModelShare': metaModelShare,
    'signals.minimumRows': minimumRows,
    'signals.unusedShareMax': unusedShareMax,
    'signals.fill': fill,
    'signals.gate.submissions': gate?.submissions ?? null,
    'signals.gate.churn': gate?.churn ?? null,
    'signals.gate.turnover': gate?.turnover ?? null,
    'signals.gate.needsPrevious': gate?.needsPrevious ?? false,
  };
};

function signalsOf(rules: Rules, first: SignalsConfig, policyVersion: number): SignalsConfig {
  const submissions = rules['signals.gate.submissions'] as number | null;
  const unusedShareMax = (rules['signals.unusedShareMax'] as number | undefined) ?? UNUSED_SHARE_MAX;
  return {
    columns: first.columns,
    payoutPolicy: policyOf(rules, first, policyVersion, SIGNALS_PAYOUT),
    metaModelShare: rules['signals.metaModelShare'] as number | null,
    minimumRows: rules['signals.minimumRows'] as number,
    // Where nothing was ever said nothing is: the text that rounds commit to stays.
    ...((unusedShareMax !== UNUSED_SHARE_MAX || first.unusedShareMax !== undefined) && { unusedShareMax }),
    fill: rules['signals.fill'] as SignalsConfig['fill'],
    gate:
      submissions === null
        ? null
        : {
            submissions,
            churn: rules['signals.gate.churn'] as number | null,
            turnover: rules['signals.gate.turnover'] as number | null,
            needsPrevious: rules['signals.gate.needsPrevious'] === true,
          },
  };
}

/**
 * The configuration of version `version` that says `rules`, which are valid. Key by key in one order, so that its text, to which rounds commit,
 * is the same wherever the rules were kept. Payouts that are those of the first configuration or of a preset are that policy itself; others are a
 * new version of the tournament's policy, `policyVersion`.
 */
export function configOf(
  rules: Rules,
  {
    first,
    version,
    policyVersion,
  }: { readonly first: TournamentConfig; readonly version: number; readonly policyVersion: number },
): TournamentConfig {
  const numbers = <T extends object>(prefix: string, like: T): T =>
    Object.fromEntries(Object.keys(like).map((name) => [name, rules[`${prefix}.${name}`]])) as T;
  return {
    ...first,
    version,
    payoutPolicy: policyOf(rules, first, policyVersion),
    weighting: weightingOf(rules),
    releasePolicy: RELEASE_POLICIES[rules['releasePolicy'] as keyof typeof RELEASE_POLICIES],
    optimizer: numbers('optimizer', first.optimizer),
    alphaFactor: rules['alphaFactor'] === true,
    contribution: numbers('contribution', first.contribution),
    kits: rules['kits'] as NonNullable<TournamentConfig['kits']>,
    ...(first.signals === undefined ? {} : { signals: signalsOf(rules, first.signals, policyVersion) }),
  };
}

type Paying = Pick<TournamentConfig, 'columns' | 'payoutPolicy'>;

/** The policy that pays what the rules say. */
function policyOf(rules: Rules, first: Paying, policyVersion: number, prefix = 'payout'): PayoutPolicy {
  const { columns, payoutPolicy } = first;
  const known = [payoutPolicy, ...payablePresets(columns)].find((policy) =>
    Object.entries(payoutRules(policy, columns, prefix)).every(([name, value]) => rules[name] === value),
  );
  if (known !== undefined) return known;
  const text = (name: string): string => String(rules[name]);
  const scores = columns
    .filter(({ key }) => decimal12(text(`${prefix}.${key}.multiplier`)) !== 0n)
    .map(({ key, definitionId, target }) =>
      paidScore({
        key,
        definitionId,
        ...(target === null ? {} : { target }),
        scale: text(`${prefix}.${key}.scale`),
        multiplier: text(`${prefix}.${key}.multiplier`),
      }),
    );
  // A measured excess holds for the scores and the limit that it was measured with.
  const measured = statedExcessOf(rules, first, prefix);
  return {
    id: payoutPolicy.id,
    version: policyVersion,
    scores,
    payoutFactor: { curve: 'threshold', threshold: amount(text(`${prefix}.threshold`)) },
    clip: {
      limit: decimal12(text(`${prefix}.clip`)),
      order: text(`${prefix}.clipOrder`) === 'before_factor' ? 'before_factor' : 'after_factor',
    },
    paysBenchmarks: rules[`${prefix}.paysBenchmarks`] === true,
    ...(measured === undefined ? {} : { statedExcess: measured }),
  };
}

/** What was measured of a policy that pays the same scores, with the same limit. */
export function statedExcessOf(
  rules: Rules,
  { columns, payoutPolicy }: Paying,
  prefix = 'payout',
): PayoutPolicy['statedExcess'] {
  const free = new Set([`${prefix}.threshold`, `${prefix}.paysBenchmarks`]);
  return [payoutPolicy, ...payablePresets(columns)].find(
    (policy) =>
      policy.statedExcess !== undefined &&
      Object.entries(payoutRules(policy, columns, prefix)).every(
        ([name, value]) => free.has(name) || rules[name] === value,
      ),
  )?.statedExcess;
}

export function payoutRules(policy: PayoutPolicy, columns: TournamentConfig['columns'], prefix = 'payout'): Rules {
  const scores = columns.flatMap(({ key }) => {
    const paid = policy.scores.find((score) => score.key === key);
    return [
      [`${prefix}.${key}.multiplier`, paid === undefined ? '0' : formatDecimal12(paid.multiplier)],
      [`${prefix}.${key}.scale`, paid === undefined ? '1' : formatDecimal12(paid.scale)],
    ] as const;
  });
  return {
    ...Object.fromEntries(scores),
    [`${prefix}.threshold`]: formatAmount(policy.payoutFactor.threshold),
    [`${prefix}.clip`]: formatDecimal12(policy.clip.limit),
    [`${prefix}.clipOrder`]: policy.clip.order,
    [`${prefix}.paysBenchmarks`]: policy.paysBenchmarks,
  };
}

function weightingOf(rules: Rules): StakeWeighting {
  switch (rules['weighting.kind']) {
    case 'capped':
      return { kind: 'capped', share: rules['weighting.share'] as number };
    case 'concave':
      return { kind: 'concave', exponent: rules['weighting.exponent'] as number };
    default:
      return PROPORTIONAL;
  }
}

const prefixed = (prefix: string, values: object): Rules =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));

/** A whole configuration as text, and back: bigints as exact decimals. */
export const configText = (config: TournamentConfig): string =>
  JSON.stringify(config, (name, value: unknown) =>
    typeof value !== 'bigint'
      ? value
      : name === 'threshold'
        ? formatAmount(value as never)
        : formatDecimal12(value as never),
  );
export function parseConfig(text: string): TournamentConfig {
  return parseCanonicalJson<TournamentConfig>(text);
}
